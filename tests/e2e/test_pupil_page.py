"""The points of one pupil on a phone: the fields save by themselves, and codes need no letters."""

import re

import pytest
from playwright.sync_api import expect

from results.models import Score
from tests.e2e.grid_page import Grid, exempt, make_part, make_pupils, stored, take_part


@pytest.fixture
def part(cast):
    take_part(cast)
    return make_part(cast.edition, ["2", "10", "2", "1"])


@pytest.fixture
def pupils(cast):
    return make_pupils(cast.class_a, 3)


@pytest.fixture
def open_page(new_page, visit, sign_in, cast, part, pupils):
    """`open_page(cast.duo, of=1)`: the second pupil's points, on this person's phone."""

    def open_it(person, of: int = 0, **window) -> Grid:
        page = new_page(**{"width": 375, "has_touch": True, "is_mobile": True, **window})
        sign_in(page, person)
        visit(page, "results:points_pupil", cast.class_a.pk, part.pk, pupils[of].pk)
        return Grid(page)

    return open_it


def field(grid: Grid, label: str):
    return grid.page.get_by_label(re.compile(rf"^{label} "))


def place(grid: Grid, label: str) -> int:
    """How far down on the page."""
    return field(grid, label).evaluate(
        "(one) => Math.round(one.getBoundingClientRect().top + window.scrollY)"
    )


def saved(grid: Grid) -> None:
    expect(grid.status).to_have_text(re.compile(r"^Alles bewaard om "))


@pytest.mark.parametrize("width", [320, 375])
def test_points_and_codes_with_one_thumb(open_page, cast, fits, axe, width):
    grid = open_page(cast.teacher, width=width)
    field(grid, "Vraag 1").tap()
    expect(field(grid, "Vraag 1")).to_have_attribute("inputmode", "decimal")
    grid.press("2")
    expect(field(grid, "Vraag 2")).to_be_focused()  # nothing can follow: it goes on by itself
    codes = grid.page.get_by_role("group", name="Codes")
    for code in codes.get_by_role("button").all():
        box = code.bounding_box()
        assert box["width"] >= 44
        assert box["height"] >= 44
    fits(grid.page)
    axe(grid.page)
    before = place(grid, "Vraag 3")
    codes.get_by_role("button", name="niet gemaakt").tap()
    expect(field(grid, "Vraag 3")).to_be_focused()
    assert place(grid, "Vraag 3") == before  # nothing moves
    expect(grid.page.get_by_text("vraag 3 op 2, blz. 3")).to_be_attached()
    grid.press("1")
    saved(grid)
    assert stored()[0] == ["2", "N", "1", "", ""]

    grid.page.get_by_role("link", name="Volgende leerling").tap()
    expect(grid.page.get_by_role("heading", level=1)).to_have_text("Bos Zoë")
    grid.page.get_by_role("button", name="Afwezig voor dit onderdeel").tap()
    expect(grid.page.get_by_text("Bos Zoë: 4 lege cellen zijn A, afwezig.")).to_be_visible()
    saved(grid)
    assert stored()[1] == ["A", "A", "A", "A", ""]
    grid.page.get_by_role("button", name="Ongedaan maken").tap()
    saved(grid)
    assert stored()[1] == [""] * 5


def test_enter_goes_to_the_next_field_and_what_cannot_be_stands_below_it(open_page, cast, axe):
    grid = open_page(cast.teacher, width=1440, has_touch=False, is_mobile=False)
    expect(field(grid, "Vraag 1")).to_be_focused()
    grid.press("3", "1", "Enter")
    expect(field(grid, "Vraag 3")).to_be_focused()
    expect(field(grid, "Vraag 1")).to_have_accessible_description("Hoogstens 2.")
    expect(grid.page.get_by_text("De rest is bewaard om")).to_be_visible()
    axe(grid.page)
    assert stored()[0] == ["", "1", "", "", ""]
    field(grid, "Vraag 1").fill("1")
    saved(grid)
    assert stored()[0] == ["1", "1", "", "", ""]


def test_without_network_it_waits_also_when_the_page_goes(open_page, cast, pupils, axe):
    grid = open_page(cast.teacher)
    grid.page.context.set_offline(True)
    field(grid, "Vraag 2").tap()
    grid.press("7")
    expect(grid.status).to_have_text("1 cel wacht: geen verbinding. Niets gaat verloren.")
    grid.page.get_by_role("link", name="Volgende leerling").click()
    expect(grid.page.get_by_role("heading", level=1)).to_have_text(
        "Aerts Jan"
    )  # stays: all is here
    context, address = grid.page.context, grid.page.url
    grid.page.close()
    context.set_offline(False)
    other = Grid(context.new_page())
    other.page.goto(address.replace(f"/{pupils[0].pk}/", f"/{pupils[2].pk}/"))
    expect(other.page.get_by_text("wacht nog 1 cel van een andere leerling.")).to_be_visible()
    axe(other.page)
    assert not Score.objects.exists()
    other.page.get_by_role("link", name="Ga naar alle leerlingen").click()
    other.expect_saved()
    assert stored()[0] == ["", "7", "", "", ""]


def test_two_people_and_one_field(open_page, cast, axe):
    mine, theirs = open_page(cast.teacher), open_page(cast.duo)
    mine.page.context.set_offline(True)
    field(theirs, "Vraag 1").tap()
    theirs.press("2")
    saved(theirs)
    field(mine, "Vraag 1").tap()
    mine.press("1")
    mine.page.context.set_offline(False)
    mine.page.get_by_role("button", name="1 cel: kies een waarde").tap()
    choice = mine.page.get_by_role("group", name="Keuze voor Aerts Jan, vraag 1")
    expect(choice).to_contain_text("Guy Wouters vulde intussen 2 in")
    axe(mine.page)
    choice.get_by_role("button", name="Mijn waarde: 1").tap()
    saved(mine)
    assert stored()[0] == ["1", "", "", "", ""]
    expect(field(theirs, "Vraag 1")).to_have_value("1", timeout=8_000)


def test_what_is_not_asked_of_a_pupil_has_no_field(open_page, cast, part, pupils):
    exempt(pupils[0], part, 1, 3)
    grid = open_page(cast.teacher)
    expect(grid.page.get_by_text("Vraag 1 vrijgesteld")).to_be_visible()
    assert grid.page.locator("tbody input").count() == 3  # two questions and the total
    grid.page.get_by_role("button", name="Afwezig voor dit onderdeel").tap()
    saved(grid)
    assert stored()[0] == ["", "A", "", "A", ""]


def test_without_javascript_codes_can_be_typed(open_page, cast):
    grid = open_page(cast.teacher, java_script_enabled=False)
    assert field(grid, "Vraag 1").get_attribute("inputmode") is None  # else a phone has no letters
    field(grid, "Vraag 1").fill("a")
    field(grid, "Vraag 2").fill("11")
    grid.page.get_by_role("button", name="Bewaar en volgende").click()
    expect(field(grid, "Vraag 2")).to_have_accessible_description("Hoogstens 10.")
    field(grid, "Vraag 2").fill("10")
    grid.page.get_by_role("button", name="Bewaar en volgende").click()
    expect(grid.page.get_by_role("heading", level=1)).to_have_text("Bos Zoë")
    assert stored()[0] == ["A", "10", "", "", ""]
