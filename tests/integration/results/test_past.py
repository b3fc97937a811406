"""What a cell was, and a class put back to how it was."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from results.domain.rewind import differences_with, rewind
from results.domain.scores import Typed, save_scores
from results.models import Item
from results.queries.cells import Place, cursor_now, stored_scores
from results.queries.past import cells_at
from tests.conftest import join
from tests.forms_in import forms_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def screen(cast, screen_of):
    return screen_of(cast.teacher)


def test_the_history_of_a_cell_says_who_when_and_what(cast, screen, screen_of, pupils):
    duo = screen_of(cast.duo)
    screen.type(r0c1="3")
    duo.look()
    duo.type(r0c1="a")
    duo.type(r0c1="")
    duo.type(r0c1="2,5")
    address = screen.url("history", pupils[0].pk, screen.items[1].pk)
    page = screen.client.get(address).content.decode()
    assert "Aerts Jan, vraag 2</h1>" in page
    told = page[page.index('<ol class="plain-rows"') : page.index("</ol>")]
    order = ["<strong>2,5</strong>", "leeggemaakt", "<strong>A</strong>", "<strong>3</strong>"]
    places = [told.index(word) for word in order]
    assert places == sorted(places)
    assert told.count("Guy Wouters, ") == 3
    assert told.count("Cis Claes, ") == 1
    assert "Zet de punten van de klas terug" in page

    part = screen.client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.startswith("<h2>Aerts Jan, vraag 2</h2>")
    empty = screen.client.get(screen.url("history", pupils[1].pk, screen.items[1].pk))
    assert "In deze cel is nog niets ingegeven." in empty.content.decode()
    strange = screen.url("history", pupils[0].pk, 10**9)
    assert screen.client.get(strange).status_code == 404


def test_the_class_teacher_puts_a_class_back_after_looking(cast, screen, screen_of, pupils):
    duo = screen_of(cast.duo)
    screen.type(r0c0="1", r0c1="3", r1c0="N")
    before = timezone.now()
    duo.look()
    duo.type(r0c0="2", r1c0="", r2c2="1")
    assert duo.client.get(duo.url("rewind")).status_code == 403

    page = screen.client.get(screen.url("rewind")).content.decode()
    assert "Guy Wouters, 3 cellen" in page
    assert "Cis Claes, 3 cellen" in page
    address = f"{screen.url('rewind')}?moment={before.isoformat().replace('+', '%2B')}"
    page = screen.client.get(address).content.decode()
    assert "3 cellen veranderen" in page
    told = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in page.split("<tr>")[2:]]
    for row, ends in zip(
        told, ("1: 2 → wordt 1", "1: leeg → wordt N", "3: 1 → wordt leeg"), strict=True
    ):
        assert ends in row
    form = next(form.values for form in forms_in(page) if "seen" in form.values)

    duo.type(r2c3="1")
    answer = screen.client.post(screen.url("rewind"), form)
    assert answer.status_code == 422
    assert "Intussen is er iets gewijzigd." in answer.content.decode()
    assert screen.stands("r0c0") == 2

    form = next(f.values for f in forms_in(answer.content.decode()) if "seen" in f.values)
    answer = screen.client.post(screen.url("rewind"), form, follow=True)
    assert "Teruggezet: 4 cellen, zoals op " in answer.content.decode()
    assert [screen.stands(cell) for cell in ("r0c0", "r0c1", "r1c0", "r2c2", "r2c3")] == [
        1, 3, "N", None, None,
    ]  # fmt: skip
    again = screen.client.get(address).content.decode()
    assert "Er is niets terug te zetten." in again
    changes = {tuple(change[:3]) for change in duo.look()["changes"]}
    assert (*duo.place("r2c2"), "") in changes


def test_odd_moments(screen):
    for odd in (
        "",
        "gisteren",
        "2027-03-02",
        "2027-03-02T10:00:00",
        "9999-99-99T00:00:00Z",
        "\x00",
    ):
        assert screen.client.post(screen.url("rewind"), {"moment": odd}).status_code == 422
        assert screen.client.get(screen.url("rewind"), {"moment": odd}).status_code == 200
    assert "nog geen punten ingegeven" in screen.client.get(screen.url("rewind")).content.decode()


texts = st.sampled_from(["", "", "0", "1", "2", "A", "N", "1,5"])
writes = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), texts), max_size=8)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(writes, min_size=1, max_size=5))
def test_whatever_was_written_every_moment_can_be_found_again(
    cast, battery, ordered, pupils, batches
):
    part, items = battery.reading, battery.items_of(battery.reading)

    def now() -> dict:
        cells = stored_scores(school_class=cast.class_a, part=part)
        return {place: mark for place, (mark, _) in cells.items()}

    def save(cells: dict) -> None:
        stored = stored_scores(school_class=cast.class_a, part=part)
        typed = [Typed(place, text, stored.get(place, (0, 0))[1]) for place, text in cells.items()]
        saved = save_scores(school_class=cast.class_a, part=part, cells=typed, by=cast.teacher)
        assert saved.complete

    save(dict.fromkeys(now(), ""))
    remembered = []
    for batch in batches:
        save({Place(pupils[row].pk, items[column].pk): text for row, column, text in batch})
        remembered.append((timezone.now(), now()))
    for moment, cells in remembered:
        assert cells_at(moment, school_class=cast.class_a, part=part) == cells
    moment, cells = remembered[len(remembered) // 2]
    rewind(
        school_class=cast.class_a, part=part, moment=moment,
        seen=cursor_now(school_class=cast.class_a, part=part), by=cast.teacher,
    )  # fmt: skip
    assert now() == cells
    assert differences_with(moment, school_class=cast.class_a, part=part) == []
    assert cells_at(
        remembered[0][0] - timedelta(days=1), school_class=cast.class_a, part=part
    ) == {}  # fmt: skip


def test_a_teacher_puts_back_no_class_in_which_they_are_a_duo(cast, screen_of):
    join(cast.teacher, cast.school, Role.DUO_TEACHER, cast.class_b)
    screen = screen_of(cast.teacher, school_class=cast.class_b)
    assert screen.client.get(screen.url("grid")).status_code == 200
    assert screen.client.get(screen.url("rewind")).status_code == 403


def test_what_is_higher_than_the_maximum_of_today_is_named(screen, pupils):
    """An item without points may get another maximum; its history keeps what stood there."""
    two = screen.items[0]
    screen.type(r0c0="2", r0c1="1")
    moment = timezone.now()
    screen.type(r0c0="", r0c1="")
    Item.objects.filter(pk=two.pk).update(maximum=1)
    asked = {"moment": moment.isoformat()}
    page = screen.client.get(screen.url("rewind"), asked).content.decode()
    form = next(form for form in forms_in(page) if "seen" in form.values)
    answer = screen.client.post(screen.url("rewind"), form.values, follow=True).content.decode()
    assert "Teruggezet: 1 cel" in answer
    assert "Niet teruggezet: Aerts Jan, vraag 1: Hoogstens 1." in answer
