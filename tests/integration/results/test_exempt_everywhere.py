"""Who is exempt, on every way in: the form per pupil, the spreadsheet, going back, what looks odd,
handing in, and a grid that stood open when it was decided."""

import datetime

import pytest
from django.utils import timezone

from results.domain.exemptions import set_exemptions
from results.domain.hand_in import still_open
from results.domain.rewind import differences_with, rewind
from results.models import Score
from results.queries.cells import cursor_now
from results.queries.exemptions import exempt_cells
from results.views.marks import marks_of
from schools.models import Pupil
from tests.integration.results.scores import give
from tests.integration.results.test_offline import apply, cell, download, upload
from tests.integration.results.test_pupil_form import form_in, typing

pytestmark = pytest.mark.django_db
REFUSED = "Vrijgesteld voor dit leergebied."


@pytest.fixture
def screen(cast, screen_of, battery):
    """The open grid of a part of two areas: question a is Dutch, b is science."""
    return screen_of(cast.teacher, battery.practical)


@pytest.fixture
def exempt(cast, battery, screen):
    """`exempt()`: from now on the first pupil is exempt from Dutch; of "Bewegen" if told so."""

    def decide(area: str = "Nederlands"):
        areas = [battery.areas[area]]
        set_exemptions(pupil=screen.pupils[0], areas=areas, by=cast.teacher)

    return decide


def test_the_form_per_pupil_shows_v_and_asks_the_rest(screen, pupils, exempt):
    address = screen.url("pupil", pupils[0].pk)
    before = screen.client.get(address)
    exempt()
    answer = screen.client.get(address)
    name = f"{pupils[0].pk}-{screen.items[0].pk}"
    assert name not in form_in(answer)
    assert f"{pupils[0].pk}-{screen.items[1].pk}" in form_in(answer)
    assert '<span class="soft">vrijgesteld</span>' in answer.content.decode()
    assert '<p class="fixed">V</p>' in answer.content.decode()

    # The form of before: what is asked is saved, and what was typed in vain stays to be seen.
    answer = screen.client.post(address, typing(screen, before, 0, c0="4", c1="3"))
    assert answer.status_code == 422
    assert f"Je typte 4. {REFUSED}" in answer.content.decode()
    assert screen.stands("r0c0") is None
    assert screen.stands("r0c1") == 3


