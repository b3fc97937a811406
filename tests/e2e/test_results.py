"""From a figure to an action, with the keyboard alone; and a page full of charts on every screen."""

from playwright.sync_api import expect

from results.models import Action
from tests.e2e.conftest import WIDTHS
from tests.integration.results.year_of_results import make_year


def test_a_teacher_reads_a_figure_pins_it_and_gives_it_to_a_colleague(
    page, visit, sign_in, fits, axe, cast
):
    year = make_year(cast, schools=10)
    sign_in(page, cast.teacher)
    visit(page, f"/resultaten/klas/{cast.class_a.pk}/?leergebied={year.maths.pk}")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        fits(page)
        axe(page)
    figure = page.get_by_role("region", name="De domeinen")
    said = figure.locator(".says").inner_text()
    figure.get_by_text("Hoe lees ik dit?").focus()
    page.keyboard.press("Enter")
    expect(figure.get_by_text("Raakt de streep die lijn")).to_be_visible()
    figure.get_by_role("button", name="Zet vast").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(said)).to_be_visible()
    axe(page)
    page.get_by_label("Wat doen we?").fill("Elke dag hoofdrekenen")
    page.get_by_label("Wie?").select_option(label="Fee Smet")
    page.get_by_label("Tegen wanneer?").fill("2027-06-01")
    page.get_by_role("button", name="Noteer de actie").press("Enter")
    expect(page.get_by_text("Mail verstuurd naar Fee Smet.")).to_be_visible()
    assert Action.objects.get().owner == cast.care
