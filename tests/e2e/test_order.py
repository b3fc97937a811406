"""Ordering in a browser: four clicks for a returning school, and typing that is kept."""

import time
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from orders.domain.confirm import confirm_order
from orders.models import Order, OrderRevision, PriceList
from schools.models import Pupil
from tests.conftest import make_edition
from tests.integration.orders.stories import address

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def last_year(cast, price_list) -> None:
    """De Linde ordered 40 copies last year."""
    edition = make_edition(2026)
    prices = PriceList.objects.create(
        edition=edition, copy_price=4, bundle_price=4, delivery_price=10
    )
    order = Order.objects.create(school=cast.school, edition=edition, status="confirmed")
    revision = OrderRevision.objects.create(
        order=order, number=1, price_list=prices, confirmed_by=cast.admin,
        confirmed_at="2026-02-01T10:00:00Z", advisers_may_see=False, feedback_report=False,
        copies_total=160, teachers_total=0, delivery_total=10, total=170,
    )  # fmt: skip
    amounts = {"copies_price": 160, "teachers_price": 0, "delivery_price": 10, "total": 170}
    revision.rows.create(**address(), **amounts)


class Hand:
    """Clicks, and counts them."""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, what) -> None:
        what.click()
        self.clicks += 1


def test_a_returning_school_confirms_an_unchanged_order_in_four_clicks(
    last_year, cast, page, visit, sign_in
):
    sign_in(page, cast.secretary)
    visit(page, "start")
    hand = Hand()

    hand.click(page.get_by_role("link", name="Bestel de toetsen"))
    hand.click(page.get_by_label("Ik bevestig dat de directie akkoord gaat"))
    hand.click(page.get_by_label("Ik heb kennis genomen van de OVSG"))
    hand.click(page.get_by_role("button", name="Bevestig de bestelling"))

    expect(page.get_by_text("Bestelling bevestigd. Mail verstuurd naar")).to_be_visible()
    assert hand.clicks <= 4
    revision = OrderRevision.objects.get(order__edition=cast.edition)
    assert (revision.rows.get().copies, revision.total) == (40, Decimal("201.50"))


def saved(page: Page) -> None:
    expect(page.locator("#bewaard")).to_contain_text("bewaard")
    expect(page.locator("#bewaard")).not_to_contain_text("bezig")


def keeps(page: Page, act) -> None:
    """Does something in the form, and waits until htmx has kept it."""
    with page.expect_response("**/bestelling/bewaren/"):
        act()
    saved(page)


def type_and_take_over(page: Page) -> None:
    copies, name = page.locator("#rij-0-copies"), page.locator("#rij-0-site_name")

    # A number, and at once another one: the amounts and their reasons follow, the fields stay.
    copies.fill("41")
    expect(page.locator("#te-betalen")).to_contain_text("206,20")
    copies.fill("50")
    name.fill("Onthaal")
    expect(page.locator("#rij-0-prijs-exemplaren")).to_contain_text("50 × 4,70")
    saved(page)
    expect(name).to_have_value("Onthaal")

    # Neem over, by keyboard; then Enter in a field keeps, and does not confirm.
    page.locator("#rij-0-gekend").get_by_role("button", name="Neem over").wait_for(state="detached")
    name.fill("De Linde")
    page.get_by_role("button", name="Neem over").press("Enter")
    expect(copies).to_have_value("42")
    expect(copies).to_be_focused()
    copies.press("Enter")
    saved(page)
    expect(page.locator("#te-betalen")).to_contain_text("210,90")


def type_what_is_odd(page: Page) -> None:
    """What can't be read is said beside the field, and stays; what is unlikely is asked."""
    copies = page.locator("#rij-0-copies")
    copies.fill("4o")
    expect(page.get_by_text("Vul een getal van 0 tot 999 in.")).to_be_visible()
    expect(copies).to_have_attribute("aria-invalid", "true")
    copies.fill("400")
    expect(
        page.get_by_text("vorig jaar 40, en we kennen 42 leerlingen. Klopt dat?")
    ).to_be_visible()
    expect(copies).not_to_have_attribute("aria-invalid", "true")
    # The tick stays while the question does, whatever is kept beside it; another question asks anew.
    sure = page.get_by_label("Ja, deze aantallen kloppen.")
    keeps(page, sure.check)
    keeps(page, lambda: page.get_by_label("bestelnummer voor de toetsen").fill("BO-6"))
    expect(sure).to_be_checked()
    keeps(page, lambda: copies.fill("401"))
    expect(sure).not_to_be_checked()
    copies.fill("42")
    expect(page.get_by_text("Klopt dat?")).to_be_hidden()


