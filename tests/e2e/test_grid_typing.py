"""Typing in the grid: keys, orders of entry, undo, and what the database holds afterwards."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.grid_page import Grid, make_part, make_pupils, stored, take_part

COUNT_KEYS = "addEventListener('keydown', () => { window.keys = (window.keys ?? 0) + 1 }, true)"


@pytest.fixture
def open_grid(new_page, visit, sign_in, cast):
    """`open_grid(pupils=3, maxima=["2", "10"])`: the page of 6A for a part like that."""

    def open_it(*, pupils: int, maxima: list[str], **window) -> Grid:
        take_part(cast)
        make_pupils(cast.class_a, pupils)
        part = make_part(cast.edition, maxima)
        page = new_page(**window)
        sign_in(page, cast.teacher)
        visit(page, "results:points_grid", cast.class_a.pk, part.pk)
        return Grid(page)

    return open_it


def test_a_thousand_cells_take_a_thousand_keys(open_grid):
    grid = open_grid(pupils=25, maxima=["9"] * 40)
    marks = "".join(str((7 * n) % 10) for n in range(1000))
    grid.page.evaluate(COUNT_KEYS)
    grid.page.keyboard.type(marks)
    assert grid.page.evaluate("window.keys") == 1000
    expect(grid.page.get_by_text("1000 van 1000 ingevuld")).to_be_visible()
    grid.expect_saved()
    assert "".join("".join(row) for row in stored()) == marks


def test_the_cursor_goes_on_when_no_digit_can_follow(open_grid):
    grid = open_grid(pupils=3, maxima=["2", "1", "10", "2.5"])
    assert grid.focused() == (1, 1)  # nobody has to click first
    grid.press("1", "Space", "1", "0", "a")  # on 2; on 1 with the space bar; 10 on 10; a code
    assert grid.focused() == (2, 1)
    grid.press("1", ",", "5", "Tab")  # the comma comes back for its number
    grid.press("0", "7", "2", ",", "5")
    assert grid.focused() == (3, 1)
    grid.press("9", "Backspace", "2")  # a mistake is taken back from the next cell
    grid.expect_saved()
    assert stored() == [
        ["1", "1", "10", "A", ""], ["1,5", "0", "7", "2,5", ""], ["2", "", "", "", ""],
    ]  # fmt: skip
    expect(grid.page.locator("tbody tr").nth(0).locator(".total")).to_have_text("12")
    expect(grid.page.locator("tbody tr").nth(0).locator(".share")).to_have_text("92,3\u00a0%")
    expect(grid.page.locator("tfoot td").nth(0)).to_have_text("4,575\u00a0%")

    grid.page.get_by_text("Instellingen").click()
    grid.page.get_by_label("De cursor gaat vanzelf verder").uncheck()
    grid.page.reload()  # the switch is remembered
    grid.cell(3, 2).focus()
    grid.press("1")
    assert grid.focused() == (3, 2)


def test_keys_move_and_orders_lead(open_grid):
    grid = open_grid(pupils=3, maxima=["2", "2", "2"])
    places = [
        ("Enter", (2, 1)), ("Enter", (3, 1)), ("Enter", (1, 2)), ("Shift+Enter", (3, 1)),
        ("Tab", (3, 2)), ("End", (3, 4)), ("Shift+Tab", (3, 3)), ("Home", (3, 1)),
        ("ArrowUp", (2, 1)), ("ArrowRight", (2, 2)), ("ArrowDown", (3, 2)), ("ArrowLeft", (3, 1)),
        ("Control+Home", (1, 1)), ("Control+End", (3, 4)), ("Control+Home", (1, 1)),
        ("NumpadEnter", (1, 2)),
    ]  # fmt: skip
    for key, place in places:
        grid.press(key)
        assert grid.focused() == place, key

    grid.press("o", "Escape")  # takes back what was being typed in the cell
    assert grid.shown()[0] == ["", "", "", ""]
    grid.press("Escape")  # and out of the grid
    expect(grid.page.get_by_role("button", name="Geschiedenis")).to_be_focused()
    grid.press("Tab")
    expect(grid.page.get_by_role("link", name="Klas indienen")).to_be_focused()

    grid.page.get_by_label("Per vraag", exact=True).check()
    grid.cell(2, 1).focus()
    grid.press("1", "2")
    assert grid.focused() == (1, 2)
    grid.page.get_by_text("Instellingen").click()
    grid.page.get_by_label("Sla ingevulde cellen over").check()
    grid.cell(1, 1).focus()
    grid.press("0")
    assert grid.focused() == (1, 2)
    grid.page.get_by_label("Alleen totalen").check()
    grid.cell(1, 4).focus()
    grid.press("6", "Enter", "5")
    grid.expect_saved()
    assert stored() == [["0", "", "", "6"], ["1", "", "", ""], ["2", "", "", "5"]]


def test_a_whole_row_is_absent_and_back(open_grid):
    grid = open_grid(pupils=2, maxima=["2", "2", "10"])
    grid.press("1", "r")
    expect(grid.page.get_by_text("Aerts Jan: 2 lege cellen zijn A, afwezig.")).to_be_visible()
    assert grid.focused() == (2, 1)
    grid.expect_saved()
    assert stored() == [["1", "A", "A", ""], ["", "", "", ""]]

    grid.press("Control+z")
    assert grid.shown()[0] == ["1", "", "", ""]
    grid.press("Control+z")
    assert grid.shown()[0] == ["", "", "", ""]
    grid.page.get_by_role("button", name="Opnieuw").click()
    grid.press("Control+Shift+z")
    grid.expect_saved()
    assert stored()[0] == ["1", "A", "A", ""]


def test_what_can_not_be_is_refused_in_its_cell_and_the_rest_is_saved(open_grid, axe):
    grid = open_grid(pupils=2, maxima=["2", "2", "2"])
    grid.press("9", "1")
    grid.page.keyboard.insert_text("1,255")
    grid.press("o")
    refused = grid.cell(1, 1)
    expect(refused).to_have_attribute("aria-invalid", "true")
    expect(refused).to_have_accessible_description("Hoogstens 2.")
    expect(grid.cell(1, 3)).to_have_accessible_description("Hoogstens 2 cijfers na de komma.")
    expect(grid.page.get_by_text("De rest is bewaard om")).to_be_visible()
    expect(grid.page.get_by_text("1 van 6 ingevuld")).to_be_visible()  # the refused are missing
    assert stored()[0] == ["", "1", "", ""]
    axe(grid.page)

    grid.page.get_by_role("button", name="3 cellen niet bewaard").click()
    assert grid.focused() == (1, 1)
    grid.press("2")
    grid.cell(1, 3).fill("1,25")
    grid.cell(2, 1).fill("")
    grid.expect_saved()
    expect(refused).not_to_have_attribute("aria-invalid", "true")


def test_the_total_on_the_booklet_shows_its_difference_at_once(open_grid):
    grid = open_grid(pupils=1, maxima=["2", "10"])
    total = grid.cell(1, 3).locator("..")
    grid.cell(1, 3).fill("9")
    grid.cell(1, 1).fill("2")
    expect(total).to_have_attribute("data-difference", "nog 7")
    grid.cell(1, 2).fill("10")
    expect(total).to_have_attribute("data-difference", "3 te veel")
    grid.cell(1, 2).fill("5")
    expect(total).to_have_attribute("data-difference", "2 te weinig")
    expect(grid.page.locator("[data-marks] li")).to_contain_text("samen zijn 7: 2 te weinig.")
    grid.cell(1, 2).fill("7")
    expect(total).to_have_attribute("data-difference", "klopt")
    grid.expect_saved()


@pytest.mark.parametrize("width", [375, 1440])
def test_the_page_fits_and_is_usable_by_all(open_grid, fits, axe, width):
    grid = open_grid(pupils=3, maxima=["2"] * 30, width=width, has_touch=width < 500)
    grid.cell(2, 20).focus()
    fits(grid.page)
    axe(grid.page)
    name = re.compile(r"^Bos Zoë vraag 20 ?, hoogstens 2 ?, blz. 12$")
    expect(grid.cell(2, 20)).to_have_accessible_name(name)
    if width < 500:  # a number keyboard has no letters
        grid.page.get_by_role("button", name="vrijgesteld").click()
        grid.expect_saved()
        assert stored()[1][19] == "V"
        assert grid.focused() == (2, 21)
