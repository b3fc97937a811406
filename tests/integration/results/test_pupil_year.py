"""A pupil during the year: corrected, moved, taking part voluntarily, gone and back."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from accounts.roles import Role
from ovsgtoets.kernel.errors import Refused
from results.domain.exemptions import set_exemptions
from results.models import HandIn
from results.queries.entry import progress_of_school
from schools.domain.pupils import (
    MOST_PUPILS,
    NewPupil,
    change_pupil,
    remove_pupil,
    restore_pupil,
    set_left_on,
)
from schools.models import ClassAssignment, Pupil
from tests.conftest import join
from tests.forms_in import forms_in
from tests.integration.results.scores import give

pytestmark = pytest.mark.django_db
LIST = "/leerlingen/"


@pytest.fixture
def jan(cast):
    return Pupil.objects.create(
        school_class=cast.class_a, last_name="Peeters", first_name="Jan", gender="M"
    )


@pytest.fixture
def both_classes(cast):
    ClassAssignment.objects.create(
        membership=cast.teacher.memberships.get(), school_class=cast.class_b
    )


def typed(**changes):
    return {"last_name": "Peeters", "first_name": "Jan", "gender": "M", **changes}


def history_of(pupil):
    return history_of_number(pupil.pk)


def history_of_number(pk):
    return apps.get_model("schools", "PupilEvent").objects.filter(pgh_obj_id=pk)


class TestChanging:
    def test_stamnummer_and_taking_part_voluntarily(self, cast, as_person, jan):
        client = as_person(cast.teacher)
        answer = client.post(f"/leerlingen/{jan.pk}/", typed(number=" 12 ", voluntary="on"))
        assert answer.status_code == 302
        jan.refresh_from_db()
        assert (jan.number, jan.voluntary) == ("12", True)
        assert "neemt vrijwillig deel" in client.get(LIST).content.decode()
        page = client.get(f"/leerlingen/{jan.pk}/").content.decode()
        assert 'value="12"' in page
        assert 'name="voluntary" id="id_voluntary" checked' in page
        client.post(f"/leerlingen/{jan.pk}/", typed(number="12"))
        jan.refresh_from_db()
        assert not jan.voluntary
        assert history_of(jan).last().pgh_context.metadata["user"] == cast.teacher.pk

    def test_a_stamnummer_is_of_one_pupil_of_the_class(self, cast, as_person, jan):
        Pupil.objects.create(
            school_class=cast.class_a, last_name="Bos", first_name="Wout", gender="M", number="12"
        )
        answer = as_person(cast.teacher).post(f"/leerlingen/{jan.pk}/", typed(number="12"))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Een andere leerling van deze klas heeft dit stamnummer al." in page
        assert 'value="12"' in page

    @pytest.mark.parametrize(
        ("number", "sentence"),
        [("15.03.02-123.45", "rijksregisternummer"), ("1" * 21, "20 tekens"), ("\x00", "Null")],
    )
    def test_what_is_no_stamnummer(self, cast, as_person, jan, number, sentence):
        answer = as_person(cast.teacher).post(f"/leerlingen/{jan.pk}/", typed(number=number))
        assert answer.status_code == 422
        assert sentence in answer.content.decode()


class TestMoving:
    def test_points_go_along(self, cast, as_person, jan, both_classes, battery):
        give(jan, {battery.items_of(battery.reading)[0]: 1})
        for school_class in (cast.class_a, cast.class_b):  # no point of it changes
            HandIn.objects.create(
                school_class=school_class, part=battery.reading, missing=5, differences=0,
                handed_in_at=timezone.now(),
            )  # fmt: skip
        client = as_person(cast.teacher)
        assert "Klas</label>" in client.get(f"/leerlingen/{jan.pk}/").content.decode()
        answer = client.post(
            f"/leerlingen/{jan.pk}/", typed(school_class=cast.class_b.pk), follow=True
        )
        assert "nu in klas 6B. De punten zijn mee." in answer.content.decode()
        jan.refresh_from_db()
        assert jan.school_class == cast.class_b
        assert jan.scores.count() == 1

    def test_to_the_class_of_a_colleague_and_back(self, cast, as_person, jan):
        """Who has one class gives the pupil to the colleague; the points go along."""
        client = as_person(cast.teacher)
        page = client.get(f"/leerlingen/{jan.pk}/").content.decode()
        assert "Verhuist de leerling naar een andere klas, dan gaan de punten mee." in page
        address = f"/leerlingen/{jan.pk}/"
        assert client.post(address, typed(school_class=cast.other_class.pk)).status_code == 422
        answer = client.post(address, typed(school_class=cast.class_b.pk), follow=True)
        assert "Jan Peeters gewijzigd, nu in klas 6B." in answer.content.decode()
        assert "Maak het verhuizen ongedaan" in answer.content.decode()
        assert client.get(address).status_code == 404  # the colleague's from now on
        answer = client.post(f"{LIST}ongedaan/", follow=True).content.decode()
        assert "Jan Peeters staat weer in klas 6A." in answer
        assert [one.school_class for one in history_of(jan)] == [
            cast.class_a, cast.class_b, cast.class_a,
        ]  # fmt: skip

    def test_a_move_is_not_taken_back_over_what_the_colleague_changed(self, cast, as_person, jan):
        client = as_person(cast.teacher)
        client.post(f"/leerlingen/{jan.pk}/", typed(school_class=cast.class_b.pk))
        Pupil.objects.filter(pk=jan.pk).update(voluntary=True)
        answer = client.post(f"{LIST}ongedaan/", follow=True).content.decode()
        assert "Jan Peeters is sinds de verhuizing gewijzigd." in answer
        jan.refresh_from_db()
        assert jan.school_class == cast.class_b

    def test_only_from_a_class_of_which_one_enters_pupils(self, cast, as_person, jan):
        join(cast.teacher_b, cast.school, Role.DUO_TEACHER, cast.class_a)
        answer = as_person(cast.teacher_b).post(
            f"/leerlingen/{jan.pk}/", typed(school_class=cast.class_b.pk)
        )
        assert answer.status_code == 404
        jan.refresh_from_db()
        assert jan.school_class == cast.class_a

    def test_a_number_that_the_other_class_has_stops_it(self, cast, as_person, jan, both_classes):
        Pupil.objects.filter(pk=jan.pk).update(number="1")
        Pupil.objects.create(
            school_class=cast.class_b, last_name="Bos", first_name="Wout", gender="M", number="1"
        )
        answer = as_person(cast.teacher).post(
            f"/leerlingen/{jan.pk}/", typed(number="1", school_class=cast.class_b.pk)
        )
        assert answer.status_code == 422
        jan.refresh_from_db()
        assert jan.school_class == cast.class_a

    def test_a_page_that_is_behind_does_not_move_back(self, cast, jan):
        seen = Pupil.objects.select_related("school_class").get(pk=jan.pk)
        new = NewPupil("Peeters", "Jan", "M")
        change_pupil(pupil=jan, changed=new, school_class=cast.class_b, by=cast.teacher)
        with pytest.raises(Exception, match="zit intussen in klas 6B"):
            change_pupil(pupil=seen, changed=new, school_class=cast.class_a, by=cast.teacher)


class TestLeaving:
    def test_from_that_day_on_no_points_are_asked(
        self, cast, as_person, jan, on, battery, ordered
    ):  # fmt: skip
        stays = Pupil.objects.create(
            school_class=cast.class_a, last_name="Vink", first_name="Bo", gender="X"
        )
        items = battery.items_of(battery.reading)
        give(stays, dict.fromkeys(items, "N"))
        client = as_person(cast.teacher)
        answer = client.post(f"/leerlingen/{jan.pk}/vertrek/", {"left_on": "15/03/2027"})
        assert answer.status_code == 302
        grid = f"/punten/{cast.class_a.pk}/{battery.reading.pk}/"
        assert "Peeters Jan" in client.get(grid).content.decode()  # still there on 2 March
        assert "vertrekt op 15 maart 2027" in client.get(LIST).content.decode()

        on(date(2027, 3, 15))
        page = client.get(LIST).content.decode()
        assert "6A: 1 leerling<" in page
        assert "Vertrokken: 1" in page
        assert "Peeters Jan" not in client.get(grid).content.decode()
        reading = next(
            progress
            for progress in progress_of_school(cast.school, cast.edition)
            if (progress.school_class, progress.part) == (cast.class_a, battery.reading)
        )
        assert reading.is_done

    def test_who_comes_back_is_asked_again(self, cast, as_person, jan):
        client = as_person(cast.teacher)
        client.post(f"/leerlingen/{jan.pk}/vertrek/", {"left_on": "2027-03-01"})
        assert "Jan is terug" in client.get(f"/leerlingen/{jan.pk}/vertrek/").content.decode()
        answer = client.post(f"/leerlingen/{jan.pk}/vertrek/", {"back": "1"}, follow=True)
        assert "Jan Peeters is terug in klas 6A." in answer.content.decode()
        jan.refresh_from_db()
        assert jan.left_on is None

    @pytest.mark.parametrize("day", ["", "gisteren", "31/02/2027", "15/03/2026", "\x00", "9" * 50])
    def test_what_is_no_day_of_this_year_is_refused(self, cast, as_person, jan, day):
        answer = as_person(cast.teacher).post(f"/leerlingen/{jan.pk}/vertrek/", {"left_on": day})
        assert answer.status_code == 422
        jan.refresh_from_db()
        assert jan.left_on is None

    def test_points_stay_and_count_and_without_points_nobody_waits(
        self, cast, as_person, jan, battery
    ):  # fmt: skip
        give(jan, dict.fromkeys(battery.items_of(battery.gym), 1))
        gone = Pupil.objects.create(
            school_class=cast.class_a, last_name="Vink", first_name="Bo", gender="X"
        )
        Pupil.objects.update(left_on=date(2027, 3, 1))
        page = as_person(cast.teacher).get(f"/resultaten/klas/{cast.class_a.pk}/").content.decode()
        assert "Er zijn punten van de enige leerling." in page
        assert "Peeters Jan" in page
        assert str(gone) not in page

    def test_removing_and_taking_it_back_keeps_everything(self, cast, as_person, jan):
        facts = {"number": "9", "voluntary": True, "left_on": date(2027, 2, 1)}
        Pupil.objects.filter(pk=jan.pk).update(**facts)
        client = as_person(cast.teacher)
        client.post(f"/leerlingen/{jan.pk}/verwijderen/")
        assert not Pupil.objects.exists()
        client.post("/leerlingen/ongedaan/")
        assert Pupil.objects.values(*facts).get() == facts


def test_who_comes_after_the_class_handed_in_is_told_about(
    cast, as_person, jan, both_classes, battery
):
    """By moving, typing or a list: their cells are closed, and somebody has to know."""
    part = battery.reading
    handed_in = HandIn.objects.create(
        school_class=cast.class_b, part=part, missing=0, differences=0,
        handed_in_by=cast.teacher, handed_in_at=timezone.now() - timedelta(hours=1),
    )  # fmt: skip
    there = Pupil.objects.create(
        school_class=cast.class_b, last_name="Aa", first_name="Bo", gender="V"
    )
    pk = there.pk
    history_of(there).update(pgh_created_at=timezone.now() - timedelta(hours=2))
    history_of(jan).update(pgh_created_at=timezone.now() - timedelta(hours=2))
    client = as_person(cast.teacher)
    note = "kwam pas na het indienen van Nederlands lezen: heropen dat om punten in te geven"
    assert note not in client.get(LIST).content.decode()
    moved = client.post(f"{LIST}{jan.pk}/", typed(school_class=cast.class_b.pk), follow=True)
    assert moved.content.decode().count(note) == 1
    client.post(LIST, typed(last_name="Nieuw", school_class=cast.class_b.pk))
    assert client.get(LIST).content.decode().count(note) == 2

    remove_pupil(pupil=there, by=cast.teacher)  # before; and put back after it was handed in
    history_of_number(pk).update(pgh_created_at=timezone.now() - timedelta(hours=2))
    restore_pupil(pupil_id=pk, classes=[cast.class_b], by=cast.teacher)
    assert client.get(LIST).content.decode().count(note) == 3

    handed_in.delete()
    give(jan, dict.fromkeys(battery.items_of(part), 1))
    handed_in.save(force_insert=True)
    assert client.get(LIST).content.decode().count(note) == 2  # who has all points lacks nothing


def test_who_is_in_another_class_by_now_is_left_alone(cast, battery, jan):
    """The page was of somebody who enters pupils of the class of then."""
    behind = Pupil.objects.get(pk=jan.pk)
    change_pupil(
        pupil=jan,
        changed=NewPupil("Peeters", "Jan", "M"),
        school_class=cast.class_b,
        by=cast.teacher,
    )
    area = [battery.areas["Nederlands"]]
    for act in (
        lambda: remove_pupil(pupil=behind, by=cast.teacher),
        lambda: set_left_on(pupil=behind, left_on=date(2027, 3, 1), by=cast.teacher),
        lambda: set_exemptions(pupil=behind, areas=area, by=cast.teacher),
    ):
        with pytest.raises(Refused, match="zit intussen in klas 6B"):
            act()


def test_a_removal_is_not_taken_back_into_a_class_that_is_full(cast, jan):
    pk = jan.pk
    remove_pupil(pupil=jan, by=cast.teacher)
    Pupil.objects.bulk_create(
        Pupil(school_class=cast.class_a, last_name=f"P{n:03}", first_name="An", gender="V")
        for n in range(MOST_PUPILS)
    )
    with pytest.raises(Refused, match="hoogstens 200"):
        restore_pupil(pupil_id=pk, classes=[cast.class_a], by=cast.teacher)


def test_what_a_colleague_changed_meanwhile_is_not_overwritten_unseen(cast, as_person, jan):
    client, address = as_person(cast.teacher), f"{LIST}{jan.pk}/"
    form = next(f for f in forms_in(client.get(address).content.decode()) if "gezien" in f.values)
    change_pupil(pupil=jan, changed=NewPupil("Peters", "Jan", "M", "7"), by=cast.duo)
    mine = {**form.values, "first_name": "Johan"}
    answer = client.post(address, mine)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Een collega wijzigde deze leerling intussen. Nu staat er: Peters Jan, M, 7." in page
    form = next(f for f in forms_in(page) if "gezien" in f.values)
    assert form.values["first_name"] == ["Johan"]  # what was typed stays
    assert client.post(address, {**form.values, "last_name": "Peters"}).status_code == 302
    jan.refresh_from_db()
    assert (jan.last_name, jan.first_name) == ("Peters", "Johan")
