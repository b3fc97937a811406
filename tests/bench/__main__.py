"""`python -m tests.bench`: makes what is needed, measures the chosen parts, prints one table."""

import os
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

PARTS = ("pages", "grid", "reports", "reference", "orders")
ON_REQUEST = ("full",)  # some minutes and 8 GB of disk
DAY = "2027-03-02"  # within the season of orders, with part of the year's points


def main() -> int:
    load_at_start = os.getloadavg()[0]
    wanted = os.environ.get("PARTS", "").replace(",", " ").split() or list(PARTS)
    parts = PARTS + ON_REQUEST
    if unknown := set(wanted) - set(parts):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}. Choose from: {' '.join(parts)}")
    var = _set_up()

    from tests.bench import machine
    from tests.bench.figures import table

    print(machine.describe(load_at_start), flush=True)
    figures, went_wrong = [], []
    for name in [name for name in parts if name in wanted]:
        print(f"\n{name} …", flush=True)
        outcome = _measure(name, var)
        went_wrong += [f"{name}: {error}" for error in outcome.errors]
        figures += outcome.figures
        for note in outcome.notes:
            print(f"  {note}", flush=True)
    print(f"\n{table(figures)}\n")
    _say(machine.describe(load_at_start).partition("\n")[2])
    _say(*(f"MISSED: {figure.name}" for figure in figures if figure.missed))
    _say(*(f"WENT WRONG: {error}" for error in went_wrong))
    return 1 if went_wrong else 0


def _set_up() -> Path:
    """A fresh copy of the country, and this process's Django on it with the settings of `make
    run`: real hashing of passwords, every mail a file, the database safe against a power cut."""
    var = Path(os.environ.get("VAR_DIR") or "var/bench").resolve()
    var.mkdir(parents=True, exist_ok=True)
    for name in ("REDIS_URL", "MOODLE_URL", "MOODLE_TOKEN", "MAIL_URL"):
        os.environ.pop(name, None)
    os.environ |= {
        "PORTAL_ENV": "local",
        "PORTAL_TODAY": DAY,
        "VAR_DIR": str(var),
        "DJANGO_SETTINGS_MODULE": "ovsgtoets.settings",
    }
    from tests.bench.country import fresh_copy

    shutil.rmtree(var / "media", ignore_errors=True)
    os.environ["DATABASE_URL"] = fresh_copy(var)

    import django

    from ovsgtoets.local.run import collect_static

    django.setup()
    collect_static()
    _let_admins_sign_in()
    import ovsgtoets.wsgi  # noqa: F401 — all views loaded and kept from the collector, as at the server

    return var


def _let_admins_sign_in() -> None:
    """The country's schoolbeheerders get the demo accounts' password."""
    from django.contrib.auth.hashers import make_password

    from accounts.models import User
    from ovsgtoets.demo.cast import PASSWORD

    admins = User.objects.filter(email__startswith="directie.")
    admins.update(password=make_password(PASSWORD))


def _measure(name: str, var: Path):
    from importlib import import_module

    from tests.bench.figures import Outcome

    part: Callable[[Path], Outcome] = import_module(f"tests.bench.{name}").measure
    try:
        return part(var)
    except Exception as error:  # noqa: BLE001 — the other parts still give their figures
        traceback.print_exc()
        return Outcome(errors=[f"{type(error).__name__}: {error}"])


def _say(*lines: str) -> None:
    for line in lines:
        if line:
            print(line)


if __name__ == "__main__":
    sys.exit(main())
