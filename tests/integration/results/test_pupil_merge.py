"""Two rows that are one pupil: which points stay, and that none is lost unseen."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from ovsgtoets.kernel.errors import Refused
from results.domain.pupil_merge import compare, merge_pupils
from results.domain.pupil_unmerge import undo_merge
from results.models import Action, Exemption, Finding, HandIn, Picture, Score
from schools.models import ClassAssignment, Pupil
from tests.integration.results.pages import text_of
from tests.integration.results.scores import give, make_pupil

pytestmark = pytest.mark.django_db


@pytest.fixture
def double(cast, battery):
    """Noor Aa and her double Noor Aaa: cells of every kind."""
    keep, double = make_pupil(cast.class_a, "Aa"), make_pupil(cast.class_a, "Aaa")
    one, two, three, four, five, _ = battery.items_of(battery.reading)
    give(keep, {one: 1, two: "A", three: 1, four: 2})
    give(double, {one: 1, two: 3, three: 0, five: "N"})
    return keep, double


def cells(pupil):
    return {
        score.item.label: score.code or score.points
        for score in Score.objects.filter(pupil=pupil).select_related("item")
    }


def page_of(client, keep, double):
    return client.get(f"/leerlingen/{keep.pk}/samenvoegen/", {"met": double.pk})


def send(client, keep, double, **choices):
    """The form of the page, with what was chosen."""
    data = {"met": double.pk, "gezien": compare(keep, double).seen, **choices}
    return client.post(f"/leerlingen/{keep.pk}/samenvoegen/", data)


def test_the_page_shows_what_differs(cast, as_person, double):
    page = page_of(as_person(cast.teacher), *double).content.decode()
    for fact in (
        "wie blijft</dt><dd>1",
        "meegaan</dt><dd>1",
        "dezelfde</dt><dd>1",
        "Punten die verschillen</dt><dd>2",
    ):
        assert fact in page
    assert page.count('type="radio"') == 4


def test_cell_by_cell(cast, as_person, battery, double):
    keep, other = double
    _, two, three, *_ = battery.items_of(battery.reading)
    client = as_person(cast.teacher)
    answer = send(client, keep, other, **{f"keuze-{two.pk}": "daar"})
    assert answer.status_code == 422
    assert "Kies bij elk verschil wat blijft." in answer.content.decode()
    assert "checked" in answer.content.decode()  # what was chosen stays
    answer = send(client, keep, other, **{f"keuze-{two.pk}": "daar", f"keuze-{three.pk}": "hier"})
    assert answer.status_code == 302
    assert cells(keep) == {"1": 1, "2": 3, "3": 1, "4": 2, "5": "N"}
    assert Pupil.objects.get() == keep
    # The history has what stood there, and no version of a cell means two things.
    lost = Score.pgh_event_model.objects.filter(pgh_label="delete")
    assert {(e.pupil_id, e.item.label, e.code or e.points) for e in lost} == {
        (keep.pk, "2", "A"), (other.pk, "1", Decimal(1)), (other.pk, "3", Decimal(0)),
    }  # fmt: skip
    assert Score.objects.get(pupil=keep, item=two).version > 1


@pytest.mark.parametrize(("whose", "two", "three"), [("hier", "A", 1), ("daar", 3, 0)])
def test_all_of_one(cast, as_person, double, whose, two, three):
    keep, other = double
    assert send(as_person(cast.teacher), keep, other, alles=whose).status_code == 302
    assert cells(keep) == {"1": 1, "2": two, "3": three, "4": 2, "5": "N"}


def test_points_that_changed_meanwhile_are_shown_again(cast, as_person, double):
    keep, other = double
    seen = compare(keep, other).seen
    score = Score.objects.filter(pupil=other, code=None).first()
    Score.objects.filter(pk=score.pk).update(points=0, version=2)
    answer = send(as_person(cast.teacher), keep, other, alles="daar", gezien=seen)
    assert answer.status_code == 422
    assert "De punten of gegevens zijn intussen gewijzigd." in answer.content.decode()
    assert Pupil.objects.count() == 2


def test_twice_and_with_oneself_is_refused(cast, as_person, double):
    keep, other = double
    client = as_person(cast.teacher)
    assert send(client, keep, keep, alles="hier").status_code == 422
    seen = compare(keep, other).seen
    send(client, keep, other, alles="hier")
    again = client.post(
        f"/leerlingen/{keep.pk}/samenvoegen/", {"met": other.pk, "gezien": seen, "alles": "hier"}
    )
    assert again.status_code == 422
    assert "Deze dubbele is er niet meer." in again.content.decode()
    with pytest.raises(Exception, match="intussen verwijderd"):
        merge_pupils(keep=keep, double=other, chosen={}, seen=seen, by=cast.teacher)


def test_exemptions_and_stamnummer_go_along(cast, as_person, battery, double):
    keep, other = double
    other.number = "7"
    other.save()
    for pupil, area in ((keep, "Bewegen"), (other, "Bewegen"), (other, "Nederlands")):
        Exemption.objects.create(pupil=pupil, learning_area=battery.areas[area])
    send(as_person(cast.teacher), keep, other, alles="hier")
    assert Pupil.objects.get().number == "7"
    assert set(keep.exemptions.values_list("learning_area__name", flat=True)) == {
        "Bewegen", "Nederlands",
    }  # fmt: skip


@pytest.fixture
def different(double):
    """Of whom more was said than of the other: each row is what stays and what the double has."""
    keep, other = double
    Pupil.objects.filter(pk=keep.pk).update(number="3")
    Pupil.objects.filter(pk=other.pk).update(
        number="7", gender="X", voluntary=True, left_on=date(2027, 3, 1)
    )
    for pupil in double:
        pupil.refresh_from_db()
    return double


FACTS = ("gender", "number", "voluntary", "left_on")
OWN = ("V", "3", False, None)
OF_DOUBLE = ("X", "7", True, date(2027, 3, 1))


def facts(pupil):
    return Pupil.objects.values_list(*FACTS).get(pk=pupil.pk)


def test_what_else_differs_is_shown_and_chosen(cast, as_person, different):
    keep, other = different
    client = as_person(cast.teacher)
    page = text_of(page_of(client, keep, other))
    for line in (
        "Geslacht Wie blijft: meisje De dubbele: X",
        "Stamnummer Wie blijft: 3 De dubbele: 7",
        "Neemt vrijwillig deel Wie blijft: nee De dubbele: ja",
        "Vertrokken op Wie blijft: niet vertrokken De dubbele: 1 maart 2027",
    ):
        assert line in page
    chosen = {"keuze-number": "hier", "keuze-voluntary": "daar", "keuze-left_on": "daar"}
    answer = send(client, keep, other, alles="hier", **chosen)
    assert answer.status_code == 422  # of the gender nothing was said
    assert "Kies bij elk verschil wat blijft." in answer.content.decode()
    assert answer.content.decode().count(" checked") == 3
    answer = send(client, keep, other, alles="hier", **chosen, **{"keuze-gender": "daar"})
    assert answer.status_code == 302
    assert facts(keep) == ("X", "3", True, date(2027, 3, 1))
    assert Pupil.objects.get() == keep


def test_what_is_said_meanwhile_is_shown_again(cast, as_person, double):
    keep, other = double
    seen = compare(keep, other).seen
    Pupil.objects.filter(pk=other.pk).update(voluntary=True)
    other.refresh_from_db()
    answer = send(as_person(cast.teacher), keep, other, alles="hier", gezien=seen)
    assert answer.status_code == 422
    assert "De punten of gegevens zijn intussen gewijzigd." in answer.content.decode()
    assert Pupil.objects.count() == 2


def test_what_was_chosen_is_taken_back_unless_it_changed_since(cast, as_person, different):
    keep, other = different
    client = as_person(cast.teacher)
    of_double = {f"keuze-{name}": "daar" for name in FACTS}
    for since, becomes in (({}, OWN), ({"left_on": None, "number": "9"}, ("V", "9", False, None))):
        send(client, keep, other, alles="hier", **of_double)
        assert facts(keep) == OF_DOUBLE
        if since:
            Pupil.objects.filter(pk=keep.pk).update(**since)
        client.post("/leerlingen/samenvoegen/ongedaan/")
        assert facts(keep) == becomes
        assert facts(other) == OF_DOUBLE
        keep.refresh_from_db()
        other.refresh_from_db()


def test_of_two_classes_only_who_has_both(cast, as_person, battery, double):
    keep, _ = double
    far = make_pupil(cast.class_b, "Aa")
    client = as_person(cast.teacher)
    page = page_of(client, keep, far).content.decode()
    assert "Wie is de dubbele?" in page
    assert "klas 6B" not in page
    assert send(client, keep, far, alles="hier").status_code == 422
    assert client.get(f"/leerlingen/{far.pk}/samenvoegen/").status_code == 404
    ClassAssignment.objects.create(
        membership=cast.teacher.memberships.get(), school_class=cast.class_b
    )
    assert send(client, keep, far, alles="hier").status_code == 302


def test_points_that_were_handed_in_are_reopened_first(cast, as_person, battery, double):
    keep, other = double
    later = make_pupil(cast.class_a, "Aa", "Noortje")
    HandIn.objects.create(
        school_class=cast.class_a, part=battery.reading, missing=2, differences=0,
        handed_in_by=cast.teacher, handed_in_at=timezone.now(),
    )  # fmt: skip
    client = as_person(cast.teacher)
    for whose in ("hier", "daar"):
        answer = send(client, keep, other, alles=whose)
        assert answer.status_code == 422
        assert (
            "Ingediend en dus afgesloten: Nederlands lezen (klas 6A). Heropen dat eerst bij Punten"
        ) in answer.content.decode()
    assert cells(other) == {"1": 1, "2": 3, "3": 0, "5": "N"}
    assert send(client, keep, later).status_code == 302  # who has no points there changes none
    HandIn.objects.all().delete()
    assert send(client, keep, other, alles="hier").status_code == 302


@pytest.mark.parametrize("met", ["", "x", "0", "-1", "9" * 30, "\x00"])
def test_nonsense_shows_the_choice(cast, as_person, double, met):
    client = as_person(cast.teacher)
    address = f"/leerlingen/{double[0].pk}/samenvoegen/"
    assert "Wie is de dubbele?" in client.get(address, {"met": met}).content.decode()
    assert client.post(address, {"met": met}).status_code == 422


def test_who_has_the_class_open_sees_the_points_come(cast, battery, double, screen_of):
    keep, other = double
    duo = screen_of(cast.duo)
    duo.look()
    seen = compare(keep, other)
    merge_pupils(
        keep=keep, double=other, seen=seen.seen, by=cast.teacher,
        chosen={one.item.pk: "hier" for one in seen.differences},
    )  # fmt: skip
    five = battery.items_of(battery.reading)[4]
    assert [change[:3] for change in duo.look()["changes"]] == [[keep.pk, five.pk, "N"]]


def everything(*pupils):
    return {pupil.pk: cells(pupil) for pupil in pupils}


@pytest.mark.parametrize("whose", ["hier", "daar"])
def test_a_merge_is_taken_back_from_the_history(cast, as_person, battery, double, whose):
    keep, other = double
    other.number = "7"
    other.save()
    for pupil, area in ((keep, "Bewegen"), (other, "Bewegen"), (other, "Nederlands")):
        Exemption.objects.create(pupil=pupil, learning_area=battery.areas[area])
    before = everything(keep, other)
    client = as_person(cast.teacher)
    send(client, keep, other, alles=whose)
    assert "Maak het samenvoegen ongedaan" in client.get("/leerlingen/").content.decode()
    answer = client.post("/leerlingen/samenvoegen/ongedaan/", follow=True).content.decode()
    assert "Noor Aa en Noor Aaa zijn weer twee leerlingen." in answer
    assert "Maak het samenvoegen ongedaan" not in answer
    assert everything(keep, other) == before
    assert dict(Pupil.objects.values_list("pk", "number")) == {keep.pk: "", other.pk: "7"}
    assert set(Exemption.objects.values_list("pupil", "learning_area__name")) == {
        (keep.pk, "Bewegen"), (other.pk, "Bewegen"), (other.pk, "Nederlands"),
    }  # fmt: skip
    assert client.post("/leerlingen/samenvoegen/ongedaan/").status_code == 302
    # No version of a cell means two things.
    events = Score.pgh_event_model.objects.values_list("pupil", "item", "version")
    now = Score.objects.values_list("pupil", "item", "version")
    values = {}
    for pupil, item, version in [*now, *events]:
        values.setdefault((pupil, item), []).append(version)
    assert all(max(versions) == versions[0] for versions in values.values())


def test_a_merge_is_not_taken_back_over_newer_points(cast, as_person, battery, double):
    keep, other = double
    client = as_person(cast.teacher)
    send(client, keep, other, alles="hier")
    five = battery.items_of(battery.reading)[4]
    Score.objects.filter(pupil=keep, item=five).update(code=None, points=1, version=9)
    answer = client.post("/leerlingen/samenvoegen/ongedaan/", follow=True).content.decode()
    assert "Sinds het samenvoegen zijn punten gewijzigd" in answer
    assert Pupil.objects.get() == keep


def test_a_merge_is_not_taken_back_twice_nor_over_what_was_handed_in(cast, battery, double):
    keep, other = double
    pk = other.pk
    seen = compare(keep, other)
    merge_pupils(
        keep=keep, double=other, seen=seen.seen, by=cast.teacher,
        chosen={one.item.pk: "daar" for one in seen.differences},
    )  # fmt: skip
    undo = {"keep": keep, "double_id": pk, "classes": [cast.class_a], "by": cast.teacher}
    handed_in = HandIn.objects.create(
        school_class=cast.class_a, part=battery.reading, missing=2, differences=0,
        handed_in_by=cast.teacher, handed_in_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(Refused, match="Ingediend en dus afgesloten: Nederlands lezen"):
        undo_merge(**undo)
    handed_in.delete()
    undo_merge(**undo)
    with pytest.raises(Refused, match="al ongedaan gemaakt"):
        undo_merge(**undo)


def test_notes_and_actions_of_both_stay(cast, as_person, double):
    """Two findings of the same picture: one of them goes, and nothing that the team wrote."""
    keep, other = double
    of = {"school": cast.school, "edition": cast.edition, "picture": Picture.values[0]}
    kept = Finding.objects.create(pupil=keep, sentence="a", note="Samen lezen.", **of)
    gone = Finding.objects.create(pupil=other, sentence="b", note="Met de zorg.", **of)
    Action.objects.create(finding=gone, what="Gesprek", owner=cast.care, due_on="2027-06-01")
    send(as_person(cast.teacher), keep, other, alles="hier")
    kept.refresh_from_db()
    assert kept.note == "Samen lezen.\nMet de zorg."
    assert [action.what for action in kept.actions.all()] == ["Gesprek"]
