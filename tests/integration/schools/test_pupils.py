"""Leerlingen: the class teacher brings in a class."""

from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from results.models import Score
from schools.models import ClassAssignment, Pupil
from tests.battery import make_battery

pytestmark = pytest.mark.django_db
LIST = "/leerlingen/"
PASTE = "/leerlingen/plakken/"


def names(school_class):
    return [(p.last_name, p.first_name, p.gender) for p in school_class.pupils.all()]


def pupil(school_class, last_name="Peeters", first_name="Jan", gender="M"):
    return Pupil.objects.create(
        school_class=school_class, last_name=last_name, first_name=first_name, gender=gender
    )


def typed(**changes):
    return {"last_name": "Peeters", "first_name": "Jan", "gender": "M", **changes}


class TestOneByOne:
    def test_a_pupil_is_added_to_the_own_class(self, cast, as_person):
        client = as_person(cast.teacher)
        answer = client.post(LIST, typed(last_name="  D'Hondt  ", first_name="Zoë"))
        assert answer.status_code == 302
        assert names(cast.class_a) == [("D'Hondt", "Zoë", "M")]
        page = client.get(answer.url).content.decode()
        assert "Zoë D&#x27;Hondt toegevoegd aan klas 6A." in page
        assert "6A: 1 leerling<" in page
        assert "autofocus" in page

    def test_what_is_missing_is_said_beside_the_field(self, cast, as_person):
        answer = as_person(cast.teacher).post(LIST, {"last_name": "Peeters"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Kies M, V of X." in page
        assert 'value="Peeters"' in page
        assert not Pupil.objects.exists()

    @pytest.mark.parametrize(
        "changes",
        [
            {"last_name": "\x00"}, {"last_name": "a" * 81}, {"last_name": "123"},
            {"gender": "Q"}, {"gender": "\x00"}, {"first_name": "\u200b"}, {"last_name": "Peeters 15.03.02-123.45"},
        ],
    )  # fmt: skip
    def test_what_is_no_name_is_refused(self, cast, as_person, changes):
        assert as_person(cast.teacher).post(LIST, typed(**changes)).status_code == 422
        assert not Pupil.objects.exists()

    def test_of_a_namesake_we_ask_whether_it_is_another(self, cast, as_person):
        pupil(cast.class_a)
        client = as_person(cast.teacher)
        answer = client.post(LIST, typed(last_name="PEETERS", gender="V"))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "In klas 6A staat al een Jan PEETERS." in page
        assert '<input type="checkbox" name="another" value="1"' in page
        assert Pupil.objects.count() == 1

        assert client.post(LIST, typed(another="1")).status_code == 302
        assert Pupil.objects.count() == 2
        # The same form sent again says "another one than that single namesake": asked anew.
        assert client.post(LIST, typed(another="1")).status_code == 422
        assert Pupil.objects.count() == 2

    def test_sending_twice_adds_one(self, cast, as_person):
        client = as_person(cast.teacher)
        client.post(LIST, typed())
        assert client.post(LIST, typed()).status_code == 422
        assert Pupil.objects.count() == 1

    def test_who_has_two_classes_chooses(self, cast, as_person):
        membership = cast.teacher.memberships.get()
        ClassAssignment.objects.create(membership=membership, school_class=cast.class_b)
        client = as_person(cast.teacher)
        assert client.post(LIST, typed()).status_code == 422
        assert client.post(LIST, typed(school_class="abc")).status_code == 422
        assert client.post(LIST, typed(school_class=cast.other_class.pk)).status_code == 422
        assert client.post(LIST, typed(school_class=cast.class_b.pk)).status_code == 302
        assert names(cast.class_b) == [("Peeters", "Jan", "M")]

    def test_a_name_is_text_and_nothing_else(self, cast, as_person):
        client = as_person(cast.teacher)
        client.post(LIST, typed(last_name="<script>alert(1)</script>"))
        assert b"<script>alert" not in client.get(LIST).content


class TestWho:
    @pytest.mark.parametrize("who", ["admin", "secretary", "pe_teacher", "care", "duo", "outsider"])
    def test_nobody_else_opens_or_writes(self, cast, as_person, who):
        one = pupil(cast.class_a)
        client = as_person(getattr(cast, who))
        assert client.get(LIST).status_code == 403
        assert client.post(LIST, typed()).status_code == 403
        assert client.post(PASTE, {"text": "6A, A, B, M", "add": "1"}).status_code == 403
        assert client.post(f"/leerlingen/{one.pk}/", typed()).status_code == 403
        assert client.post(f"/leerlingen/{one.pk}/verwijderen/").status_code == 403
        assert client.post("/leerlingen/ongedaan/").status_code == 403
        assert Pupil.objects.count() == 1

    @pytest.mark.parametrize("who", ["teacher_b", "other_teacher"])
    def test_pupils_of_another_class_do_not_exist_here(self, cast, as_person, who):
        one = pupil(cast.class_a)
        client = as_person(getattr(cast, who))
        assert "Peeters" not in client.get(LIST).content.decode()
        for answer in (
            client.get(f"/leerlingen/{one.pk}/"),
            client.post(f"/leerlingen/{one.pk}/", typed(last_name="Ander")),
            client.post(f"/leerlingen/{one.pk}/verwijderen/"),
        ):
            assert answer.status_code == 404
        assert names(cast.class_a) == [("Peeters", "Jan", "M")]

    def test_a_duo_teacher_elsewhere_in_the_school_brings_in_only_the_own_class(
        self, cast, as_person
    ):
        from accounts.roles import Role
        from tests.conftest import join

        join(cast.teacher, cast.school, Role.DUO_TEACHER, cast.class_b)
        one = pupil(cast.class_b)
        assert as_person(cast.teacher).get(f"/leerlingen/{one.pk}/").status_code == 404

    def test_without_a_class_the_page_says_what_to_do(self, cast, as_person):
        ClassAssignment.objects.all().delete()
        client = as_person(cast.teacher)
        assert "Je staat nog niet bij een klas" in client.get(LIST).content.decode()
        assert client.post(LIST, typed()).status_code == 422
        assert client.post(PASTE, {"text": "6A, A, B, M"}).status_code == 422

    def test_without_an_edition_too(self, cast, as_person, on):
        on(date(2030, 1, 1))
        assert as_person(cast.teacher).get(LIST).status_code == 200


class TestChanging:
    def test_a_name_is_corrected_and_history_keeps_the_old_one(self, cast, as_person):
        one = pupil(cast.class_a, "Peters")
        client = as_person(cast.teacher)
        assert 'value="Peters"' in client.get(f"/leerlingen/{one.pk}/").content.decode()
        answer = client.post(f"/leerlingen/{one.pk}/", typed(gender="X"))
        assert answer.status_code == 302
        assert names(cast.class_a) == [("Peeters", "Jan", "X")]
        events = apps.get_model("schools", "PupilEvent").objects.filter(pgh_obj_id=one.pk)
        assert [event.last_name for event in events.order_by("pgh_id")] == ["Peters", "Peeters"]
        assert events.last().pgh_context.metadata["user"] == cast.teacher.pk

    def test_a_wrong_correction_changes_nothing(self, cast, as_person):
        one = pupil(cast.class_a)
        answer = as_person(cast.teacher).post(f"/leerlingen/{one.pk}/", typed(last_name=""))
        assert answer.status_code == 422
        assert names(cast.class_a) == [("Peeters", "Jan", "M")]

    def test_removing_can_be_taken_back(self, cast, as_person):
        one = pupil(cast.class_a)
        client = as_person(cast.teacher)
        client.post(f"/leerlingen/{one.pk}/verwijderen/")
        assert names(cast.class_a) == []
        page = client.get(LIST).content.decode()
        assert "Jan Peeters verwijderd uit klas 6A." in page
        assert "Maak het verwijderen ongedaan" in page

        client.post("/leerlingen/ongedaan/")
        assert names(cast.class_a) == [("Peeters", "Jan", "M")]
        assert Pupil.objects.get().pk == one.pk
        client.post("/leerlingen/ongedaan/")
        assert Pupil.objects.count() == 1

    def test_a_pupil_with_points_stays(self, cast, as_person):
        one = pupil(cast.class_a)
        battery = make_battery(cast.edition)
        Score.objects.create(
            pupil=one,
            item=battery.items_of(battery.reading)[0],
            points=1,
            entered_at=timezone.now(),
        )
        answer = as_person(cast.teacher).post(f"/leerlingen/{one.pk}/verwijderen/")
        assert answer.status_code == 422
        assert "Jan Peeters heeft al punten" in answer.content.decode()
        assert Pupil.objects.count() == 1


def test_the_list_is_reached_by_name(cast, as_person):
    assert reverse("schools:pupils") == LIST