def test_the_form_without_a_program_does_too(screen, exempt):
    before = form_in(screen.client.get(screen.url("grid")))
    exempt()
    first, second = (f"{screen.pupils[0].pk}-{screen.items[n].pk}" for n in (0, 1))
    answer = screen.client.post(screen.url("grid"), before | {first: "<4", second: "3"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="c{first}">V<span>Je typte &lt;4. {REFUSED}</span></td>' in page
    assert screen.stands("r0c1") == 3


def test_a_grid_that_stood_open_learns_it_with_the_next_answer(cast, screen, screen_of, exempt):
    screen.type(r0c0="4", r1c0="2")
    duo = screen_of(cast.duo, screen.part)
    assert duo.look()["exempt"] == []
    exempt()
    assert duo.look()["exempt"] == [[*duo.place("r0c0"), "V"]]
    answer = screen.type(r0c0="5", r0c1="3")
    assert answer["refused"] == [[*screen.place("r0c0"), REFUSED]]
    assert answer["saved"] == [[*screen.place("r0c1"), 1]]
    assert screen.stands("r0c0") == 4  # they stay, as the pupil's own
    for text in ("", "V"):
        assert duo.type(r0c0=text)["refused"] == [[*screen.place("r0c0"), REFUSED]]
    assert screen.type(r0c0="4")["refused"] == [[*screen.place("r0c0"), REFUSED]]


def test_the_spreadsheet_shows_v_locked_and_comes_back_exactly(screen, exempt):
    screen.type(r1c0="2")
    before = download(screen)
    exempt()
    book = download(screen)
    assert cell(book, 0, 0).value == "V"
    assert cell(book, 0, 0).protection.locked
    assert not cell(book, 0, 1).protection.locked
    assert "alles in het bestand staat al zo" in upload(screen, book).content.decode()
    assert "alles in het bestand staat al zo" in upload(screen, before).content.decode()

    for file, text in ((before, "4"), (book, "4"), (book, None)):
        cell(file, 0, 0).value, cell(file, 0, 1).value = text, 3
        answer = upload(screen, file)
        assert "1 cel wordt gewijzigd, 1 kan niet" in answer.content.decode()
        assert f"{text or ''}”. {REFUSED}" in answer.content.decode()
    apply(screen, answer)
    assert screen.stands("r0c0") is None
    assert screen.stands("r0c1") == 3

    Pupil.objects.get(pk=screen.pupils[0].pk).exemptions.all().delete()
    cell(book, 0, 0).value = "V"  # as it was given: nothing that somebody typed
    assert "alles in het bestand staat al zo" in upload(screen, book).content.decode()


def test_nothing_looks_odd_about_it_and_nothing_is_missing(cast, battery, screen_of, pupils):
    """Two are exempt from all of it: two rows alike, all of one mark, and totals that differ."""
    screen = screen_of(cast.teacher)
    for pupil in pupils[:2]:
        set_exemptions(pupil=pupil, areas=[battery.areas["Nederlands"]], by=cast.teacher)
    give(pupils[0], {screen.items[6]: 14, screen.items[0]: 1})  # from before
    give(pupils[2], dict.fromkeys(screen.items[:6], 1))
    exempt = exempt_cells(cast.class_a, battery.reading)
    assert marks_of(cast.class_a, battery.reading, exempt) == []
    assert still_open(cast.class_a, battery.reading).is_nothing
    page = screen.client.get(screen.url("grid")).content.decode()
    assert '"marks": []' in page
    assert f'name="{pupils[0].pk}-{screen.items[6].pk}"' not in page  # no total without questions


def test_the_list_of_what_is_missing_is_of_who_is_asked(screen, pupils, exempt, on):
    exempt()
    Pupil.objects.filter(pk=pupils[1].pk).update(left_on=datetime.date(2027, 3, 1))
    page = screen.client.get(screen.url("hand_in")).content.decode()
    assert "Aerts Jan" in page
    assert "vraag b" in page
    assert "De Smet Lotte" not in page
    assert "Özdemir Élif" in page
    give(pupils[0], {screen.items[1]: 3})
    give(pupils[2], {screen.items[0]: 3, screen.items[1]: 3})
    page = screen.client.get(screen.url("hand_in")).content.decode()
    assert "Alles is ingevuld en geen enkel totaal verschilt." in page


def test_going_back_leaves_exempt_cells_as_they_are(cast, screen, exempt):
    screen.type(r0c0="4", r0c1="1", r1c0="2")
    moment = timezone.now()
    screen.type(r0c0="5", r0c1="2", r1c0="3")
    exempt()
    about = {"school_class": cast.class_a, "part": screen.part}
    places = [one.place for one in differences_with(moment, **about)]
    assert places == sorted([screen.place("r0c1"), screen.place("r1c0")])
    saved = rewind(moment=moment, seen=cursor_now(**about), by=cast.teacher, **about)
    assert (saved.complete, len(saved.versions)) == (True, 2)
    assert (screen.stands("r0c0"), screen.stands("r0c1")) == (5, 1)
    assert Score.objects.count() == 3


def test_who_is_exempt_does_not_begin_a_part_that_opens_later(cast, screen, exempt):
    screen.part.__class__.objects.filter(pk=screen.part.pk).update(opens_on="2027-04-20")
    exempt()
    page = screen.client.get("/punten/").content.decode()
    assert f'href="{screen.url("grid")}' not in page
    assert "Spreken en onderzoeken" in page
