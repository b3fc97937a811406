"""The step on the start page, and what the helpdesk sees."""

from datetime import date

import pytest

from accounts.acting import acting_of
from orders.domain.drafts import reopen_order
from orders.steps import steps_of
from tests.integration.orders.stories import plain

pytestmark = pytest.mark.django_db


def ordering_step(user, edition):
    steps = steps_of(acting_of(user, None), edition)
    return next((step for step in steps if step.position == 20), None)


def said(step) -> tuple[str, str]:
    return step.state, plain(f"{step.word}: {step.detail}")


def test_the_step_follows_the_order(cast, story, on):
    def now():
        return said(ordering_step(cast.secretary, cast.edition))

    assert now() == ("todo", "te doen: Bestel tot en met 1 april 2027.")
    order = story.started()
    assert now() == ("busy", "bezig: Bevestig ze tot en met 1 april 2027.")
    story.confirm(order)
    assert now() == (
        "done", "klaar: 40 exemplaren, 201,50 EUR. Wijzigen kan tot en met 1 april 2027.",
    )  # fmt: skip
    reopen_order(order=order, by=cast.secretary)
    assert now() == (
        "warning",
        "opnieuw te bevestigen: Bevestig je wijzigingen tot en met 1 april 2027. "
        "Intussen geldt: 40 exemplaren, 201,50 EUR.",
    )
    on(date(2027, 4, 2))
    assert now() == ("done", "klaar: 40 exemplaren, 201,50 EUR.")
    assert said(ordering_step(cast.outsider, cast.edition)) == (
        "warning", "niet besteld: Bestellen kon tot en met 1 april 2027. Contacteer de helpdesk.",
    )  # fmt: skip


def test_the_step_waits_for_prices_and_for_the_season(cast, on):
    assert said(ordering_step(cast.admin, cast.edition))[0] == "waiting"
    cast.edition.orders_open_on = date(2027, 3, 3)
    assert said(ordering_step(cast.admin, cast.edition)) == (
        "waiting", "nog niet open: Bestellen kan van 3 maart 2027 tot en met 1 april 2027.",
    )  # fmt: skip


def test_who_may_not_order_has_no_step_for_it(cast, price_list):
    assert ordering_step(cast.teacher, cast.edition) is None
    assert steps_of(acting_of(cast.secretary, None), None) == []


def test_the_helpdesk_finds_orders_and_changes_none(cast, story, as_person):
    order = story.confirmed()
    story.started(cast.other_school)
    client = as_person(cast.helpdesk)

    everything = plain(client.get("/beheer/orders/order/"))
    assert "De Linde (146001)" in everything
    assert "De Kastanje (146002)" in everything
    assert "201,50 EUR" in everything
    drafts = plain(client.get("/beheer/orders/order/?status__exact=draft"))
    assert "De Kastanje" in drafts
    assert "De Linde (" not in drafts
    assert "De Linde" in plain(client.get("/beheer/orders/order/?q=146001"))

    page = client.get(f"/beheer/orders/order/{order.pk}/change/")
    assert page.status_code == 200
    assert "Dorpsstraat" in plain(page)
    revision = order.revisions.get()
    assert "201" in plain(client.get(f"/beheer/orders/orderrevision/{revision.pk}/change/"))
    assert "De Linde" in plain(client.get("/beheer/orders/orderrevision/?q=linde"))
    for path in (f"order/{order.pk}", f"orderrevision/{revision.pk}"):
        assert client.post(f"/beheer/orders/{path}/change/", {}).status_code == 403
        assert client.post(f"/beheer/orders/{path}/delete/", {}).status_code == 403
