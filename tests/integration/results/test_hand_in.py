"""Klas indienen: knowing what is open, and from then on nobody writes."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError
from django.urls import reverse
from post_office.models import Email

from results.domain.hand_in import hand_in
from results.domain.scores import Place, Typed, save_scores
from results.models import HandIn, Reopening, Score
from tests.forms_in import forms_in
from tests.integration.results.scores import give
from tests.integration.results.test_scores_together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def screen(cast, screen_of):
    return screen_of(cast.teacher)


def fill(screen, pupils, items):
    for pupil in pupils:
        give(pupil, dict.fromkeys([item for item in items if not item.is_total], 1))


def page_of(screen) -> str:
    return screen.client.get(screen.url("hand_in")).content.decode()


def press(screen, page: str):
    form = next(form for form in forms_in(page) if "missing" in form.values)
    return screen.client.post(screen.url("hand_in"), form.values)


def test_a_complete_class_is_handed_in_and_then_keeps_still(cast, screen, screen_of, pupils):
    fill(screen, pupils, screen.items)
    page = page_of(screen)
    assert "Alles is ingevuld en geen enkel totaal verschilt." in page
    assert press(screen, page).url == "/punten/"

    row = HandIn.objects.get()
    assert (row.missing, row.differences, row.handed_in_by) == (0, 0, cast.teacher)
    duo = screen_of(cast.duo)
    answer = duo.type(r0c0="2")
    assert answer["status"] == 422
    assert answer["refusal"].startswith("Deze klas is ingediend door Cis Claes op ")
    assert answer["refusal"].endswith("Heropen ze om nog iets te wijzigen.")
    state = duo.look()["state"]
    assert (state["open"], state["handed_in"]["by"]) == (False, "Cis Claes")
    assert state["may_reopen"]
    grid = duo.client.get(duo.url("grid")).content.decode()
    assert f'name="{pupils[0].pk}-{duo.items[0].pk}"' not in grid
    form = duo.client.post(duo.url("grid"), {f"{pupils[0].pk}-{duo.items[0].pk}": "2"})
    assert form.status_code == 422
    assert "Deze klas is ingediend" in form.content.decode()
    assert duo.stands("r0c0") == 1

    assert press(screen, page).status_code == 302  # pressed twice
    assert HandIn.objects.count() == 1

    assert duo.client.post(duo.url("reopen")).url == duo.url("grid")
    assert duo.client.post(duo.url("reopen")).status_code == 302
    assert duo.type(r0c0="2")["saved"]
    events = apps.get_model("results", "HandInEvent").objects.order_by("pgh_id")
    assert [(event.pgh_label, event.pgh_context.metadata["user"]) for event in events] == [
        ("insert", cast.teacher.pk),
        ("delete", cast.duo.pk),
    ]


def test_what_is_open_is_told_by_name_with_the_way_there(screen, pupils):
    fill(screen, pupils[:1], screen.items)
    fill(screen, pupils[1:2], [screen.items[n] for n in (0, 2, 3)])
    total = screen.items[-1]
    give(pupils[0], {total: 8})
    page = page_of(screen)
    assert "9 cellen ontbreken" in page
    assert f'href="{screen.url("grid")}#c{pupils[1].pk}-{screen.items[1].pk}">De Smet Lotte' in page
    assert "vragen 2, 5 en 6" in page
    assert 'Özdemir Élif</a> <span class="soft">alle vragen' in page
    assert "1 totaal verschilt van het boekje" in page
    assert f'#c{pupils[0].pk}-{total.pk}">Aerts Jan' in page
    assert "Op het boekje staat 8, de punten samen zijn 6: 2 te weinig." in page

    assert press(screen, page).status_code == 302
    row = HandIn.objects.get()
    assert (row.missing, row.differences) == (9, 1)


def test_who_saw_another_list_is_asked_to_look_again(cast, screen, screen_of, pupils):
    fill(screen, pupils[:2], screen.items)
    page = page_of(screen)
    screen_of(cast.duo).type(r2c0="1")
    answer = press(screen, page)
    assert answer.status_code == 422
    assert "Intussen is er iets gewijzigd." in answer.content.decode()
    assert "5 cellen ontbreken" in answer.content.decode()
    assert not HandIn.objects.exists()
    for odd in ({}, {"missing": "x"}, {"missing": "-1", "differences": "²"}):
        assert screen.client.post(screen.url("hand_in"), odd).status_code == 422
    assert press(screen, answer.content.decode()).status_code == 302


def test_a_total_alone_is_enough_where_it_is_a_result(battery, cast, screen_of, pupils):
    part = battery.gym
    part.may_be_total = True
    part.save()
    screen = screen_of(cast.pe_teacher, part)
    give(pupils[0], {screen.items[-1]: 9})
    give(pupils[1], {screen.items[0]: 9, screen.items[1]: 2})
    page = page_of(screen)
    assert "2 cellen ontbreken" in page
    assert "Özdemir" in page
    assert "Aerts" not in page


def test_the_dates(screen, pupils, on):
    fill(screen, pupils, screen.items)
    page = page_of(screen)
    on(date(2027, 6, 26))
    assert "Punten ingeven kon tot en met 25 juni 2027." in page_of(screen)
    assert press(screen, page).status_code == 422
    on(date(2027, 6, 25))
    assert press(screen, page).status_code == 302
    on(date(2027, 6, 26))
    answer = screen.client.post(screen.url("reopen"), follow=True).content.decode()
    assert "Vraag het aan de helpdesk." in answer
    assert HandIn.objects.exists()


HAND_INS, REOPENINGS = "/beheer/results/handin/", "/beheer/results/reopening/"


def reopen_in_admin(client, row):
    chosen = {"action": "reopen", "_selected_action": [row.pk]}
    page = client.post(HAND_INS, chosen).content.decode()
    assert "Nederlands lezen, klas 6A" in page
    assert HandIn.objects.exists()
    return client.post(HAND_INS, chosen | {"confirmed": "1"}, follow=True).content.decode()


def test_after_the_last_day_the_helpdesk_reopens_until_it_is_handed_in_again(
    cast, battery, screen, screen_of, pupils, on, as_person
):
    fill(screen, pupils, screen.items)
    press(screen, page_of(screen))
    row = HandIn.objects.get()
    on(date(2027, 6, 26))
    state = screen.look()["state"]  # a grid that stood open offers no button that would be refused
    assert (state["handed_in"]["by"], state["may_reopen"]) == ("Cis Claes", False)
    client = as_person(cast.helpdesk)
    assert "De Linde" in client.get(HAND_INS).content.decode()
    assert "is heropend" in reopen_in_admin(client, row)
    assert not HandIn.objects.exists()
    event = apps.get_model("results", "HandInEvent").objects.get(pgh_label="delete")
    assert event.pgh_context.metadata["user"] == cast.helpdesk.pk

    duo = screen_of(cast.duo)
    duo.look()
    assert duo.type(r0c0="")["saved"]
    assert duo.look()["state"]["open"]
    other = screen_of(cast.duo, battery.practical)
    assert other.type(r0c0="1")["refusal"] == "Punten ingeven kon tot en met 25 juni 2027."
    assert (
        "De helpdesk heropende Nederlands lezen (klas 6A)" in duo.client.get("/").content.decode()
    )
    overview = duo.client.get("/punten/").content.decode()
    assert "heropend" in overview
    assert "Geef de punten in" in overview
    grid = reverse("results:points_grid", args=[cast.class_a.pk, battery.reading.pk])
    assert "je kan punten ingeven tot je opnieuw indient" in duo.client.get(grid).content.decode()
    following = as_person(cast.admin)
    assert "1 lege cel" in following.get("/resultaten/ingave/").content.decode()
    following.post("/resultaten/ingave/herinner/")
    assert "ingeven kan tot je het opnieuw indient" in Email.objects.latest("pk").message

    page = page_of(duo)
    assert "Daarna kan enkel de helpdesk heropenen." in page
    assert press(duo, page).status_code == 302
    assert duo.type(r0c0="1")["refusal"] == "Punten ingeven kon tot en met 25 juni 2027."
    duo.client.post(duo.url("reopen"))
    assert HandIn.objects.exists()
    events = apps.get_model("results", "ReopeningEvent").objects.order_by("pgh_id")
    assert [(event.pgh_label, event.pgh_context.metadata["user"]) for event in events] == [
        ("insert", cast.helpdesk.pk),
        ("delete", cast.duo.pk),
    ]


def test_the_helpdesk_opens_what_was_never_handed_in_and_closes_it_again(
    cast, battery, screen, on, as_person, edition
):
    client = as_person(cast.helpdesk)
    chosen = {"school_class": cast.class_a.pk, "part": battery.reading.pk}
    early = client.post(f"{REOPENINGS}add/", chosen).content.decode()
    assert "Punten ingeven kan nog tot en met 25 juni 2027." in early
    on(date(2027, 6, 26))
    assert screen.type(r0c0="1")["status"] == 422
    assert client.post(f"{REOPENINGS}add/", chosen).status_code == 302
    assert "bestaat al" in client.post(f"{REOPENINGS}add/", chosen).content.decode()
    row = Reopening.objects.get()
    assert (row.school_class, row.part, row.reopened_by) == (
        cast.class_a, battery.reading, cast.helpdesk,
    )  # fmt: skip
    assert screen.type(r0c0="1")["saved"]
    client.post(f"{REOPENINGS}{row.pk}/delete/", {"post": "yes"})
    assert not Reopening.objects.exists()
    assert screen.type(r0c0="2")["status"] == 422


def test_reopened_by_the_helpdesk_before_the_last_day_closes_with_all_others(
    cast, screen, pupils, on, as_person
):
    fill(screen, pupils, screen.items)
    press(screen, page_of(screen))
    reopen_in_admin(as_person(cast.helpdesk), HandIn.objects.get())
    screen.look()
    assert screen.type(r0c0="2")["saved"]
    on(date(2027, 6, 26))
    assert screen.type(r0c0="1")["status"] == 422


def test_without_pupils_there_is_nothing_to_hand_in(screen):
    type(screen.pupils[0]).objects.all().delete()
    assert "staan nog geen leerlingen" in page_of(screen)
    answer = screen.client.post(screen.url("hand_in"), {"missing": "0", "differences": "0"})
    assert answer.status_code == 422
    assert not HandIn.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_handing_in_and_saving_at_the_same_moment(cast, battery, ordered, pupils):
    """Either the save comes first and the list was another one, or nothing is written."""
    part, items = battery.reading, battery.items_of(battery.reading)
    for pupil in pupils:
        give(pupil, dict.fromkeys(items, 1))
    place = Place(pupils[0].pk, items[1].pk)

    def save(text, version):
        try:
            cells = [Typed(place, text, version)]
            return save_scores(school_class=cast.class_a, part=part, cells=cells, by=cast.duo)
        except Exception as refusal:  # noqa: BLE001
            return refusal

    def give_in():
        try:
            return hand_in(
                school_class=cast.class_a, part=part, known_missing=0, known_differences=0,
                by=cast.teacher,
            )  # fmt: skip
        except Exception as refusal:  # noqa: BLE001
            return refusal

    for round_ in range(6):
        before = Score.objects.get(pupil=place.pupil, item=place.item)
        other = "3" if before.points == 2 else "2"  # writing what stands there is no write
        text = "" if round_ % 2 else other
        saved, handed_in = together(lambda t=text, v=before.version: save(t, v), give_in)
        written = place in getattr(saved, "versions", {})
        assert not isinstance(saved, IntegrityError), saved
        if isinstance(handed_in, HandIn):
            assert HandIn.objects.count() == 1
        else:
            assert written  # it was the emptied cell that was not on the list
            assert text == ""
        assert written or "is ingediend" in str(saved)
        HandIn.objects.all().delete()
        if text == "" and written:
            save("1", 0)


def test_what_the_pe_teacher_hands_in_says_who_reopens(cast, battery, screen_of, pupils):
    screen = screen_of(cast.pe_teacher, battery.gym)
    fill(screen, pupils, screen.items)
    assert "tot jij of een collega heropent" in page_of(screen)
