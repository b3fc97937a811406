"""The helpdesk's home page: today's work, one search, and nobody else."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.utils import timezone
from post_office.models import STATUS

from orders.models import AccessState, MoodleAccess, Order, OrderStatus, PushState
from ovsgtoets.kernel.models import Job, JobState
from ovsgtoets.start.helpdesk import search, todays_work
from ovsgtoets.start.models import Mail
from schools.models import RegistrationCode
from tests.conftest import make_person, make_school

pytestmark = pytest.mark.django_db


def give_code(school, number: int = 1, days: int = 60):
    RegistrationCode.objects.create(
        school=school,
        code_hash=f"{number:064d}",
        sent_to=school.email,
        expires_at=timezone.now() + timedelta(days=days),
    )


def make_mail(to: str, subject: str, status=STATUS.queued, **fields) -> Mail:
    return Mail.objects.create(
        from_email="toets@demo.example", to=[to], subject=subject, status=status, **fields
    )


def counts() -> list[int]:
    return [task.count for task in todays_work(admin.site)]


def test_an_empty_day_says_so_in_words(as_person, cast):
    page = as_person(cast.helpdesk).get("/beheer/").content.decode()

    assert counts() == [0, 0, 0, 0, 0]
    for sentence in (
        "Geen enkele school heeft nog een open registratiecode.",
        "Elke begonnen bestelling is bevestigd.",
        "Elke mail is verstuurd.",
        "Moodle nam alle toegangen aan.",
        "Elke achtergrondtaak lukte.",
    ):
        assert sentence in page


def test_work_is_counted_and_linked(as_person, cast, edition):
    give_code(cast.school, 1)
    give_code(cast.school, 2)  # sent anew: still one school
    done = make_school(4711, "Al geregistreerd", registered_at=timezone.now())
    give_code(done, 3)
    make_school(4712, "Nog geen code")
    give_code(make_school(4713, "Code verlopen"), 4, days=-1)
    Order.objects.create(school=cast.school, edition=edition)
    Order.objects.create(school=cast.other_school, edition=edition, status=OrderStatus.CHANGING)
    Order.objects.create(school=done, edition=edition, status=OrderStatus.CONFIRMED)
    make_mail("weg@demo.example", "Weg", STATUS.sent)
    make_mail("stuk@demo.example", "Stuk", STATUS.failed)
    MoodleAccess.objects.create(
        user=cast.teacher,
        school=cast.school,
        edition=edition,
        desired=AccessState.ACTIVE,
        desired_fingerprint="x",
        state=PushState.FAILED,
    )
    for state in (JobState.FAILED, JobState.FAILED, JobState.QUEUED):
        Job.objects.create(kind="class_report", title="Rapport", owner=cast.teacher, state=state)

    page = as_person(cast.helpdesk).get("/beheer/").content.decode()

    assert counts() == [1, 2, 1, 1, 2]
    assert "school met een geldige code, nog niet geregistreerd" in page
    assert "bestellingen begonnen of gewijzigd, niet bevestigd" in page
    assert "achtergrondtaken mislukt" in page
    for task in todays_work(admin.site):
        assert task.url.replace("&", "&amp;") in page


def test_every_link_of_the_work_opens_a_list(as_person, cast, edition):
    client = as_person(cast.helpdesk)
    give_code(cast.school)
    Order.objects.create(school=cast.school, edition=edition)
    make_mail("stuk@demo.example", "Stuk", STATUS.failed)
    make_mail("weg@demo.example", "Weg", STATUS.sent)

    for task in todays_work(admin.site):
        page = client.get(task.url)
        assert page.status_code == 200, task
        assert page.context["cl"].result_count == task.count, task


def test_the_number_of_queries_does_not_grow(as_person, cast, django_assert_max_num_queries):
    client = as_person(cast.helpdesk)
    for number in range(30):
        school = make_school(5000 + number, f"School {number}")
        give_code(school, number + 10_000)
        make_mail("x@demo.example", "School bericht", STATUS.failed)

    with django_assert_max_num_queries(20):
        client.get("/beheer/")
    with django_assert_max_num_queries(8):
        client.get("/beheer/zoeken/?q=school")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("146001", "De Linde"),
        ("1460", "De Linde"),
        ("de linde", "De Linde"),
        ("LINDE gent", "De Linde"),
        ("9000", "De Linde"),
        ("school146001@demo", "De Linde"),
        ("peeters", "An Peeters"),
        ("an peeters", "An Peeters"),
        ("an@demo.example", "An Peeters"),
        ("vraag@demo.example", "Bevestiging van de bestelling"),
        ("bevestiging bestelling", "Bevestiging van de bestelling"),
    ],
)
def test_search_finds(as_person, cast, typed, found):
    make_mail("vraag@demo.example", "Bevestiging van de bestelling")

    page = as_person(cast.helpdesk).get("/beheer/zoeken/", {"q": typed}).content.decode()

    assert found in page
    assert "Niets gevonden" not in page


def test_a_person_is_shown_with_role_and_school(cast):
    (person,) = search(admin.site, "peeters").people.rows

    assert person.detail == "an@demo.example"
    assert [(school.title, school.detail) for school in person.schools] == [
        ("De Linde (146001)", "Schoolbeheerder")
    ]
    assert str(cast.school.pk) in person.schools[0].url


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "%", "'; --", "x" * 5000, "bestaat niet"])
def test_odd_searches_are_answered(as_person, cast, typed):
    answer = as_person(cast.helpdesk).get("/beheer/zoeken/", {"q": typed})

    assert answer.status_code == 200


def test_nothing_found_says_what_to_try(as_person, cast):
    page = as_person(cast.helpdesk).get("/beheer/zoeken/", {"q": "<b>zebra"}).content.decode()

    assert "Niets gevonden voor ‘&lt;b&gt;zebra’" in page


def test_more_than_a_page_of_results_says_so(as_person, cast):
    for number in range(30):
        make_school(5000 + number, f"Eikenhof {number}")

    page = as_person(cast.helpdesk).get("/beheer/zoeken/", {"q": "eikenhof"}).content.decode()

    assert "Er zijn er meer." in page


ADDRESSES = ["/beheer/", "/beheer/zoeken/?q=linde", "/beheer/start/mail/", "/beheer/login/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_people_of_schools_are_refused(as_person, cast, address):
    assert as_person(cast.admin).get(address).status_code == 403


@pytest.mark.parametrize("address", ADDRESSES[:3])
def test_who_is_not_signed_in_is_sent_to_the_one_sign_in_page(client, db, address):
    answer = client.get(address, follow=True)

    last, status = answer.redirect_chain[-1]
    assert status == 302
    assert last.startswith("/aanmelden/?next=/beheer/")
    assert "Django" not in answer.content.decode()


def test_a_locked_helpdesk_account_gets_nothing(client, cast):
    client.force_login(cast.helpdesk)
    cast.helpdesk.is_active = False
    cast.helpdesk.save()

    assert client.get("/beheer/").status_code == 302


def test_staff_without_rights_see_no_lists(as_person, cast):
    trainee = make_person("stage@demo.example", "Stan", "Stage", is_staff=True)

    client = as_person(trainee)

    assert client.get("/beheer/start/mail/").status_code == 403


@pytest.mark.parametrize("address", ADDRESSES[:3])
def test_the_pages_keep_the_strict_policy(as_person, cast, address):
    answer = as_person(cast.helpdesk).get(address)

    policy = answer["Content-Security-Policy"]
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    page = answer.content.decode()
    assert "style=" not in page
    assert "<style" not in page
    assert "css/admin.css" in page


def test_lists_of_libraries_are_hidden(as_person, cast):
    client = as_person(cast.helpdesk)

    page = client.get("/beheer/").content.decode()

    for address in ("/beheer/account/emailaddress/", "/beheer/post_office/email/"):
        assert address not in page
        assert client.get(address).status_code == 404
