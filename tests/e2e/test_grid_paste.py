"""Pasting a block from a spreadsheet: what it would change is shown first, and one undo takes all of
it back."""

import pytest
from playwright.sync_api import expect

from tests.e2e.grid_page import Grid, make_part, make_pupils, stored, take_part


@pytest.fixture
def grid(page, visit, sign_in, cast):
    take_part(cast)
    make_pupils(cast.class_a, 3)
    part = make_part(cast.edition, ["2", "10", "2.5"])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, cast.teacher)
    visit(page, "results:points_grid", cast.class_a.pk, part.pk)
    return Grid(page)


def paste(grid: Grid, text: str) -> None:
    """With the system's own clipboard and Ctrl+V."""
    grid.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    grid.press("Control+v")


def test_a_block_with_names_and_a_head_finds_its_cells(grid, axe):
    grid.press("1")
    grid.expect_saved()
    paste(
        grid,
        "Naam;vraag 2;vraag 1\r\nClaes, Ali;7;2\r\nAerts, Jan;10;0\r\nWie, Dan;3;1\r\n".replace(
            ";", "\t"
        ),
    )
    dialog = grid.page.get_by_role("dialog", name="Plak uit een rekenblad")
    for line in (
        "4 cellen wijzigen, 0 blijven gelijk.",
        "2 leerlingen, herkend aan hun naam; vragen herkend aan de kop.",
        "Aerts Jan, vraag 1: 1 wordt 0",
        "Wie, Dan (3 1)",
    ):
        expect(dialog.get_by_text(line)).to_be_visible()
    axe(grid.page)
    assert stored()[0] == ["1", "", "", ""]  # a look changes nothing

    dialog.get_by_role("button", name="Plak 4 cellen").click()
    grid.expect_saved()
    after = [["0", "10", "", ""], ["", "", "", ""], ["2", "7", "", ""]]
    assert stored() == after
    grid.press("Control+z")
    grid.expect_saved()
    assert stored() == [["1", "", "", ""], ["", "", "", ""], ["", "", "", ""]]
    grid.press("Control+y")
    grid.expect_saved()
    assert stored() == after


def test_a_bare_block_goes_down_from_the_cursor_and_says_what_can_not_be(grid):
    grid.cell(2, 2).focus()
    paste(grid, "3\t2.5\n11\tA\n4\t4")
    dialog = grid.page.get_by_role("dialog")
    expect(dialog.get_by_text("1 waarde kan niet.")).to_be_visible()
    expect(dialog.get_by_text("2 waarden hebben hier geen plaats en blijven weg:")).to_be_visible()
    grid.press("Enter")  # the button has the focus
    expect(grid.cell(3, 2)).to_have_accessible_description("Hoogstens 10.")
    expect(grid.page.get_by_text("De rest is bewaard om")).to_be_visible()
    assert stored() == [["", "", "", ""], ["", "3", "2,5", ""], ["", "", "A", ""]]


def test_a_single_value_is_pasted_in_its_cell_and_a_block_without_the_keyboard(grid):
    grid.cell(1, 2).focus()
    paste(grid, "7")
    expect(grid.page.get_by_role("dialog")).to_be_hidden()
    grid.expect_saved()
    grid.page.get_by_role("button", name="Plak een blok").click()
    grid.page.get_by_label("Kopieer het blok").fill("1\n2\n0")
    grid.page.get_by_role("button", name="Annuleer").click()
    expect(grid.cell(1, 3)).to_be_focused()
    grid.cell(1, 1).focus()
    grid.page.get_by_role("button", name="Plak een blok").click()
    grid.page.get_by_label("Kopieer het blok").fill("1\n2\n0")
    grid.page.get_by_role("button", name="Plak 3 cellen").click()
    grid.expect_saved()
    assert [row[:2] for row in stored()] == [["1", "7"], ["2", ""], ["0", ""]]