def test_what_is_typed_is_kept_priced_and_there_after_a_reload(
    last_year, cast, page, new_page, visit, sign_in, axe, fits
):
    Pupil.objects.bulk_create(
        Pupil(school_class=cast.class_a, last_name=f"L{n}", first_name="An", gender="V")
        for n in range(42)
    )
    sign_in(page, cast.secretary)
    visit(page, "orders:order")
    copies = page.locator("#rij-0-copies")
    type_and_take_over(page)
    type_what_is_odd(page)
    page.get_by_label("Wij wensen een schoolfeedbackrapport").check()
    page.get_by_label("bestelnummer voor de toetsen").fill("BO-7")
    page.get_by_label("Ik bevestig dat de directie").check()
    saved(page)

    page.reload()
    expect(copies).to_have_value("42")
    expect(page.get_by_label("bestelnummer voor de toetsen")).to_have_value("BO-7")
    expect(page.get_by_label("Wij wensen een schoolfeedbackrapport")).to_be_checked()
    expect(page.get_by_label("Ik bevestig dat de directie")).not_to_be_checked()
    axe(page)
    assert not OrderRevision.objects.filter(order__edition=cast.edition).exists()

    # A colleague changes the same number: the second reads it, on a phone.
    phone = new_page(width=375)
    sign_in(phone, cast.admin)
    visit(phone, "orders:order")
    copies.fill("44")
    saved(page)
    expect(page.locator("#te-betalen")).to_contain_text("220,30")
    phone.locator("#rij-0-copies").fill("45")
    expect(phone.locator("#rij-0-copies-fout")).to_have_text(
        "Bo Maes vulde hier intussen 44 in; jij typte 45."
    )
    expect(phone.locator("#rij-0-copies")).to_have_value("44")
    expect(phone.locator("#rij-0-copies")).to_be_focused()
    expect(phone.locator("#te-betalen")).to_contain_text("220,30")
    fits(phone)
    axe(phone)


def test_what_is_typed_before_the_scripts_are_there_is_kept_too(
    last_year, cast, page, visit, sign_in
):
    sign_in(page, cast.secretary)
    waiting = []
    page.route("**/*htmx*.js", lambda script: waiting.append(script))
    page.goto(reverse("orders:order"), wait_until="commit")
    page.locator("#rij-0-copies").fill("41")
    page.wait_for_timeout(50)
    for script in waiting:
        script.continue_()
    expect(page.locator("#te-betalen")).to_contain_text("206,20")
    saved(page)


def test_looking_at_the_page_sends_nothing_and_claims_nothing(
    last_year, cast, page, visit, sign_in
):
    """Also with buttons on it that have a value of their own, as Neem over has."""
    Pupil.objects.create(school_class=cast.class_a, last_name="L", first_name="An", gender="V")
    sign_in(page, cast.secretary)
    sent = []
    page.on("request", lambda asked: asked.method == "POST" and sent.append(asked.url))

    visit(page, "orders:order")
    expect(page.get_by_role("button", name="Neem over")).to_be_visible()
    page.wait_for_timeout(700)  # longer than the pause after typing

    assert sent == []
    expect(page.locator("#bewaard")).to_be_empty()
    assert not Order.objects.filter(edition=cast.edition).exists()


def test_what_was_ticked_just_before_confirming_is_not_sent_twice(
    last_year, cast, page, visit, sign_in, monkeypatch
):
    """The pause after typing ends while a slow server confirms: nothing more leaves the page."""

    def slowly(**asked):
        time.sleep(1.5)
        return confirm_order(**asked)

    monkeypatch.setattr("orders.views.order.confirm_order", slowly)
    sign_in(page, cast.secretary)
    visit(page, "orders:order")
    sent = []
    page.on("request", lambda asked: asked.method == "POST" and sent.append(asked.url))

    page.get_by_label("Ik bevestig dat de directie akkoord gaat").check()
    page.get_by_label("Ik heb kennis genomen van de OVSG").check()
    page.get_by_role("button", name="Bevestig de bestelling").click()

    expect(page.get_by_text("Bestelling bevestigd. Mail verstuurd naar")).to_be_visible()
    assert [url.rsplit("/", 2)[1] for url in sent].count("bevestigen") == 1
    assert sent[-1].endswith("/bevestigen/")
