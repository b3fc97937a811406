"""The schoolbeheerder watches while a teacher types, and hands in: nothing is loaded by hand."""

from django.utils import timezone
from playwright.sync_api import expect

from results.domain.hand_in import hand_in
from results.domain.scores import Typed, save_scores
from results.queries.cells import Place
from schools.models import Participation, Pupil
from tests.battery import make_battery


def test_the_stand_follows_by_itself(page, cast, visit, sign_in):
    battery = make_battery(cast.edition)
    Participation.objects.create(
        school=cast.school, edition=cast.edition, confirmed_at=timezone.now()
    )
    pupil = Pupil.objects.create(
        school_class=cast.class_a, last_name="Aerts", first_name="Jan", gender="M"
    )
    page.clock.install()
    sign_in(page, cast.admin)
    visit(page, "results:progress")
    row = page.get_by_role("row", name="Nederlands lezen").first
    expect(row).to_contain_text("0 van 1")
    expect(row).to_contain_text("te doen")

    items = battery.items_of(battery.reading)
    save_scores(
        school_class=cast.class_a,
        part=battery.reading,
        cells=[Typed(Place(pupil.pk, item.pk), "1", 0) for item in items[:4]],
        by=cast.teacher,
    )
    page.clock.fast_forward(16_000)
    expect(row).to_contain_text("bezig")
    row.get_by_role("link").focus()
    hand_in(
        school_class=cast.class_a, part=battery.reading, known_missing=2, known_differences=0,
        by=cast.teacher,
    )  # fmt: skip
    page.clock.fast_forward(16_000)
    expect(row).to_contain_text("ingediend, niet volledig")
    expect(row.get_by_role("link")).to_be_focused()  # a keyboard stays where it was
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Wat ontbreekt voor Nederlands lezen, klas 6A"
    )
    expect(page.get_by_text("Aerts Jan")).to_be_visible()
    expect(page.get_by_text("vragen 5 en 6")).to_be_visible()
