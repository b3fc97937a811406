"""How far everything is, by name and in real time, and reminding who must still type."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from post_office.models import Email

from accounts.models import Membership
from accounts.roles import Role
from results.domain.reminders import remind_teachers
from results.models import HandIn, Item, Reminder
from results.queries.missing import first_missing, missing_cells
from schools.models import Participation, Pupil
from tests.conftest import join
from tests.integration.results.scores import give
from tests.integration.results.test_scores_together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(cast, battery, ordered, pupils):
    """6A: reading misses two questions of Lotte; the practical part has nothing; gym one cell."""
    items = battery.items_of(battery.reading)
    for pupil in pupils:
        give(pupil, dict.fromkeys(items, 1))
    pupils[1].scores.filter(item__in=[items[2], items[4]]).delete()
    give(pupils[0], {battery.items_of(battery.gym)[0]: 3})
    return items


def test_the_schooladmin_follows_everything_and_reads_what_is_missing(
    cast, battery, busy, pupils, as_person
):
    client = as_person(cast.admin)
    page = client.get("/resultaten/ingave/").content.decode()
    assert 'hx-trigger="every 15s"' in page
    assert 'Cis Claes</span> <span class="soft">8 lege cellen' in page  # 2 + 3 pupils × 2
    assert "Guy Wouters" in page
    assert 'Els Goos</span> <span class="soft">5 lege cellen' in page
    assert "Dirk Aerts" not in page  # 6B has no pupils
    assert "2 van 3" in page
    missing = reverse("results:progress_missing", args=[cast.class_a.pk, battery.reading.pk])
    assert missing in page
    page = client.get(missing).content.decode()
    assert "16 van 18 cellen zijn ingevuld." in page
    assert 'De Smet Lotte</span> <span class="soft">vragen 3 en 5' in page
    assert "Aerts" not in page
    assert client.get("/punten/").status_code == 403


def test_the_teacher_goes_on_at_the_first_cell_that_is_missing(
    cast, battery, busy, pupils, as_person
):
    page = as_person(cast.teacher).get("/punten/").content.decode()
    grid = reverse("results:points_grid", args=[cast.class_a.pk, battery.reading.pk])
    cell = f"c{pupils[1].pk}-{busy[2].pk}"
    assert f'href="{grid}#{cell}"' in page
    assert f'id="{cell}"' in as_person(cast.teacher).get(grid).content.decode()
    HandIn.objects.create(
        school_class=cast.class_a, part=battery.reading, missing=2, differences=0,
        handed_in_by=cast.duo, handed_in_at="2027-03-02T10:00:00Z",
    )  # fmt: skip
    page = as_person(cast.teacher).get("/punten/").content.decode()
    assert "ingediend, niet volledig" in page
    assert f'href="{grid}"' in page


def test_a_reminder_has_the_way_to_the_first_cell_and_comes_once_a_day(
    cast, battery, busy, pupils, as_person, on, settings
):
    Membership.objects.filter(user=cast.duo).update(accepted_at=None)  # invited, never came
    join(cast.teacher, cast.school, Role.DUO_TEACHER, cast.class_a)  # two roles, one mail
    client = as_person(cast.admin)
    answer = client.post("/resultaten/ingave/herinner/", follow=True).content.decode()
    assert "Herinnering verstuurd naar Cis Claes en Els Goos." in answer
    assert "vandaag herinnerd" in answer

    mails = {mail.to[0]: mail for mail in Email.objects.all()}
    assert set(mails) == {"cis@demo.example", "els@demo.example"}
    mail = mails["cis@demo.example"]
    assert mail.subject == "Er ontbreken nog punten voor de OVSG-toets 2027"
    grid = reverse("results:points_grid", args=[cast.class_a.pk, battery.reading.pk])
    link = f"{settings.SITE_URL}{grid}#c{pupils[1].pk}-{busy[2].pk}"
    for text in (mail.message, mail.html_message):
        assert link in text
        assert "Nederlands lezen, klas 6A" in text
        assert "2 lege cellen" in text
        assert text.count("Nederlands lezen, klas 6A") == 1
        assert "An Peeters vroeg om je eraan te herinneren." in text
        assert "De Smet" not in text
        assert "Lotte" not in text

    again = client.post("/resultaten/ingave/herinner/", follow=True).content.decode()
    assert "Vandaag al herinnerd: Cis Claes en Els Goos." in again
    assert Email.objects.count() == 2
    on(date(2027, 3, 3))
    client.post("/resultaten/ingave/herinner/")
    assert Email.objects.count() == 4
    assert Reminder.objects.for_school(cast.school).count() == 4


def test_the_helpdesk_reminds_a_school_from_the_admin(cast, busy, as_person):
    chosen = Participation.objects.get(school=cast.school)
    data = {"action": "remind", "_selected_action": [chosen.pk]}
    answer = as_person(cast.helpdesk).post("/beheer/schools/participation/", data, follow=True)
    words = "De Linde (146001): 3 herinnerd, 0 kreeg vandaag al een mail."
    assert words in answer.content.decode()
    assert Email.objects.count() == 3


def test_after_the_last_day_nobody_is_reminded(cast, busy, as_person, on):
    on(date(2027, 6, 26))
    answer = as_person(cast.admin).post("/resultaten/ingave/herinner/", follow=True)
    assert "Vandaag moet niemand nog punten ingeven." in answer.content.decode()
    assert not Email.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_press_at_the_same_moment(cast, busy):
    def press(by):
        return lambda: remind_teachers(school=cast.school, edition=cast.edition, by=by)

    outcomes = together(press(cast.admin), press(cast.helpdesk))
    assert sum(len(one.now) for one in outcomes) == 3
    assert Email.objects.count() == 3


def test_the_number_of_queries_depends_on_nothing(cast, battery, busy, as_person):
    def queries(client, address):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    pages = {"/resultaten/ingave/": cast.admin, "/punten/": cast.teacher}
    missing = reverse("results:progress_missing", args=[cast.class_a.pk, battery.reading.pk])
    pages[missing] = cast.admin
    hand_in = reverse("results:points_hand_in", args=[cast.class_a.pk, battery.reading.pk])
    pages[hand_in] = cast.teacher
    before = {page: queries(as_person(who), page) for page, who in pages.items()}
    for school_class in (cast.class_a, cast.class_b):
        Pupil.objects.bulk_create(
            Pupil(school_class=school_class, last_name=f"Zz{n}", first_name="Kim", gender="X")
            for n in range(30)
        )
    assert {page: queries(as_person(who), page) for page, who in pages.items()} == before


def test_in_a_school_that_has_not_ordered_nobody_is_reminded(cast, busy, as_person):
    Participation.objects.all().delete()
    answer = as_person(cast.admin).post(reverse("results:remind"), follow=True)
    assert "Vandaag moet niemand nog punten ingeven." in answer.content.decode()
    assert not Email.objects.exists()


def test_points_of_a_question_that_lapsed_do_not_undo_a_total(cast, battery, pupils):
    """The way to the first missing cell knows the same rule as what is missing."""
    battery.gym.may_be_total = True
    battery.gym.save()
    *questions, total = battery.gym.items.all()
    Item.objects.filter(pk=questions[0].pk).update(counts=False, annulled_because="Drukfout.")
    give(pupils[0], {total: 9, questions[0]: 1})
    wanted = cast.class_a.pk, battery.gym.pk
    first = missing_cells(cast.class_a, battery.gym)[0]
    assert first.pupil == pupils[1]
    assert first_missing([wanted]) == {wanted: (pupils[1].pk, questions[1].pk)}
