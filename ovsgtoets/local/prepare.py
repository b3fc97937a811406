"""What must be on the machine before the portal can start: system libraries and `.venv`.

Run by `make` with any Python 3.11 or newer, so it knows the standard library only. It changes
nothing when everything is there: a second start takes a fraction of a second.
"""

import ctypes
import ctypes.util
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "made-from"
MAC = sys.platform == "darwin"

# What WeasyPrint loads: the names of the library, and the Debian package that brings it (along).
LIBRARIES = [
    (("libgobject-2.0.so.0", "gobject-2.0"), "libpango-1.0-0"),
    (("libpango-1.0.so.0", "pango-1.0"), "libpango-1.0-0"),
    (("libpangoft2-1.0.so.0", "pangoft2-1.0"), "libpangoft2-1.0-0"),
    (("libharfbuzz.so.0", "harfbuzz"), "libpangoft2-1.0-0"),
    (("libharfbuzz-subset.so.0", "harfbuzz-subset"), "libharfbuzz-subset0"),
    (("libfontconfig.so.1", "fontconfig"), "libpangoft2-1.0-0"),
]
FONT_FOLDERS = [
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
]
FONT_PACKAGE = "fonts-dejavu-core"


def main() -> None:
    if MAC:
        os.environ.setdefault(
            "DYLD_FALLBACK_LIBRARY_PATH", "/opt/homebrew/lib:/usr/local/lib:/usr/lib"
        )
    if missing := missing_packages():
        install(missing)
        if still := missing_packages():
            stop(f"These could not be installed: {', '.join(still)}.")
    make_venv()


def missing_packages() -> list[str]:
    """The packages to install, found by loading the libraries rather than by asking a package
    manager: they may have come from anywhere."""
    missing = [package for names, package in LIBRARIES if not any(loads(name) for name in names)]
    if not MAC and not has_fonts():
        missing.append(FONT_PACKAGE)
    if not can_make_venv():
        missing.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    return sorted(set(missing))


def loads(name: str) -> bool:
    for path in (name, ctypes.util.find_library(name) if MAC else None):
        if path:
            try:
                ctypes.CDLL(path)
            except OSError:
                continue
            return True
    return False


def has_fonts() -> bool:
    return any(
        path.suffix.lower() in (".ttf", ".otf", ".ttc", ".pfb")
        for folder in FONT_FOLDERS
        if folder.is_dir()
        for path in folder.rglob("*")
    )


def can_make_venv() -> bool:
    if (VENV / "bin" / "python").exists():
        return True
    try:
        import ensurepip  # noqa: F401 — Debian leaves it out of python3
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


def install(packages: list[str]) -> None:
    """Installs Debian packages as root or through sudo, or pango with Homebrew."""
    if MAC:
        command = ["brew", "install", "pango"]
        if not shutil.which("brew"):
            stop("The libraries for PDF are missing. Install Homebrew, then: brew install pango")
        run(command)
        return
    by_hand = f"apt-get install --no-install-recommends {' '.join(packages)}"
    if not shutil.which("apt-get"):
        stop(f"Missing on this machine: {', '.join(packages)} (Debian's names). Install them.")
    sudo = []
    if os.geteuid() != 0:
        if not may_sudo():
            stop(f"Missing on this machine: {', '.join(packages)}.\nAs root: {by_hand}")
        sudo = ["sudo", "--preserve-env=http_proxy,https_proxy,no_proxy"]
    say(f"Installing {', '.join(packages)}")
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
    run([*sudo, "apt-get", "update", "-qq"])
    run([*sudo, *quiet, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages])


def may_sudo() -> bool:
    """Without a password, or with somebody at the keyboard who can type it."""
    if not shutil.which("sudo"):
        return False
    free = subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    return free or (sys.stdin.isatty() and sys.stdout.isatty())


def make_venv() -> None:
    """Makes `.venv` from the locked packages; anew when the lock or the Python changed."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest() + " " + platform.python_version()
    python = VENV / "bin" / "python"
    if STAMP.exists() and STAMP.read_text() == wanted and works(python):
        return
    say("Making .venv from requirements.lock")
    if not works(python) or version_of(python) != platform.python_version():
        run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    run([*pip, "--require-hashes", "-r", str(LOCK)])
    STAMP.write_text(wanted)


def works(python: Path) -> bool:
    return bool(version_of(python))


def version_of(python: Path) -> str:
    """The version of that interpreter, or "" where it does not run (a moved or broken .venv)."""
    if not python.exists():
        return ""
    command = [str(python), "-c", "import pip, platform; print(platform.python_version())"]
    answer = subprocess.run(command, capture_output=True, text=True)
    return answer.stdout.strip() if answer.returncode == 0 else ""


def run(command: list[str]) -> None:
    if subprocess.run(command, cwd=ROOT).returncode:
        stop(f"This did not work: {' '.join(command)}")


def say(message: str) -> None:
    print(message, flush=True)


def stop(message: str) -> None:
    sys.exit(f"\n{message}\n")


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 — who runs this may have an older one
        stop(f"Python 3.11 or newer is needed; this is {platform.python_version()}.")
    main()
