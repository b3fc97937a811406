"""Saving by itself when things go wrong: no network, a reload, a session that ended, somebody else
at the same computer, two people in one cell, a class that was handed in meanwhile."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from results.domain.scores import Typed, save_scores
from results.models import HandIn, Score
from results.queries.cells import Place
from tests.conftest import PASSWORD
from tests.e2e.grid_page import Grid, make_part, make_pupils, stored, take_part
from tests.live import wait_until

FULL = "() => { Storage.prototype.setItem = () => { throw new Error('full'); } }"


@pytest.fixture
def part(cast):
    take_part(cast)
    make_pupils(cast.class_a, 3)
    return make_part(cast.edition, ["2", "10"])


@pytest.fixture
def open_grid(new_page, visit, sign_in, cast, part):
    """`open_grid(cast.duo)`: the page of 6A in a window of this person's own."""

    def open_it(person, **window) -> Grid:
        page = new_page(**window)
        sign_in(page, person)
        visit(page, "results:points_grid", cast.class_a.pk, part.pk)
        return Grid(page)

    return open_it


def kept(grid: Grid) -> dict[str, str]:
    """What waits in the browser."""
    return grid.page.evaluate(
        "Object.fromEntries(Object.entries(localStorage).filter(([k]) => k.startsWith('punten/')))"
    )


def test_without_network_everything_waits_and_nothing_is_lost(open_grid, cast, axe):
    grid = open_grid(cast.teacher)
    grid.page.context.set_offline(True)
    grid.press("2", "1", "0", "1")
    expect(grid.status).to_have_text("3 cellen wachten: geen verbinding. Niets gaat verloren.")
    axe(grid.page)
    assert stored() == [["", "", ""]] * 3
    assert sorted(kept(grid).values()) == ['["1",0]', '["10",0]', '["2",0]']
    assert re.fullmatch(rf"punten/{cast.teacher.pk}/\d+/\d+/\d+-\d+", next(iter(kept(grid))))

    grid.page.context.set_offline(False)
    grid.expect_saved()
    assert stored() == [["2", "10", ""], ["1", "", ""], ["", "", ""]]
    assert kept(grid) == {}


def test_what_waits_survives_the_tab(open_grid, cast):
    grid = open_grid(cast.teacher)
    grid.page.context.set_offline(True)
    grid.press("2", "7")
    expect(grid.status).to_contain_text("2 cellen wachten")
    context, address = grid.page.context, grid.page.url
    grid.page.evaluate(
        "key => localStorage.setItem(key + '99', '[\"1\",0]')", next(iter(kept(grid)))
    )
    grid.page.close()
    context.set_offline(False)
    again = Grid(context.new_page())
    again.page.goto(address)
    again.expect_saved()
    assert stored()[0] == ["2", "7", ""]
    expect(
        again.page.get_by_text("wacht nog 1 waarde van een leerling of een vraag")
    ).to_be_visible()
    again.page.get_by_role("button", name="Vergeet dit").click()
    assert kept(again) == {}


def test_leaving_is_asked_only_when_the_browser_keeps_nothing(open_grid, cast):
    grid = open_grid(cast.teacher)
    asked = []
    grid.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    grid.page.context.set_offline(True)
    grid.press("2")
    expect(grid.status).to_contain_text("Niets gaat verloren.")
    grid.page.evaluate(FULL)
    grid.press("7")
    expect(grid.status).to_contain_text("2 cellen wachten: geen verbinding. Laat deze pagina open.")
    grid.page.context.set_offline(False)
    grid.expect_saved()
    grid.page.reload()
    assert asked == []  # all is saved: nothing to ask
    grid.page.evaluate(FULL)
    grid.page.context.set_offline(True)
    grid.cell(2, 1).focus()
    grid.press("1")
    expect(grid.status).to_contain_text("Laat deze pagina open.")
    with grid.page.expect_event("dialog"):
        grid.page.close(run_before_unload=True)
    assert asked == ["beforeunload"]


def test_leaving_sends_what_waits(open_grid, cast):
    grid = open_grid(cast.teacher)
    grid.press("2", "7")
    grid.page.get_by_role("link", name="Terug naar Punten").click()
    grid.page.wait_for_url("**/punten/")
    wait_until(lambda: stored()[0] == ["2", "7", ""], what="the two cells")
    grid.page.go_back()
    grid.cell(2, 1).focus()
    grid.press("1")
    grid.expect_saved()
    assert stored()[:2] == [["2", "7", ""], ["1", "", ""]]
    assert kept(grid) == {}


def test_signing_in_again_in_place_loses_nothing(open_grid, cast, axe):
    grid = open_grid(cast.teacher)
    grid.press("1")
    grid.expect_saved()
    Session.objects.all().delete()
    grid.press("5")
    dialog = grid.page.get_by_role("dialog")
    expect(dialog.get_by_text("Je bent afgemeld.")).to_be_visible()
    axe(grid.page)
    dialog.get_by_role("button", name="Later").click()
    grid.press("2")
    expect(grid.status).to_have_text("Je bent afgemeld. 2 cellen wachten. Niets gaat verloren.")
    assert stored()[0] == ["1", "", ""]

    grid.page.get_by_role("button", name="Meld je opnieuw aan").click()
    with grid.page.context.expect_page() as opened:
        dialog.get_by_role("link", name="Meld je aan").click()
    window = opened.value
    window.get_by_label("E-mailadres").fill(cast.teacher.email)
    window.get_by_label("Wachtwoord").fill(PASSWORD)
    window.get_by_role("button", name="Aanmelden").click()
    grid.expect_saved()
    assert stored()[:2] == [["1", "5", ""], ["2", "", ""]]
    expect(dialog).to_be_hidden()
    assert window.is_closed()
    assert kept(grid) == {}


