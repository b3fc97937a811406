"""The grid with somebody who is exempt from some of its questions: those cells have no field, and
everything else stays in its column."""

import pytest
from playwright.sync_api import expect

from results.models import Exemption, LearningArea, TestPart
from tests.e2e.grid_page import Grid, exempt, make_part, make_pupils, stored, take_part

PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def pupils(cast):
    """Of the second, questions 1 and 3 are not asked."""
    take_part(cast)
    pupils = make_pupils(cast.class_a, 3)
    part = make_part(cast.edition, ["1", "2", "10", "2"])
    exempt(pupils[1], part, 1, 3)
    return pupils


@pytest.fixture
def page(pupils, new_page, visit, sign_in, cast):
    page = new_page()
    sign_in(page, cast.teacher)
    visit(page, "results:points_grid", cast.class_a.pk, TestPart.objects.get().pk)
    expect(page.get_by_text("2 van 12 ingevuld")).to_be_visible()
    return page


@pytest.fixture
def grid(page):
    return Grid(page)


def test_typing_passes_over_exempt_cells_and_sums_without_them(page, grid):
    grid.cell(1, 1).focus()
    grid.press("1", "2", "1", "0", "2")  # the first pupil: all four
    assert grid.focused() == (2, 2)  # question 1 of the second is not asked
    grid.press("1", "2")  # by its own maximum, and past question 3
    assert grid.focused() == (3, 1)
    row = page.locator("tbody tr").nth(1)
    expect(row.locator(".total")).to_have_text("3")
    expect(row.locator(".share")).to_have_text("75,0\u00a0%")
    expect(page.locator("tfoot td").nth(0)).to_have_text("1100\u00a0%")  # of the first pupil alone
    grid.expect_saved()
    assert stored() == [["1", "2", "10", "2", ""], ["", "1", "", "2", ""], [""] * 5]


def test_keys_pass_over_exempt_cells(grid):
    grid.cell(3, 1).focus()
    moves = [
        ("ArrowUp", (1, 1)), ("ArrowDown", (3, 1)), ("Shift+Tab", (2, 5)), ("Home", (2, 2)),
        ("ArrowRight", (2, 4)), ("ArrowLeft", (2, 2)), ("Shift+Enter", (1, 2)), ("Enter", (2, 2)),
        ("ArrowLeft", (2, 2)), ("Enter", (3, 2)), ("Control+Home", (1, 1)), ("Enter", (3, 1)),
    ]  # fmt: skip
    for key, place in moves:
        grid.press(key)
        assert grid.focused() == place, key
    grid.cell(2, 2).fill("1")
    grid.press("r")  # absent: only what is asked
    assert grid.focused() == (3, 1)
    grid.expect_saved()
    assert stored()[1] == ["", "1", "", "A", ""]


def test_what_is_pasted_on_exempt_cells_is_left_out_and_told(page, grid):
    grid.cell(2, 2).fill("1")
    grid.expect_saved()
    page.evaluate(PASTE, "V\t2\t9\t1\n1\t1\t8\t0")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("6 cellen wijzigen, 0 blijven gelijk.")).to_be_visible()
    expect(
        dialog.get_by_text("1 waarde is van een leerling die vrijgesteld is en blijft weg:")
    ).to_be_visible()
    expect(dialog.get_by_text("Bos Zoë, vraag 3: 9")).to_be_visible()
    dialog.get_by_role("button", name="Plak 6 cellen").click()
    grid.expect_saved()
    assert stored()[1:] == [["", "2", "", "1", ""], ["1", "1", "8", "0", ""]]
    grid.press("Control+z")
    grid.expect_saved()
    assert stored()[1:] == [["", "1", "", "", ""], [""] * 5]


def test_somebody_becomes_exempt_while_the_grid_is_open(pupils, page, grid):
    """The cell says so, and what was typed stays."""
    frans = LearningArea.objects.get(name="Frans")
    Exemption.objects.create(pupil=pupils[2], learning_area=frans)
    grid.cell(3, 1).fill("1")
    expect(grid.cell(3, 1)).to_have_accessible_description("Vrijgesteld voor dit leergebied.")
    expect(grid.cell(3, 1)).to_have_value("1")
    expect(grid.cell(3, 3)).to_have_attribute("placeholder", "V")
    grid.cell(3, 2).fill("2")
    grid.cell(3, 4).fill("1")
    expect(page.locator("tbody tr").nth(2).locator(".share")).to_have_text("75,0\u00a0%")
    expect(page.locator("[data-status]")).to_contain_text("De rest is bewaard om")
    assert stored()[2] == ["", "2", "", "1", ""]
    grid.cell(3, 2).focus()
    grid.press("ArrowRight")
    assert grid.focused() == (3, 4)

    # And takes it back: also the cells that came with the page as plain text take points again.
    Exemption.objects.all().delete()
    expect(grid.cell(3, 3)).not_to_have_attribute("placeholder", "V")
    expect(grid.cell(3, 1)).to_have_accessible_description("")
    grid.expect_saved()
    expect(grid.cell(2, 1)).to_be_editable()
    grid.cell(2, 1).fill("1")
    grid.cell(3, 3).fill("7")
    grid.cell(2, 2).focus()
    grid.press("ArrowLeft")
    assert grid.focused() == (2, 1)
    grid.expect_saved()
    expect(page.get_by_text("5 van 12 ingevuld")).to_be_visible()
    assert stored()[1:] == [["1", "", "", "", ""], ["1", "2", "7", "1", ""]]
