"""The points of one pupil as a form, pupil after pupil."""

import pytest
from django.test import Client

from results.models import Score
from schools.models import Pupil
from tests.forms_in import forms_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def screen(cast, screen_of):
    return screen_of(cast.teacher)


def form_in(answer) -> dict:
    return next(f.values for f in forms_in(answer.content.decode()) if "basis" in f.values)


def typing(screen, answer, row: int, **typed) -> dict:
    """The form as shown, with `c1="2"` … typed, and the button that goes on."""
    fields = form_in(answer)
    fields.pop("csrfmiddlewaretoken", None)
    for column, text in typed.items():
        fields[f"{screen.pupils[row].pk}-{screen.items[int(column[1:])].pk}"] = text
    return fields


def test_from_the_first_pupil_to_the_last(screen, pupils):
    for row, pupil in enumerate(pupils):
        address = screen.url("pupil", pupil.pk)
        answer = screen.client.get(address)
        page = answer.content.decode()
        assert f"leerling {row + 1} van 3" in page
        assert "Bladzijde 3" in page
        assert "op 10" in page
        assert ("Bewaar en volgende" in page) == (row < 2)
        fields = typing(screen, answer, row, c0="2", c1="2,5", c2="n", c6="14")
        answer = screen.client.post(address, fields | {"verder": "1"}, follow=True)
        assert answer.status_code == 200
        assert f"Punten van {pupil} bewaard." in answer.content.decode()
        assert answer.redirect_chain[0][0] == screen.url("pupil", pupils[min(row + 1, 2)].pk)
    assert Score.objects.count() == 12
    assert screen.stands("r1c1") == 2.5
    assert screen.stands("r2c6") == 14
    assert form_in(screen.client.get(screen.url("pupil", pupils[0].pk)))[
        f"{pupils[0].pk}-{screen.items[1].pk}"
    ] == ["2,5"]


def test_what_is_wrong_stands_beside_its_field_and_the_rest_is_saved(screen, pupils):
    address = screen.url("pupil", pupils[0].pk)
    fields = typing(screen, screen.client.get(address), 0, c0="3", c1="4", c2="x1")
    answer = screen.client.post(address, fields | {"verder": "1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "2 cellen zijn niet bewaard" in page
    assert "Hoogstens 2." in page
    assert "Dit is geen getal." in page
    assert screen.stands("r0c1") == 4
    shown = form_in(answer)
    assert shown[f"{pupils[0].pk}-{screen.items[0].pk}"] == ["3"]
    assert screen.client.post(address, typing(screen, answer, 0, c0="1", c2="")).status_code == 302
    assert screen.stands("r0c0") == 1


def test_a_colleague_was_first(cast, screen, screen_of, pupils):
    address = screen.url("pupil", pupils[0].pk)
    seen = screen.client.get(address)
    screen_of(cast.duo).type(r0c1="3")
    answer = screen.client.post(address, typing(screen, seen, 0, c1="4", c0="1"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Guy Wouters vulde intussen 3 in. Jij typte 4." in page
    assert screen.stands("r0c1") == 3
    assert screen.stands("r0c0") == 1
    choice = f"keuze-{pupils[0].pk}-{screen.items[1].pk}"
    fields = typing(screen, answer, 0) | {choice: "mijn.1"}
    assert screen.client.post(address, fields).status_code == 302
    assert screen.stands("r0c1") == 4


def test_closed_handed_in_and_strangers(cast, screen, pupils, battery, on):
    address = screen.url("pupil", pupils[0].pk)
    other = Pupil.objects.create(
        school_class=cast.class_b, last_name="Elders", first_name="Eva", gender="V"
    )
    assert screen.client.get(screen.url("pupil", other.pk)).status_code == 404
    assert screen.client.post(screen.url("pupil", other.pk)).status_code == 404
    fields = typing(screen, screen.client.get(address), 0, c0="2")
    on(type(cast.edition.entry_closes_on)(2027, 6, 26))
    answer = screen.client.post(address, fields)
    assert answer.status_code == 422
    assert form_in(answer)[f"{pupils[0].pk}-{screen.items[0].pk}"] == ["2"]
    page = screen.client.get(address).content.decode()
    assert "Punten ingeven kon tot en met 25 juni 2027." in page
    assert "basis" not in page
    pe_teacher = Client()
    pe_teacher.force_login(cast.pe_teacher)
    assert pe_teacher.get(address).status_code == 403
