"""The known cast: school De Linde with a person per role, and the outsider from De Kastanje.

Everything happens on 2 March 2027, unless a test says otherwise with the fixture `on`.
"""

import gc
import os
import shutil
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from redis import Redis

from tests import draws, live

draws.choose()
# Python's collector went through everything that is loaded, again and again: a third of the time.
gc.set_threshold(100_000, 50, 100)

PASSWORD = "een goed wachtwoord"


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()  # what is loaded by now, stays


@pytest.fixture(autouse=True)
def on(settings, tmp_path):
    """Sets the day: `on(date(2027, 4, 2))`. Mail and files go to a folder of the test's own."""
    settings.FIXED_TODAY = date(2027, 3, 2)
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MAIL_FOLDER = tmp_path / "mail"

    def set_day(day: date) -> None:
        settings.FIXED_TODAY = day

    return set_day


@dataclass
class Cast:
    """`cast.admin`, `cast.teacher` … are people; `cast.school`, `cast.class_a` … where they work."""

    edition: object
    school: object
    other_school: object
    sites: list
    class_a: object
    class_b: object
    other_class: object
    admin: object
    secretary: object
    teacher: object
    teacher_b: object
    pe_teacher: object
    care: object
    duo: object
    outsider: object
    other_teacher: object
    helpdesk: object
    by_role: dict = field(default_factory=dict)


@pytest.fixture
def edition(db):
    return make_edition(2027)


def make_edition(year: int):
    """The edition of `year`: ordering until 1 April, points until 25 June."""
    from schools.models import Edition

    return Edition.objects.create(
        year=year,
        orders_open_on=date(year - 1, 9, 1),
        orders_close_on=date(year, 4, 1),
        entry_opens_on=date(year - 1, 9, 1),
        entry_closes_on=date(year, 6, 25),
    )


def make_person(email: str, first_name: str, last_name: str, **fields):
    from accounts.models import User

    return User.objects.create_user(
        email, PASSWORD, first_name=first_name, last_name=last_name, **fields
    )


def make_school(number: int, name: str, **fields):
    from schools.models import School, Site

    address = {
        "street": "Dorpsstraat",
        "house_number": "1",
        "postal_code": "9000",
        "municipality": "Gent",
    }
    school = School.objects.create(
        **{
            "institution_number": number,
            "name": name,
            "email": f"school{number}@demo.example",
            "umbrella": "ovsg",
            **address,
            **fields,
        }
    )
    Site.objects.create(school=school, sequence=1, name=name, **address)
    return school


def join(user, school, role: str, *classes):
    from accounts.models import Membership
    from schools.models import ClassAssignment

    membership = Membership.objects.create(
        user=user, school=school, role=role, accepted_at=timezone.now()
    )
    for school_class in classes:
        ClassAssignment.objects.create(membership=membership, school_class=school_class)
    return user


@pytest.fixture
def cast(edition) -> Cast:
    from accounts.roles import Role
    from schools.models import SchoolClass, Site

    school = make_school(146001, "De Linde")
    Site.objects.create(
        school=school, sequence=2, name="De Linde, wijkschool", street="Molenweg",
        house_number="12", postal_code="9000", municipality="Gent",
    )  # fmt: skip
    other = make_school(146002, "De Kastanje", umbrella="go")
    a, b = (
        SchoolClass.objects.create(school=school, edition=edition, name=n) for n in ("6A", "6B")
    )
    other_a = SchoolClass.objects.create(school=other, edition=edition, name="6A")
    people = {
        "admin": join(make_person("an@demo.example", "An", "Peeters"), school, Role.SCHOOL_ADMIN),
        "secretary": join(make_person("bo@demo.example", "Bo", "Maes"), school, Role.SECRETARY),
        "teacher": join(make_person("cis@demo.example", "Cis", "Claes"), school, Role.TEACHER, a),
        "teacher_b": join(
            make_person("dirk@demo.example", "Dirk", "Aerts"), school, Role.TEACHER, b
        ),
        "pe_teacher": join(make_person("els@demo.example", "Els", "Goos"), school, Role.PE_TEACHER),
        "care": join(make_person("fee@demo.example", "Fee", "Smet"), school, Role.CARE_COORDINATOR),
        "duo": join(make_person("guy@demo.example", "Guy", "Wouters"), school, Role.DUO_TEACHER, a),
        "outsider": join(make_person("hans@demo.example", "Hans", "Vos"), other, Role.SCHOOL_ADMIN),
        "other_teacher": join(
            make_person("ine@demo.example", "Ine", "Bos"), other, Role.TEACHER, other_a
        ),
        "helpdesk": make_person(
            "hulp@demo.example", "Hilde", "Hulp", is_staff=True, is_superuser=True
        ),
    }
    return Cast(
        edition=edition,
        school=school,
        other_school=other,
        sites=list(school.sites.all()),
        class_a=a,
        class_b=b,
        other_class=other_a,
        by_role={
            Role.SCHOOL_ADMIN: people["admin"],
            Role.SECRETARY: people["secretary"],
            Role.TEACHER: people["teacher"],
            Role.PE_TEACHER: people["pe_teacher"],
            Role.CARE_COORDINATOR: people["care"],
            Role.DUO_TEACHER: people["duo"],
        },
        **people,
    )


@pytest.fixture
def as_person(client):
    """`as_person(cast.teacher)` is the test client, signed in as that person."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The Chromium of this machine; without one the test is skipped (or fails, see live.py)."""
    return live.find_chromium() or live.missing("no Chromium on this machine")


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory):
    """The address of a real Redis for this run: TEST_REDIS_URL, or one started from the PATH."""
    if given := os.environ.get("TEST_REDIS_URL"):
        number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        yield f"{given.rstrip('/')}/{8 + int(number) % 8}"
        return
    program = shutil.which("redis-server") or live.missing("no redis-server on this machine")
    port = live.free_port()
    folder = tmp_path_factory.mktemp("redis")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    server = live.Process([str(part) for part in command], folder / "log")
    live.wait_until(lambda: server.says("Ready to accept connections"), what="Redis")
    yield f"redis://127.0.0.1:{port}/0"
    server.kill()


@pytest.fixture
def redis_url(redis_server) -> str:
    """The address of an empty, real Redis."""
    with Redis.from_url(redis_server) as redis:
        redis.flushdb()
    return redis_server


@pytest.fixture
def price_list(edition):
    """The prices of the guide's example: 40 copies and 1 teacher cost 201,50 EUR."""
    from orders.models import PriceList

    return PriceList.objects.create(
        edition=edition,
        copy_price=Decimal("4.70"),
        bundle_price=Decimal("4.70"),
        delivery_price=Decimal("13.50"),
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A thread of a web server may outlive its test for a moment, and hold the test database:
    whoever is still connected when all tests are done is sent away."""
    from django.db import connection

    from tests.emptying import empty_only_what_is_full

    with django_db_blocker.unblock():
        empty_only_what_is_full()
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
