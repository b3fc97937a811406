"""The country that the bench measures: made once, and copied for each run.

Always in the embedded PostgreSQL, also where DATABASE_URL names another: a run drops and makes
databases. It is made anew when the demo data's code or a migration changed.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from ovsgtoets.local.database import embedded_database_url

ROOT = Path(__file__).resolve().parent.parent.parent
SCHOOLS, PUPILS = 954, 28_000  # 950 schools beside the four known ones
COPY = "bench"


def fresh_copy(var: Path, name: str = COPY) -> str:
    """The address of a new copy of the country; makes the country first where it is needed."""
    server = embedded_database_url(var / "postgres")
    country = f"country_{_made_from()}"
    with psycopg.connect(server, autocommit=True) as connection:
        if country not in _databases(connection):
            _make(connection, server, country)
        _drop(connection, name)
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(country)
            )
        )
        connection.execute("CHECKPOINT")  # else it falls in the middle of what is measured
    return _at(server, name)


@contextmanager
def copy_for_now(var: Path, name: str) -> Iterator[str]:
    """A fresh copy that is gone afterwards, whatever happened."""
    try:
        yield fresh_copy(var, name)
    finally:
        with psycopg.connect(embedded_database_url(var / "postgres"), autocommit=True) as server:
            _drop(server, name)


def _made_from() -> str:
    """Changes with everything that the country depends on."""
    files = [*(ROOT / "ovsgtoets/demo").rglob("*.*"), *ROOT.glob("*/migrations/*.py")]
    digest = hashlib.sha256(f"{SCHOOLS} {PUPILS} {os.environ['PORTAL_TODAY']}".encode())
    for file in sorted(file for file in files if file.suffix in (".py", ".csv", ".toml")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _databases(connection: psycopg.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


def _make(connection: psycopg.Connection, server: str, country: str) -> None:
    """Whole or not at all: it gets its name when it is finished. Older countries go."""
    print(f"Making a country of {SCHOOLS} schools (once; about a minute)", flush=True)
    for name in _databases(connection):
        if name.startswith("country_"):
            _drop(connection, name)
    unfinished = "country_unfinished"
    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
    url = _at(server, unfinished)
    for command in (
        ["migrate", "--verbosity=0"],
        ["createcachetable", "--verbosity=0"],
        ["demo", f"--schools={SCHOOLS}", f"--pupils={PUPILS}"],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url},
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=900,
        )
    with psycopg.connect(url, autocommit=True) as inside:
        inside.execute("VACUUM (ANALYZE, FREEZE)")  # else the first run does its work
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
            sql.Identifier(unfinished), sql.Identifier(country)
        )
    )


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )


def _at(server: str, database: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{database}"))
