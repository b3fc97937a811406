"""The list of parts to enter, the steps on the start page, and the helpdesk's pages."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.acting import acting_of
from results.entry_steps import steps_of
from results.models import Feedback, Item, Score
from schools import pupil_steps
from schools.models import ClassAssignment, Pupil

pytestmark = pytest.mark.django_db


def fill(pupils, items):
    Score.objects.bulk_create(
        Score(pupil=pupil, item=item, points=1, entered_at=timezone.now())
        for pupil in pupils
        for item in items
    )


def steps(person, edition):
    return {step.title: step for step in steps_of(acting_of(person, None), edition)}


class TestOverview:
    def test_the_class_teacher_sees_the_own_class_and_how_far_it_is(
        self, cast, battery, ordered, pupils, as_person
    ):
        fill(pupils[:2], battery.items_of(battery.reading))
        fill(pupils[2:], battery.items_of(battery.reading)[:1])
        fill(pupils, battery.items_of(battery.practical))
        page = as_person(cast.teacher).get("/punten/").content.decode()
        assert "2 van 3 leerlingen" in page
        assert "13 van 18 cellen" in page
        assert "bezig" in page
        assert "3 van 3 leerlingen" in page
        assert "klaar" in page
        assert "tot en met 25 juni 2027" in page
        assert "Lichamelijke opvoeding" not in page
        assert "klas 6b" not in page.lower()

    def test_the_pe_teacher_sees_the_pe_parts_of_all_classes(
        self, cast, battery, ordered, pupils, as_person
    ):
        page = as_person(cast.pe_teacher).get("/punten/").content.decode()
        assert "Lichamelijke opvoeding" in page
        assert "Nederlands lezen" not in page
        assert "In klas 6B staan nog geen leerlingen. De klasleerkracht geeft ze in" in page

    def test_who_is_both_sees_both(self, cast, battery, ordered, pupils, as_person):
        from accounts.roles import Role
        from tests.conftest import join

        join(cast.teacher, cast.school, Role.PE_TEACHER)
        Pupil.objects.create(school_class=cast.class_b, last_name="B", first_name="Bo", gender="X")
        page = as_person(cast.teacher).get("/punten/").content.decode()
        assert page.count("<tr>") == 2 + 3 + 1  # two headers, three parts of 6A, gym of 6B

    @pytest.mark.parametrize("who", ["admin", "secretary", "care", "outsider"])
    def test_nobody_else_opens_it(self, cast, as_person, who):
        assert as_person(getattr(cast, who)).get("/punten/").status_code == 403

    def test_empty_states_say_why(self, cast, battery, as_person, ordered, on):
        ClassAssignment.objects.all().delete()
        client = as_person(cast.teacher)
        assert "Je staat nog niet bij een klas" in client.get("/punten/").content.decode()
        on(date(2030, 1, 1))
        assert "staat nog niet klaar" in client.get("/punten/").content.decode()

    def test_a_school_that_has_not_ordered(self, cast, battery, as_person):
        page = as_person(cast.teacher).get("/punten/").content.decode()
        assert "Je school heeft de OVSG-toets 2027 nog niet besteld" in page

    def test_dates_of_parts_and_of_the_end(self, cast, battery, ordered, pupils, as_person, on):
        battery.practical.opens_on = date(2027, 5, 3)
        battery.practical.save()
        client = as_person(cast.teacher)
        assert "vanaf 3 mei 2027" in client.get("/punten/").content.decode()
        on(date(2027, 6, 26))
        assert "kon tot en met 25 juni 2027" in client.get("/punten/").content.decode()

    def test_what_can_be_done_now_comes_first_and_the_rest_waits(
        self, cast, battery, ordered, pupils, as_person, on
    ):
        battery.practical.opens_on = date(2027, 5, 3)
        battery.practical.save()
        client = as_person(cast.teacher)
        page = client.get("/punten/").content.decode()
        assert "Later: 1 onderdeel, vanaf 3 mei 2027" in page
        assert page.count("btn-primary") == 1
        assert f'btn-primary" href="/punten/{cast.class_a.pk}/{battery.reading.pk}/"' in page
        fill(pupils, battery.items_of(battery.reading))
        page = client.get("/punten/").content.decode()
        assert "btn-primary" not in page
        on(date(2027, 5, 3))
        page = client.get("/punten/").content.decode()
        assert "Later:" not in page
        assert f'btn-primary" href="/punten/{cast.class_a.pk}/{battery.practical.pk}/"' in page
        assert page.index(str(battery.practical)) < page.index(str(battery.reading))

    def test_queries_do_not_depend_on_pupils(self, cast, battery, ordered, pupils, as_person):
        client = as_person(cast.teacher)
        fill(pupils[:1], battery.items_of(battery.reading))
        counts = []
        for number in (0, 30):
            more = Pupil.objects.bulk_create(
                Pupil(school_class=cast.class_a, last_name=f"Z{n}", first_name="Z", gender="X")
                for n in range(number)
            )
            fill(more, battery.items_of(battery.reading))
            with CaptureQueriesContext(connection) as captured:
                client.get("/punten/")
            counts.append(len(captured))
        assert counts[0] == counts[1]


class TestSteps:
    def test_the_class_teacher(self, cast, battery, ordered, pupils):
        assert steps(cast.teacher, cast.edition)["Punten"].state == "todo"
        fill(pupils, battery.items_of(battery.reading))
        step = steps(cast.teacher, cast.edition)["Punten"]
        assert step.state == "busy"
        assert step.detail == "1 van 2 onderdelen volledig ingevuld, tot en met 25 juni 2027."
        assert step.url == "/punten/"
        fill(pupils, battery.items_of(battery.practical))
        assert steps(cast.teacher, cast.edition)["Punten"].state == "done"

    def test_the_schooladmin_follows_all_classes_and_types_nowhere(
        self, cast, battery, ordered, pupils
    ):
        Pupil.objects.create(school_class=cast.class_b, last_name="B", first_name="Bo", gender="X")
        fill(pupils, battery.items_of(battery.reading))
        found = steps(cast.admin, cast.edition)
        assert list(found) == ["Punten van alle klassen"]
        step = found["Punten van alle klassen"]
        assert step.url == "/resultaten/ingave/"
        assert "1 van 6 onderdelen volledig ingevuld" in step.detail
        assert "Ingevuld in klas 6A: 60\u00a0%, 6B: 0\u00a0%." in step.detail

    def test_before_the_order_everything_waits(self, cast, battery, pupils):
        assert {s.state for s in steps(cast.teacher, cast.edition).values()} == {"waiting"}

    def test_after_the_end(self, cast, battery, ordered, pupils, on):
        on(date(2027, 6, 26))
        assert steps(cast.teacher, cast.edition)["Punten"].state == "warning"

    def test_before_the_start(self, cast, battery, ordered, pupils):
        for part in battery.parts.values():
            part.opens_on = date(2027, 5, 3)
            part.save()
        step = steps(cast.pe_teacher, cast.edition)["Punten"]
        assert step.state == "waiting"
        assert "vanaf 3 mei 2027" in step.detail

    def test_feedback(self, cast, battery, ordered):
        step = steps(cast.teacher, cast.edition)["Feedback ingeven"]
        assert (step.state, step.detail) == ("todo", "Op 0 van 3 onderdelen gegeven.")
        for part in battery.parts.values():
            Feedback.objects.create(school_class=cast.class_a, part=part, rating=5)
        assert steps(cast.teacher, cast.edition)["Feedback ingeven"].state == "done"

    def test_who_has_nothing_to_do_has_no_step(self, cast, battery, ordered):
        for person in (cast.secretary, cast.care):
            assert steps(person, cast.edition) == {}
        assert steps_of(acting_of(cast.teacher, None), None) == []

    def test_pupils(self, cast, pupils):
        def step(person):
            [only] = pupil_steps.steps_of(acting_of(person, None), cast.edition)
            return only

        assert (step(cast.teacher).state, step(cast.teacher).detail) == (
            "done",
            "3 leerlingen ingevoerd in klas 6A.",
        )
        assert step(cast.teacher_b).state == "todo"
        assert pupil_steps.steps_of(acting_of(cast.duo, None), cast.edition) == []
        membership = cast.teacher.memberships.get()
        ClassAssignment.objects.create(membership=membership, school_class=cast.class_b)
        assert (
            step(cast.teacher).detail
            == "Ingevoerd: 3 leerlingen in klas 6A en 0 leerlingen in klas 6B."
        )
        assert step(cast.teacher).state == "busy"
        ClassAssignment.objects.all().delete()
        assert step(cast.teacher).state == "waiting"


class TestHelpdesk:
    def test_a_part_without_points_is_open(self, cast, battery, as_person):
        page = as_person(cast.helpdesk).get(
            f"/beheer/results/testpart/{battery.reading.pk}/change/"
        )
        assert 'name="items-0-maximum"' in page.content.decode()

    def test_a_part_with_points_keeps_its_questions(self, cast, battery, pupils, as_person):
        fill(pupils, battery.items_of(battery.reading))
        client = as_person(cast.helpdesk)
        url = f"/beheer/results/testpart/{battery.reading.pk}/change/"
        page = client.get(url).content.decode()
        assert re.search(r'name="items-0-maximum"[^>]* disabled', page)
        assert not re.search(r'name="items-0-position"[^>]* disabled', page)
        assert "Vragen met punten houden hun naam, maximum en domein." in page
        assert client.get(url.replace("change", "delete")).status_code == 403

    def test_the_database_keeps_them_too(self, cast, battery, pupils):
        fill(pupils, battery.items_of(battery.reading)[:1])
        item, other = battery.items_of(battery.reading)[:2]
        with (
            pytest.raises(IntegrityError, match="item_with_scores_keeps_meaning"),
            transaction.atomic(),
        ):
            Item.objects.filter(pk=item.pk).update(maximum=9)
        Item.objects.filter(pk=item.pk).update(page=9)
        Item.objects.filter(pk=other.pk).update(maximum=9)

    def test_feedback_is_read_and_taken_along(self, cast, battery, as_person):
        feedback = Feedback.objects.create(
            school_class=cast.class_a, part=battery.reading, rating=2, text="=1+1; é"
        )
        client = as_person(cast.helpdesk)
        assert "=1+1; é" in client.get("/beheer/results/feedback/").content.decode()
        answer = client.post(
            "/beheer/results/feedback/",
            {"action": "export", "_selected_action": [feedback.pk]},
        )
        text = answer.content.decode("utf-8-sig")
        assert 'Nederlands lezen;2;zwak;"\'=1+1; é";' in text
        assert ";146001;De Linde;6A" in text
        assert client.get("/beheer/results/feedback/add/").status_code == 403

    def test_areas_are_listed(self, cast, battery, as_person):
        client = as_person(cast.helpdesk)
        assert "Bewegen" in client.get("/beheer/results/learningarea/").content.decode()
        assert client.get("/beheer/results/testpart/").status_code == 200
        assert client.get("/beheer/results/testpart/add/").status_code == 200
