"""Pupils, points and feedback in a real browser: on every screen, and with the keyboard alone."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ovsgtoets.kernel.formats import points
from results.models import Score
from schools.models import Participation, Pupil
from tests.battery import make_battery
from tests.e2e.conftest import WIDTHS
from tests.spreadsheets import xlsx


@pytest.fixture
def battery(cast):
    Participation.objects.create(
        school=cast.school, edition=cast.edition, confirmed_at=timezone.now()
    )
    return make_battery(cast.edition)


@pytest.fixture
def pupils(cast):
    return Pupil.objects.bulk_create(
        Pupil(school_class=cast.class_a, last_name=name, first_name="Jan", gender="M")
        for name in ("Aerts", "Bos", "Claes")
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_fit_and_are_usable_by_all(
    new_page, visit, sign_in, fits, axe, cast, battery, pupils, width
):
    page = new_page(width=width)
    sign_in(page, cast.teacher)
    part = (cast.class_a.pk, battery.reading.pk)
    pages = [
        ("schools:pupils",), ("schools:pupils_paste",), ("schools:pupil_edit", pupils[0].pk),
        ("schools:pupil_leave", pupils[0].pk), ("results:exemptions", pupils[0].pk),
        ("results:pupil_merge", pupils[0].pk),
        ("results:points",), ("results:points_grid", *part),
        ("results:feedback",), ("results:feedback_edit", *part),
    ]  # fmt: skip
    for where in pages:
        visit(page, *where)
        expect(page.locator("h1")).to_have_count(1)
        fits(page)
        axe(page)


def test_a_class_is_pasted(page, visit, sign_in, axe, cast):
    sign_in(page, cast.teacher)
    visit(page, "schools:pupils_paste")
    page.get_by_label("Leerlingen").fill("6A\tPeeters\tJan\tM\n6A\tMaes\tZoë\tV\n6B\tVos\tVic\tM")
    page.get_by_role("button", name="Bekijk").click()
    expect(page.get_by_text("2 nieuw, 1 geweigerd.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Lees in").click()
    expect(page.get_by_text("2 leerlingen toegevoegd.")).to_be_visible()
    expect(page.get_by_label("Leerlingen", exact=True)).to_have_value("6B\tVos\tVic\tM")
    assert cast.class_a.pupils.count() == 2


def test_a_file_with_unknown_columns_is_brought_in_and_undone_with_the_keyboard(
    page, visit, sign_in, fits, axe, cast
):
    sign_in(page, cast.teacher)
    visit(page, "schools:pupils_paste")
    content = xlsx(
        [["Fam.", "Roepnaam", "?", "Straat", "Nr"], ["Peeters", "Jan", "M", "Dorp", "1"]]
    )
    page.get_by_label("Kies een bestand").set_input_files(
        {"name": "6A.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Bekijk").press("Enter")
    expect(page.get_by_text("0 nieuw, 2 geweigerd.")).to_be_visible()
    for number, meaning in ((1, "Naam"), (2, "Voornaam"), (3, "Geslacht")):
        page.get_by_label(f"Kolom {number}").select_option(label=meaning)
    page.get_by_label("In de eerste regel staan").press("Space")
    axe(page)
    page.get_by_role("button", name="Bekijk opnieuw").first.press("Enter")
    expect(page.get_by_text("1 nieuw.")).to_be_visible()
    page.set_viewport_size({"width": 375, "height": 800})
    fits(page)
    page.get_by_role("button", name="Lees in").press("Enter")
    expect(page.get_by_text("1 leerling toegevoegd.")).to_be_visible()
    page.get_by_text("Ingelezen lijsten").press("Enter")
    page.get_by_role("button", name="Maak ongedaan").press("Enter")
    expect(page.get_by_text("1 leerling weer verwijderd.")).to_be_visible()
    assert not cast.class_a.pupils.exists()


class TestGrid:
    @pytest.fixture
    def grid(self, page, visit, sign_in, cast, battery, pupils):
        sign_in(page, cast.teacher)
        visit(page, "results:points_grid", cast.class_a.pk, battery.reading.pk)
        name = re.compile(r"^Aerts Jan vraag 1 ?, hoogstens 2 ?, blz. 3$")
        page.get_by_role("textbox", name=name).focus()
        return page

    def test_columns_are_typed_with_enter_and_arrows(self, grid, battery, pupils):
        for key in ["2", "Enter", "1", "Enter", "a", "Enter"]:
            grid.keyboard.press(key)
        grid.keyboard.type("2,5")  # the top of the next column
        grid.keyboard.press("ArrowDown")
        grid.keyboard.type("4")
        row = grid.get_by_role("row", name=re.compile("^Aerts Jan"))
        expect(row.locator(".total")).to_have_text("4,5")
        expect(grid.get_by_text("5 cellen zijn nog niet bewaard")).to_be_visible()

        grid.get_by_role("button", name="Bewaar").click()
        expect(grid.get_by_text("5 cellen bewaard.")).to_be_visible()
        first, second = battery.items_of(battery.reading)[:2]
        found = {
            (score.pupil_id, score.item_id): score.code or points(score.points)
            for score in Score.objects.all()
        }
        aerts, bos, claes = (pupil.pk for pupil in pupils)
        assert found == {
            (aerts, first.pk): "2", (bos, first.pk): "1", (claes, first.pk): "A",
            (aerts, second.pk): "2,5", (bos, second.pk): "4",
        }  # fmt: skip

    def test_an_impossible_cell_is_marked_at_once_and_explained_after_saving(self, grid, axe):
        cell = grid.locator(".grid input").first
        grid.keyboard.type("9")
        expect(cell).to_have_attribute("aria-invalid", "true")
        grid.get_by_role("button", name="Bewaar").click()
        expect(grid.get_by_role("alert")).to_be_focused()
        axe(grid)
        grid.get_by_role("link", name="Aerts Jan, vraag 1").click()
        expect(cell).to_be_focused()
        expect(cell).to_have_value("9")
        expect(cell).to_have_accessible_description("Hoogstens 2.")

    def test_leaving_with_unsaved_points_is_asked(self, grid):
        asked = []
        grid.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        grid.keyboard.type("2")
        grid.get_by_role("link", name="Terug naar Punten").click()
        grid.wait_for_url("**/punten/")
        assert asked == ["beforeunload"]

    def test_it_works_without_javascript(self, new_page, visit, sign_in, cast, battery, pupils):
        page = new_page(java_script_enabled=False)
        sign_in(page, cast.teacher)
        visit(page, "results:points_grid", cast.class_a.pk, battery.reading.pk)
        page.locator(".grid input").first.fill("2")
        page.get_by_role("button", name="Bewaar").click()
        expect(page.get_by_text("1 cel bewaard.")).to_be_visible()
        assert Score.objects.get().points == 2


def test_two_teachers_and_one_cell(new_page, visit, sign_in, axe, cast, battery, pupils):
    first, second = new_page(), new_page()
    for page, person in ((first, cast.teacher), (second, cast.duo)):
        sign_in(page, person)
        visit(page, "results:points_grid", cast.class_a.pk, battery.reading.pk)
    first.locator(".grid input").first.fill("2")
    first.get_by_role("button", name="Bewaar").click()
    expect(first.get_by_text("1 cel bewaard.")).to_be_visible()

    second.locator(".grid input").first.fill("1")
    second.get_by_role("button", name="Bewaar").click()
    expect(second.get_by_text("Cis Claes vulde intussen 2 in. Jij typte 1.")).to_be_visible()
    axe(second)
    assert Score.objects.get().points == 2
    second.get_by_label("Bewaar wat ik typte: 1").check()
    second.get_by_role("button", name="Bewaar").click()
    expect(second.get_by_text("1 cel bewaard.")).to_be_visible()
    assert Score.objects.get().points == 1
