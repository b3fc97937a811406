"""Every address of `tests/addresses.py`, asked by everybody; an address that is not in it fails.

For the same thing of another school, who has the right gets 404, who lacks it 403 or 404.
"""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.addresses import PEOPLE, TABLE, Row, in_rounds, make_things, names_in

# Django's admin guards itself: only staff gets in, which its own stories tell.
GUARDED_ELSEWHERE = {"admin"}


def names_of(patterns, namespace: str = "") -> set[str]:
    found = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = pattern.namespace or ""
            if inner not in GUARDED_ELSEWHERE:
                found |= names_of(
                    pattern.url_patterns, f"{namespace}{inner}:" if inner else namespace
                )
        elif isinstance(pattern, URLPattern):
            found.add(f"{namespace}{pattern.name}")
    return found


@pytest.fixture
def things(cast, price_list):
    return make_things(cast)


def test_every_address_stands_in_the_table():
    names = names_of(get_resolver().url_patterns)

    assert names == {row.name for row in TABLE}


def statuses_of(cast, row: Row, things: dict, people: list[str]) -> dict[str, int]:
    """What each person gets, everything undone after each of them."""
    address = row.address(things)
    found = {}
    for who in people:
        with transaction.atomic():
            client = Client()
            if who != "nobody":
                client.force_login(getattr(cast, who))
            found[who] = getattr(client, row.method)(address, row.data(things)).status_code
            transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("rows", in_rounds(TABLE), ids=names_in)
def test_rows_of_the_table(cast, things, rows):
    found = [(row.name, statuses_of(cast, row, things["own"], PEOPLE)) for row in rows]

    assert found == [(row.name, row.statuses) for row in rows]


@pytest.mark.parametrize(
    "rows", in_rounds([row for row in TABLE if row.of and row.apart]), ids=names_in
)
def test_the_same_things_of_the_other_school_do_not_exist(cast, things, rows):
    """404 for who has the right; who lacks it may get the 403 of always as well."""
    people = [who for who in PEOPLE if who not in ("nobody", "outsider")]
    wrong = [
        (row.name, who, status)
        for row in rows
        for who, status in statuses_of(cast, row, things["theirs"], people).items()
        if status != 404 and (status, row.statuses[who]) != (403, 403)
    ]

    assert wrong == []
