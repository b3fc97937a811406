"""Every page before anybody has filled anything in, and on the odd days of the year."""

from collections import defaultdict
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from accounts.roles import Role
from orders.domain.deadline import Season, season_of
from ovsgtoets.kernel.clock import school_year_of, today
from schools.queries import running_edition
from tests.addresses import PEOPLE, TABLE, make_things
from tests.conftest import join, make_edition, make_person, make_school

BELGIUM = ZoneInfo("Europe/Brussels")
ONES = defaultdict(lambda: 1)  # whatever an address names, number 1


@pytest.fixture
def people(db):
    """Somebody of every role in a school, the helpdesk, and nothing else: not even an edition."""
    school, other = make_school(146001, "De Linde"), make_school(146002, "De Kastanje")
    roles = dict(zip(PEOPLE[1:7], Role, strict=True))
    everybody = {
        who: join(make_person(f"{who}@demo.example", who, "Maes"), school, role)
        for who, role in roles.items()
    }
    outsider = make_person("outsider@demo.example", "Hans", "Vos")
    return everybody | {
        "outsider": join(outsider, other, Role.SCHOOL_ADMIN),
        "loose": make_person("loose@demo.example", "Los", "Maes"),
        "helpdesk": make_person("h@demo.example", "H", "H", is_staff=True, is_superuser=True),
    }


def ask_everything(people: dict) -> dict[str, int]:
    """The addresses that failed, for anybody, whether read or written."""
    failed = {}
    for who, person in [("nobody", None), *people.items()]:
        client = Client(raise_request_exception=False)
        if person:
            client.force_login(person)
        for row in sorted(TABLE, key=lambda row: row.name in ENDS_THE_SESSION):
            address = row.address(ONES)
            for method in dict.fromkeys(("get", row.method, "post")):
                answer = getattr(client, method)(address)
                if answer.status_code >= 500:
                    failed[f"{who} {method} {address}"] = repr(answer.exc_info[1])[:200]
    return failed


ENDS_THE_SESSION = ["account_logout", "hijack:acquire", "accounts:password"]


def test_without_anything(people):
    assert ask_everything(people) == {}


def test_with_an_edition_and_nothing_in_it(people):
    make_edition(2027)

    assert ask_everything(people) == {}


def test_with_only_last_years_edition(people):
    make_edition(2026)

    assert ask_everything(people) == {}


@pytest.mark.parametrize(
    "day",
    [date(2028, 2, 29), date(2027, 4, 1), date(2027, 4, 2), date(2027, 8, 31), date(2027, 9, 1),
     date(2026, 12, 31), date(2027, 1, 1), date(2026, 8, 31)],
)  # fmt: skip
def test_on_odd_days(cast, price_list, on, day):
    things = make_things(cast)["own"]
    on(day)
    failed = {}
    for who in ("admin", "teacher", "pe_teacher", "helpdesk"):
        client = Client(raise_request_exception=False)
        client.force_login(getattr(cast, who))
        for row in TABLE:
            answer = client.get(row.address(things))
            if answer.status_code >= 500:
                failed[f"{who} {row.name}"] = repr(answer.exc_info[1])[:200]
        if client.get("/beheer/").status_code >= 500:
            failed[f"{who} beheer"] = "500"

    assert failed == {}


@pytest.mark.parametrize(
    ("moment", "season"),
    [
        (datetime(2027, 4, 1, 23, 59, 59, tzinfo=BELGIUM), Season.OPEN),
        (datetime(2027, 4, 2, 0, 0, 0, tzinfo=BELGIUM), Season.AFTER),
        (datetime(2026, 8, 31, 23, 59, 59, tzinfo=BELGIUM), Season.BEFORE),
        (datetime(2026, 9, 1, 0, 0, 0, tzinfo=BELGIUM), Season.OPEN),
    ],
)
def test_the_day_turns_at_belgian_midnight(edition, settings, monkeypatch, moment, season):
    settings.FIXED_TODAY = None
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    assert season_of(edition) is season


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2027, 8, 31), 2027), (date(2027, 9, 1), 2028), (date(2028, 2, 29), 2028)],
)
def test_the_school_year_turns_on_the_first_of_september(db, on, day, year):
    make_edition(2027)
    on(day)

    assert school_year_of(today()) == year
    assert (running_edition() is not None) == (year == 2027)
