"""The pages for everybody: they fit on every screen, and axe-core has nothing against them."""

import pytest

from tests.e2e.conftest import WIDTHS

PAGES = {
    "/privacy/": "Privacy",
    "/toegankelijkheid/": "Toegankelijkheid",
    "/aanmelden/": "Aanmelden",
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_for_everybody(new_page, visit, fits, axe, path, width):
    page = new_page(width=width)
    visit(page, path)
    assert page.locator("h1").count() == 1
    assert PAGES[path] in page.title()
    fits(page)
    axe(page)


def test_the_skip_link_is_the_first_stop_of_the_keyboard(page, visit):
    visit(page, "/privacy/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"


def test_a_session_opens_the_start_page(page, visit, sign_in, cast, axe):
    sign_in(page, cast.teacher)
    visit(page, "start")
    assert "De Linde" in page.locator(".bar-school").inner_text()
    axe(page)
