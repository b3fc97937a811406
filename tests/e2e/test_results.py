"""From a figure to an action, with the keyboard alone; and a page full of charts on every screen."""

from decimal import Decimal

from playwright.sync_api import expect

from results.models import Action
from tests.battery import make_battery
from tests.e2e.conftest import WIDTHS
from tests.integration.results.scores import give_share, make_pupil
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
    page.emulate_media(media="print")  # what is open is printed, what is pressed is not
    expect(figure.get_by_text("Raakt de streep die lijn")).to_be_visible()
    expect(figure.get_by_text("De cijfers in een tabel")).to_be_hidden()
    expect(figure.get_by_role("button", name="Zet vast")).to_be_hidden()
    page.emulate_media(media="screen")
    figure.get_by_role("button", name="Zet vast").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".kept p")).to_have_text(said)  # the chart before it says it too
    axe(page)
    page.get_by_label("Wat doen we?").fill("Elke dag hoofdrekenen")
    page.get_by_label("Wie?").select_option(label="Fee Smet")
    page.get_by_label("Tegen wanneer?").fill("2027-06-01")
    page.get_by_role("button", name="Noteer de actie").press("Enter")
    expect(page.get_by_text("Mail verstuurd naar Fee Smet.")).to_be_visible()
    assert Action.objects.get().owner == cast.care


def test_the_arrow_keys_lead_from_pupil_to_pupil(page, visit, sign_in, fits, axe, cast):
    battery = make_battery(cast.edition)
    for name in ("Aerts", "Bos", "Claes"):
        give_share(make_pupil(cast.class_a, name), battery.items_of(battery.gym), Decimal("0.5"))
    sign_in(page, cast.teacher)
    visit(page, f"/resultaten/klas/{cast.class_a.pk}/?naast=vergelijkbaar")
    page.get_by_role("link", name="Aerts").click()
    title = page.get_by_role("heading", level=1)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        fits(page)
    axe(page)
    for key, name in (("Right", "Bos"), ("Right", "Claes"), ("Right", "Claes"), ("Left", "Bos")):
        page.keyboard.press(f"Arrow{key}")
        expect(title).to_contain_text(name)
    page.get_by_label("Vergelijkbare scholen").focus()
    page.keyboard.press("ArrowLeft")  # chooses in the form
    expect(page.get_by_label("Alle deelnemers")).to_be_checked()
    expect(title).to_contain_text("Bos")
    page.get_by_role("link", name="Volgende leerling: Claes").focus()
    page.keyboard.press("Enter")
    expect(title).to_contain_text("Claes")
