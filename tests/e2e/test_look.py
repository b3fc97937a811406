"""Every page on every screen: it fits, has one heading, and axe-core has nothing against it."""

import pytest
from playwright.sync_api import expect

from tests.addresses import TABLE, in_rounds, make_things, names_in
from tests.e2e.conftest import WIDTHS

PAGES = [row for row in TABLE if row.method == "get" and 200 in row.statuses.values()]
# Parts of pages, files and words for machines; the link needs a real token.
NOT_PAGES = {
    "health",
    "idp:oidc:configuration",
    "idp:oidc:jwks",
    "jobs:file",
    "accounts:link",
    "orders:address_price",
    "orders:deadline_file",
    "orders:revision_pdf",
    "results:points_cells",
    "results:points_excel_file",
}


def who_sees(row) -> str:
    return next(who for who, status in row.statuses.items() if status == 200)


def rounds() -> list:
    """Per person."""
    rows = [row for row in PAGES if row.name not in NOT_PAGES]
    return [
        pytest.param(who, few, id=names_in(few))
        for who in dict.fromkeys(map(who_sees, rows))
        for few in in_rounds([row for row in rows if who_sees(row) == who])
    ]


@pytest.mark.parametrize(("who", "rows"), rounds())
def test_pages(page, visit, sign_in, fits, axe, cast, price_list, who, rows):
    things = make_things(cast)["own"]
    if who != "nobody":
        sign_in(page, getattr(cast, who))
    wrong = []
    for row in rows:
        visit(page, row.address(things))
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            try:
                expect(page.locator("h1")).to_have_count(1)
                fits(page)
                axe(page)
            except AssertionError as error:
                wrong.append(f"{row.name} at {width} px: {error}")
    assert not wrong, "\n\n".join(wrong)


def test_the_skip_link_is_the_first_stop_of_the_keyboard(page, visit):
    visit(page, "/privacy/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"


def test_whatever_the_keyboard_reaches_shows_that_it_has_the_focus(page, visit, sign_in, cast):
    sign_in(page, cast.admin)
    visit(page, "results:release")
    stops = page.locator("main").locator("a:visible, button:visible, summary:visible").count()
    unseen = []
    for _ in range(200):
        page.keyboard.press("Tab")
        if not page.evaluate("document.activeElement.closest('main')"):
            continue
        stops -= 1
        name, line = page.evaluate(
            "[document.activeElement.innerText, getComputedStyle(document.activeElement).outline]"
        )
        if "3px" not in line or "none" in line:
            unseen.append(f"{name}: {line}")
        if not stops:
            break
    assert not stops
    assert not unseen
