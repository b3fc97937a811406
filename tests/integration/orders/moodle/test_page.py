"""The page behind the Moodle icon, and its step on the start page."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.acting import acting_of
from accounts.roles import Role
from orders.models import MoodleAccess, MoodleHealth
from orders.moodle.desired import refresh_all
from orders.moodle.steps import steps_of
from orders.moodle.sync import sync_moodle
from tests.conftest import join, make_edition, make_person
from tests.integration.orders.moodle.stories import STAFF, rows, take_part
from tests.integration.orders.moodle.test_desired import end


def page_for(as_person, user) -> str:
    answer = as_person(user).get("/moodle/")
    assert answer.status_code == 200
    return answer.content.decode()


def step_of(user, edition):
    [step] = steps_of(acting_of(user, None), edition)
    return step


def test_the_address_is_fixed():
    assert reverse("orders:moodle") == "/moodle/"


def test_the_icon_is_for_every_role_but_the_secretary(cast, client):
    for role, user in cast.by_role.items():
        client.force_login(user)
        expected = 403 if role == Role.SECRETARY else 200
        assert client.get("/moodle/").status_code == expected, role
    client.logout()
    assert client.get("/moodle/").status_code == 302
    assert client.post("/moodle/").status_code == 302


def test_before_the_order_the_page_says_why_it_is_empty_and_who_can_order(cast, as_person):
    page = page_for(as_person, cast.teacher)
    assert "Je school heeft de toetsen van 2027 nog niet besteld" in page
    assert "Bestellen kan: Bo Maes (secretariaatsmedewerker), An Peeters (schoolbeheerder)." in page
    assert "course/view.php" not in page
    assert "Toegang per persoon" not in page
    assert 'class="btn btn-primary" href="/bestelling/"' in page_for(as_person, cast.admin)


def test_ready_means_links_to_both_courses(cast, school, moodle, as_person):
    sync_moodle()
    page = page_for(as_person, cast.teacher)
    assert f'href="{moodle.url}/course/view.php?idnumber=ovsg-2027"' in page
    assert f'href="{moodle.url}/course/view.php?idnumber=ovsg-2027-digitaal"' in page
    assert "OVSG toets 2027</a>" in page
    assert "OVSG toets 2027 digitale afname</a>" in page
    assert "klaar</span>" in page
    assert "Na de paasvakantie worden de materialen" in page
    assert "hx-trigger" not in page
    assert "oefenomgeving" not in page


def test_while_it_is_made_ready_the_page_says_so_and_looks_again(cast, school, moodle, as_person):
    refresh_all()
    page = page_for(as_person, cast.teacher)
    assert "wordt klaargezet</span>" in page
    assert 'hx-trigger="every 3s"' in page
    assert "course/view.php" not in page


def test_nobody_waits_for_a_row_that_the_sync_still_has_to_make(cast, school, as_person):
    assert "wordt klaargezet</span>" in page_for(as_person, cast.teacher)


def test_a_failure_is_told_with_its_reason(cast, school, moodle, as_person):
    moodle.add_user(email="cis@demo.example")
    sync_moodle()
    page = page_for(as_person, cast.teacher)
    assert "mislukt</span>" in page
    assert (
        "Het e-mailadres cis@demo.example hoort in Moodle al bij een ander account."
        " De helpdesk weet het."
    ) in page
    assert "course/view.php" not in page


def test_a_new_name_that_waits_closes_no_links(cast, school, moodle, as_person):
    sync_moodle()
    cast.teacher.first_name = "Cisse"
    cast.teacher.save()
    refresh_all()
    page = page_for(as_person, cast.teacher)
    assert "wordt klaargezet" in page
    assert "course/view.php?idnumber=ovsg-2027" in page


def test_earlier_years_of_this_school_are_there_too(cast, school, moodle, as_person):
    take_part(school, make_edition(2026))
    make_edition(2025)
    moodle.add_course("ovsg-2026")
    moodle.add_course("ovsg-2026-digitaal")
    sync_moodle()
    page = page_for(as_person, cast.teacher)
    assert "OVSG-toets 2026</a>" in page
    assert "OVSG-toets 2026 digitale afname</a>" in page
    assert "2025" not in page


def test_after_the_last_day_the_page_names_the_helpdesk_instead_of_the_order(cast, as_person, on):
    on(date(2027, 4, 1))
    assert 'class="btn btn-primary" href="/bestelling/"' in page_for(as_person, cast.admin)

    on(date(2027, 4, 2))
    page = page_for(as_person, cast.admin)

    assert "Bestellen kon tot en met 1 april 2027." in page
    assert 'class="btn btn-primary"' not in page


def test_earlier_years_are_closed_until_the_order(cast, moodle, as_person):
    take_part(cast.school, make_edition(2026))
    sync_moodle()
    page = page_for(as_person, cast.teacher)
    assert "nog niet besteld" in page
    assert "OVSG-toets 2026" in page
    assert "Deze gaan weer open zodra de bestelling bevestigd is." in page
    assert "course/view.php" not in page


def test_the_schoolbeheerder_sees_everybody_of_this_school_alone(cast, school, moodle, as_person):
    take_part(cast.other_school, cast.edition)
    moodle.add_user(email="cis@demo.example")
    sync_moodle()
    end(cast.duo)
    refresh_all()
    page = page_for(as_person, cast.admin)
    assert "Toegang per persoon" in page
    for name in ("An Peeters", "Cis Claes", "Dirk Aerts", "Els Goos", "Fee Smet", "Guy Wouters"):
        assert name in page
    assert page.count("klaar</span>") == 5, "four colleagues in the table, and one's own"
    assert page.count("mislukt</span>") == 1
    assert page.count("wordt afgesloten</span>") == 1
    assert "Hans" not in page
    assert "Bo Maes" not in page
    assert "Toegang per persoon" not in page_for(as_person, cast.teacher)


def test_the_stand_in_makes_no_dead_links(cast, school, as_person):
    sync_moodle()
    page = page_for(as_person, cast.teacher)
    assert "Dit is een oefenomgeving zonder echte Moodle." in page
    assert "klaar</span>" in page
    assert "course/view.php" not in page
    assert "OVSG toets 2027 digitale afname</span>" in page


def test_without_a_moodle_the_page_says_so(cast, school, settings, as_person):
    settings.MOODLE_STAND_IN = False
    sync_moodle()
    page = page_for(as_person, cast.teacher)
    assert "Dit portaal is nog niet verbonden met Moodle." in page
    assert "wordt klaargezet</span>" in page
    assert "hx-trigger" not in page


def test_an_outage_is_told_to_who_waits(cast, school, moodle, as_person):
    moodle.mode = "down"
    sync_moodle()
    page = page_for(as_person, cast.teacher)
    assert "De verbinding met Moodle hapert. De helpdesk weet het." in page
    assert "hx-trigger" not in page
    moodle.mode = "up"
    sync_moodle()
    assert "hapert" not in page_for(as_person, cast.teacher)


def test_a_problem_is_no_worry_of_who_is_in(cast, school, moodle, as_person):
    sync_moodle()
    MoodleHealth.objects.update(problem="Kapot.")
    assert "hapert" not in page_for(as_person, cast.teacher)


def test_as_many_queries_for_one_colleague_as_for_thirty(
    cast, school, as_person, django_assert_max_num_queries
):
    sync_moodle()
    client = as_person(cast.admin)
    with django_assert_max_num_queries(50) as few:
        client.get("/moodle/")
    for number in range(30):
        join(make_person(f"p{number}@demo.example", "Per", "Soon"), school, Role.TEACHER)
        take_part(school, make_edition(2026 - number))
    sync_moodle()
    with django_assert_max_num_queries(len(few)):
        page = client.get("/moodle/").content.decode()
    assert page.count("Per Soon") == 30


def test_the_step_follows_the_access(cast, edition, moodle):
    assert step_of(cast.teacher, edition).word == "na de bestelling"
    take_part(cast.school, edition)
    assert (step_of(cast.teacher, edition).state, step_of(cast.teacher, edition).word) == (
        "waiting", "wordt klaargezet",
    )  # fmt: skip
    sync_moodle()
    step = step_of(cast.teacher, edition)
    assert (step.title, step.state, step.word, step.url, step.position) == (
        "Materiaal in Moodle", "done", "klaar", "/moodle/", 30,
    )  # fmt: skip
    MoodleAccess.objects.filter(user=cast.teacher).update(state="failed", error="Bezet.")
    step = step_of(cast.teacher, edition)
    assert (step.state, step.word, step.detail) == (
        "warning", "mislukt", "Bezet. De helpdesk weet het.",
    )  # fmt: skip


def test_no_step_for_who_has_no_moodle_nor_without_an_edition(cast, school):
    assert steps_of(acting_of(cast.secretary, None), cast.edition) == []
    assert steps_of(acting_of(cast.teacher, None), None) == []


@pytest.fixture
def helpdesk(cast, client):
    client.force_login(cast.helpdesk)
    return client


def test_the_helpdesk_finds_who_failed_and_pushes_again(cast, school, moodle, helpdesk):
    stranger = moodle.add_user(email="cis@demo.example")
    sync_moodle()
    listed = helpdesk.get("/beheer/orders/moodleaccess/", {"state": "failed", "q": "146001"})
    page = listed.content.decode()
    assert "Cis Claes" in page
    assert "Dirk Aerts" not in page
    assert "hoort in Moodle al bij een ander account" in page
    assert "nog niets doorgegeven" in page
    others = helpdesk.get("/beheer/orders/moodleaccess/", {"q": "Dirk"}).content.decode()
    assert "doorgegeven op" in others

    moodle.change(stranger, email="iemand@elders.example")
    row = MoodleAccess.objects.get(user=cast.teacher)
    own = helpdesk.get(f"/beheer/orders/moodleaccess/{row.pk}/change/").content.decode()
    assert "Nu opnieuw doorgeven aan Moodle" in own
    assert f'name="_selected_action" value="{row.pk}"' in own
    action = {"action": "push_again", "_selected_action": [row.pk]}
    answer = helpdesk.post("/beheer/orders/moodleaccess/", action, follow=True)
    assert "1 toegang wordt nu opnieuw doorgegeven aan Moodle." in answer.content.decode()
    sync_moodle()
    row.refresh_from_db()
    assert (row.state, row.error) == ("done", "")


def test_who_may_only_look_pushes_nothing(cast, school, moodle, as_person):
    sync_moodle()
    looker = make_person("kijk@demo.example", "Kim", "Kijk", is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename__startswith="view_moodle"))
    client, page = as_person(looker), "/beheer/orders/moodlehealth/"

    assert "Nu opnieuw" not in client.get("/beheer/orders/moodleaccess/").content.decode()
    chosen = MoodleAccess.objects.values_list("pk", flat=True)
    own = client.get(f"/beheer/orders/moodleaccess/{chosen[0]}/change/").content.decode()
    assert "Nu opnieuw" not in own
    client.post(
        "/beheer/orders/moodleaccess/", {"action": "push_again", "_selected_action": chosen}
    )
    assert rows() == dict.fromkeys(STAFF, ("active", "done"))

    assert "Controleer nu" in client.get(page).content.decode()
    assert "Vergelijk nu" not in client.get(page).content.decode()
    assert client.post(f"{page}vergelijken/").status_code == 403


def test_the_helpdesk_sees_that_the_connection_is_broken(cast, school, moodle, helpdesk, settings):
    settings.MOODLE_TOKEN = "verlopen"
    sync_moodle()
    page = helpdesk.get("/beheer/orders/moodleaccess/").content.decode()
    assert "Moodle kent het token van het portaal niet meer (invalidtoken)." in page


@pytest.mark.parametrize("model", ["moodleaccess", "moodlecall", "moodlehealth"])
def test_the_helpdesk_changes_nothing_by_hand(cast, school, helpdesk, model):
    sync_moodle()
    assert helpdesk.get(f"/beheer/orders/{model}/").status_code == 200
    assert helpdesk.get(f"/beheer/orders/{model}/add/").status_code == 403