def test_nobody_sends_what_somebody_else_typed(open_grid, sign_in, cast):
    grid = open_grid(cast.teacher)
    grid.page.context.set_offline(True)
    grid.press("2", "7")
    expect(grid.status).to_contain_text("2 cellen wachten")
    sign_in(grid.page, cast.duo)  # at the same computer, in the same browser
    grid.page.context.set_offline(False)
    expect(
        grid.page.get_by_text("In deze browser is intussen iemand anders aangemeld.")
    ).to_be_visible()
    assert not Score.objects.exists()
    grid.page.reload()
    expect(
        grid.page.get_by_text("Op deze computer wachten nog 2 cellen van een collega.")
    ).to_be_visible()
    assert grid.shown()[0] == ["", "", ""]
    grid.press("1")
    grid.expect_saved()
    assert stored()[0] == ["1", "", ""]

    sign_in(grid.page, cast.teacher)  # who typed it comes back, and is asked about the one cell
    grid.page.reload()
    expect(grid.page.get_by_text("1 cel: kies een waarde")).to_be_visible()
    assert stored()[0] == ["1", "7", ""]
    assert Score.objects.get(item__position=2).entered_by == cast.teacher


def test_two_people_and_one_cell(open_grid, cast, axe):
    mine, theirs = open_grid(cast.teacher), open_grid(cast.duo)
    mine.page.context.set_offline(True)
    theirs.press("2", "8")
    theirs.expect_saved()
    mine.press("1", "6")
    mine.page.context.set_offline(False)
    expect(mine.page.get_by_role("button", name="2 cellen: kies een waarde")).to_be_visible()
    assert stored()[0] == ["2", "8", ""]

    mine.page.get_by_role("button", name="2 cellen: kies een waarde").click()
    choice = mine.page.get_by_role("group", name="Keuze voor Aerts Jan, vraag 1")
    expect(choice).to_contain_text(
        re.compile(r"^Guy Wouters vulde intussen 2 in \(.+ uur\)\. Jij typte 1\.")
    )
    axe(mine.page)
    mine.press("m")  # my value, knowing theirs
    mine.cell(1, 2).focus()
    mine.press("Tab", "Tab", "Enter")  # their value, with the buttons
    mine.expect_saved()
    assert stored()[0] == ["1", "8", ""]
    expect(theirs.cell(1, 1)).to_have_value("1")
    expect(theirs.cell(1, 1).locator("..")).to_have_attribute("data-by", "CC")
    expect(theirs.page.get_by_text("CC typt ook")).to_be_visible()

    theirs.cell(1, 1).focus()  # what a colleague changed is not undone
    theirs.press("Control+z", "Control+z")
    expect(
        theirs.page.get_by_text("1 cel is intussen gewijzigd en bleef zoals ze was.")
    ).to_be_visible()
    assert theirs.shown()[0] == ["1", "", ""]
    theirs.expect_saved()


def test_the_history_of_a_cell_that_was_emptied_is_there_too(open_grid, cast, axe):
    grid = open_grid(cast.duo)
    grid.press("2")
    grid.expect_saved()
    grid.cell(1, 1).focus()
    grid.press("Delete")
    grid.expect_saved()
    later = open_grid(cast.teacher)
    later.cell(1, 1).focus()
    later.page.get_by_role("button", name="Geschiedenis").click()
    story = later.page.get_by_role("list", name="Geschiedenis van Aerts Jan, 1")
    expect(story.get_by_role("listitem").nth(0)).to_contain_text("leeggemaakt Guy Wouters")
    expect(story.get_by_role("listitem").nth(1)).to_contain_text("2 Guy Wouters")
    axe(later.page)


def test_who_only_looks_sees_a_colleague_type_within_seconds(new_page, sign_in, visit, cast, part):
    page = new_page()
    page.clock.install()
    sign_in(page, cast.teacher)
    visit(page, "results:points_grid", cast.class_a.pk, part.pk)
    grid = Grid(page)
    page.clock.fast_forward(61_000)  # nothing typed for a minute: asks less often
    type_as(cast.duo, cast.class_a, part, "1")
    page.clock.fast_forward(20_000)
    expect(page.get_by_text("GW typt ook")).to_be_visible()
    for text in ("2", "0"):
        type_as(cast.duo, cast.class_a, part, text)
        page.clock.fast_forward(5_500)
        expect(grid.cell(1, 1)).to_have_value(text)


def type_as(person, school_class, part, text: str) -> None:
    place = Place(school_class.pupils.first().pk, part.items.first().pk)
    now = Score.objects.filter(pupil=place.pupil, item=place.item).first()
    typed = Typed(place, text, now.version if now else 0)
    assert save_scores(school_class=school_class, part=part, cells=[typed], by=person).complete


def test_a_class_that_is_handed_in_meanwhile_keeps_what_was_typed(open_grid, cast, part):
    grid = open_grid(cast.teacher)
    grid.press("1")
    grid.expect_saved()
    HandIn.objects.create(
        school_class=cast.class_a,
        part=part,
        missing=5,
        differences=0,
        handed_in_by=cast.duo,
        handed_in_at=timezone.now(),
    )
    grid.press("5")
    expect(grid.page.get_by_text("Deze klas is ingediend door Guy Wouters")).to_be_visible()
    expect(grid.status).to_have_text("1 cel wacht. Niets gaat verloren.")
    expect(grid.cell(2, 1)).to_have_attribute("readonly", "")
    assert stored()[0] == ["1", "", ""]
    grid.page.get_by_role("button", name="Heropen").click()
    grid.expect_saved()
    assert stored()[0] == ["1", "5", ""]
