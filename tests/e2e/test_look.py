"""Every page on every screen: it fits, has one heading, and axe-core has nothing against it."""

import pytest
from playwright.sync_api import expect

from tests.addresses import TABLE, make_things
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
PAGES_IN_A_ROUND = 8


def who_sees(row) -> str:
    return next(who for who, status in row.statuses.items() if status == 200)


def rounds() -> list:
    """Per person, so many pages as one window and one known cast are enough for."""
    rows, found = [row for row in PAGES if row.name not in NOT_PAGES], []
    for who in dict.fromkeys(map(who_sees, rows)):
        theirs = [row for row in rows if who_sees(row) == who]
        for start in range(0, len(theirs), PAGES_IN_A_ROUND):
            few = theirs[start : start + PAGES_IN_A_ROUND]
            found.append(pytest.param(who, few, id=" ".join(row.name for row in few)))
    return found


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
