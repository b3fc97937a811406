"""Pupils, points and feedback in a real browser: on every screen, and with the keyboard alone."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

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


def test_the_pages_fit_and_are_usable_by_all(
    page, visit, sign_in, fits, axe, cast, battery, pupils
):
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
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
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


def test_the_grid_works_without_javascript(new_page, visit, sign_in, cast, battery, pupils):
    page = new_page(java_script_enabled=False)
    sign_in(page, cast.teacher)
    visit(page, "results:points_grid", cast.class_a.pk, battery.reading.pk)
    page.locator(".grid input").nth(0).fill("2")
    page.locator(".grid input").nth(1).fill("9")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("1 cel is niet bewaard")).to_be_visible()
    assert Score.objects.get().points == 2
    cell = page.locator(".grid input").nth(1)
    expect(cell).to_have_value("9")
    expect(cell).to_have_accessible_description("Hoogstens 4.")
    cell.fill("4")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("1 cel bewaard.")).to_be_visible()
    assert Score.objects.count() == 2


def test_two_teachers_and_one_cell_without_javascript(
    new_page, visit, sign_in, cast, battery, pupils
):
    first, second = (new_page(java_script_enabled=False) for _ in range(2))
    for page, person in ((first, cast.teacher), (second, cast.duo)):
        sign_in(page, person)
        visit(page, "results:points_grid", cast.class_a.pk, battery.reading.pk)
    first.locator(".grid input").first.fill("2")
    first.get_by_role("button", name="Bewaar").click()
    expect(first.get_by_text("1 cel bewaard.")).to_be_visible()

    second.locator(".grid input").first.fill("1")
    second.get_by_role("button", name="Bewaar").click()
    expect(second.get_by_text("Cis Claes vulde intussen 2 in. Jij typte 1.")).to_be_visible()
    assert Score.objects.get().points == 2
    second.get_by_label("Bewaar wat ik typte: 1").check()
    second.get_by_role("button", name="Bewaar").click()
    expect(second.get_by_text("1 cel bewaard.")).to_be_visible()
    assert Score.objects.get().points == 1
