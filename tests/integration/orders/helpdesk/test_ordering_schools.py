"""Scholen en hun bestelling: who ordered, the totals that follow the filter, and reminding."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from post_office.models import Email

from accounts.models import Membership
from accounts.roles import Role
from orders.domain.drafts import reopen_order
from orders.domain.printing import take_print
from orders.domain.reminders import remind_school
from orders.models import Order, OrderReminder
from ovsgtoets.kernel import jobs
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.models import Job
from schools.models import School
from tests.conftest import join, make_school
from tests.integration.orders.stories import address, plain

pytestmark = pytest.mark.django_db
LIST = "/beheer/orders/orderingschool/"


@pytest.fixture
def season(cast, story):
    """De Linde confirmed 40 copies, De Kastanje only began, De Els did nothing, De Wilg is not
    registered, and De Zonnebloem (special) confirmed 3 at two addresses."""
    now = timezone.now()
    School.objects.update(registered_at=now)
    els = make_school(146003, "De Els", registered_at=now)
    make_school(146005, "De Wilg")
    sun = make_school(146004, "De Zonnebloem", umbrella="kov", kind="special", registered_at=now)
    story.confirmed()
    story.started(cast.other_school)
    story.confirmed(sun, address(copies=2), address(site_name="Tuin", copies=1, teachers=0))
    return {"els": els, "sun": sun}


def names_in(answer) -> list[str]:
    return [school.name for school in answer.context["cl"].result_list]


def totals_in(answer) -> tuple:
    totals = answer.context["totals"]
    names = ("schools", "confirmed", "all_copies", "all_teachers", "all_euros")
    return tuple(str(totals[name]) for name in names)


@pytest.mark.parametrize(
    ("question", "names", "totals"),
    [
        (
            "",
            ["De Els", "De Kastanje", "De Linde", "De Wilg", "De Zonnebloem"],
            ("5", "2", "43", "2", "242.60"),
        ),
        ("bestelling=niet", ["De Els", "De Wilg"], ("2", "0", "0", "0", "0")),
        ("geregistreerd=nee", ["De Wilg"], ("1", "0", "0", "0", "0")),
        ("geregistreerd=ja&bestelling=niet", ["De Els"], ("1", "0", "0", "0", "0")),
        ("bestelling=begonnen", ["De Kastanje"], ("1", "0", "0", "0", "0")),
        ("bestelling=bevestigd", ["De Linde", "De Zonnebloem"], ("2", "2", "43", "2", "242.60")),
        ("bestelling=wijzigt", [], ("0", "0", "0", "0", "0")),
        ("bestelling=na-druk", [], ("0", "0", "0", "0", "0")),
        ("umbrella__exact=kov", ["De Zonnebloem"], ("1", "1", "3", "1", "41.10")),
        ("kind__exact=ordinary&bestelling=bevestigd", ["De Linde"], ("1", "1", "40", "1", "201.50")),
        ("q=146003", ["De Els"], ("1", "0", "0", "0", "0")),
    ],
)  # fmt: skip
def test_the_list_and_its_totals_follow_the_filter(
    cast, season, as_person, question, names, totals
):
    answer = as_person(cast.helpdesk).get(f"{LIST}?{question}")

    assert names_in(answer) == names
    assert totals_in(answer) == totals


def test_the_page_says_it_in_words(cast, season, as_person):
    page = plain(as_person(cast.helpdesk).get(LIST))

    assert "gevonden" not in page, "nothing is searched"
    for said in (
        "Scholen en hun bestelling: OVSG-toets 2027",
        "samen 242,60 EUR",
        "De Els (146003), Gent niet besteld - -",
        "De Kastanje (146002), Gent enkel begonnen - -",
        "De Linde (146001), Gent bevestigd op",
        "De Wilg (146005), Gent niet besteld nog niet geregistreerd - -",
    ):
        assert said in page


def test_the_filters_are_a_step_away_for_who_has_no_mouse(cast, season, as_person):
    """They stand after the rows, each of which is two steps."""
    html = as_person(cast.helpdesk).get(LIST).content.decode()

    assert html.index('href="#changelist-filter"') < html.index('id="searchbar"')
    assert html.index('id="searchbar"') < html.index('id="changelist-filter"')


def test_an_order_that_changes_after_print_is_known_until_the_next_list(
    cast, season, story, as_person
):
    """Only what concerns the printer: an order number or a tick does not."""
    client = as_person(cast.helpdesk)
    take_print(edition=cast.edition, only_changes=False, seen=0, by=cast.helpdesk)
    order = Order.objects.get(school=cast.school)
    changed = f"{LIST}?bestelling=na-druk"

    def confirm_again(**values):
        reopen_order(order=order, by=cast.secretary)
        order.rows.update(**values)
        return story.confirm(order)

    reopen_order(order=order, by=cast.secretary)
    changing = client.get(f"{LIST}?bestelling=wijzigt")
    assert names_in(changing) == ["De Linde"]
    assert "wordt gewijzigd, niet opnieuw bevestigd (laatst bevestigd op" in plain(changing)
    Order.objects.filter(pk=order.pk).update(tests_order_number="B1")
    story.confirm(order)
    assert names_in(client.get(changed)) == []
    confirm_again(copies=45)
    assert names_in(client.get(changed)) == ["De Linde"]
    assert "gewijzigd na druk" in plain(client.get(f"{LIST}{cast.school.pk}/change/"))
    confirm_again(copies=40)
    assert names_in(client.get(changed)) == []
    confirm_again(house_number="1A")
    assert names_in(client.get(changed)) == ["De Linde"]
    take_print(edition=cast.edition, only_changes=True, seen=1, by=cast.helpdesk)
    assert names_in(client.get(changed)) == []


def test_a_thousand_schools_cost_no_more_queries(
    cast, season, as_person, django_assert_max_num_queries
):
    client = as_person(cast.helpdesk)
    client.get(LIST)
    with django_assert_max_num_queries(12) as few:
        client.get(LIST)
    School.objects.bulk_create(
        School(
            institution_number=200_000 + number, name=f"School {number}", street="S",
            house_number="1", postal_code="9000", municipality="Gent",
            registered_at=timezone.now() if number % 2 else None,
        )
        for number in range(1000)
    )  # fmt: skip

    with django_assert_max_num_queries(len(few.captured_queries)):
        answer = client.get(LIST)

    assert totals_in(answer)[0] == "1005"
    assert len(names_in(answer)) == 50


def test_the_page_of_a_school_shows_its_order_and_the_way_to_change_it(cast, season, as_person):
    client = as_person(cast.helpdesk)

    answer = client.get(f"{LIST}{cast.school.pk}/change/")
    for others in ("moodleaccess", "invoice"):
        assert f'href="/beheer/orders/{others}/?q=146001"' in answer.content.decode()
    page = plain(answer)
    for said in ("bevestigd , op", "door Bo Maes", "De Linde Dorpsstraat 1, 9000 Gent 1 40 201,50",
                 "De Linde : besteld sinds 2 maart 2027", "Wijzig de bestelling"):  # fmt: skip
        assert said in page
    page = plain(client.get(f"{LIST}{season['els'].pk}/change/"))
    assert "Bestel voor de school" in page
    assert "Deze school kreeg nog geen herinnering." in page
    assert client.post(f"{LIST}{cast.school.pk}/change/").status_code == 403
    for number in ("0", str(2**63), "x"):
        assert client.get(f"{LIST}{number}/change/").status_code == 404


def test_a_school_with_one_pupil_reads_of_one_copy(cast, season, story, as_person):
    """Special primary education: there is no minimum."""
    lone = make_school(146006, "De Spar", kind="special", registered_at=timezone.now())
    join(cast.outsider, lone, Role.SCHOOL_ADMIN)
    order = story.confirmed(lone, address(copies=1))
    client = as_person(cast.helpdesk)
    pages = [client.get(LIST), client.get(f"{LIST}{lone.pk}/change/"), client.get("/beheer/orders/delivery/?q=146006")]  # fmt: skip
    Membership.objects.filter(user=cast.outsider).exclude(school=lone).delete()
    school = as_person(cast.outsider)
    pages += [school.get("/"), school.get("/bestelling/")]
    assert "1 exemplaar, 18,20 EUR" in plain(pages[-2])
    school.post("/bestelling/wijzigen/")
    pages.append(school.get("/bestelling/"))

    assert order.revisions.get().rows.get().copies == 1
    for page in pages:
        assert page.status_code == 200
        assert " 1 exemplaren" not in plain(page)
    assert plain(pages[-1]).count("1 exemplaar") >= 1


# --- reminding ---
def ask(client, *schools, **other):
    return client.post(LIST, {"action": "remind", "_selected_action": [s.pk for s in schools], **other})  # fmt: skip


def test_reminding_first_says_to_whom_and_what_then_a_worker_sends(cast, season, as_person):
    client = as_person(cast.helpdesk)
    els = season["els"]
    mails = Email.objects.count()

    page = plain(ask(client, cast.school, cast.other_school, els))
    assert "2 scholen krijgen een mail op het adres van de school." in page
    assert "De Els heeft nog geen toetsen besteld voor de OVSG-toets 2027." in page
    assert "Bestel de toetsen: http" in page
    assert "De Kastanje (146002): school146002@demo.example (begonnen, niet bevestigd)" in page
    assert "De Linde (146001) bevestigde al op" in page
    assert (Email.objects.count(), Job.objects.count()) == (mails, 0)

    answers = [ask(client, cast.school, cast.other_school, els, confirmed="1", period="14") for _ in range(2)]  # fmt: skip
    job = Job.objects.get()  # a double click is one job
    assert [answer.url for answer in answers] == [f"/taken/{job.pk}/"] * 2
    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 2, 2)
    sent = Email.objects.order_by("pk")[mails:]
    assert {mail.to[0] for mail in sent} == {
        "school146002@demo.example",
        "school146003@demo.example",
    }
    begun = next(mail for mail in sent if mail.to == ["school146002@demo.example"])
    assert "begonnen, maar nog niet bevestigd" in plain(begun.html_message)
    assert begun.message.count("http") == 1
    assert begun.subject == "Bestel de OVSG-toets 2027 tot en met 1 april 2027"
    lines = job.file.read().decode("utf-8-sig").splitlines()
    assert lines[0] == "instellingsnummer;school;herinnering"
    assert "naar school146003@demo.example" in lines[1]
    assert OrderReminder.objects.filter(sent_by=cast.helpdesk).count() == 2
    assert "De herinneringen zijn verstuurd." in plain(client.get(answers[0].url))
    page = plain(client.get(LIST))
    assert "De Els (146003), Gent niet besteld herinnerd op" in page
    assert "school146003@demo.example" in plain(client.get("/beheer/orders/orderreminder/"))


def test_a_school_that_is_not_registered_is_asked_to_register_first(cast, season, as_person):
    wilg = School.objects.get(name="De Wilg")
    client = as_person(cast.helpdesk)

    page = plain(ask(client, season["els"], wilg))
    assert "2 scholen krijgen een mail" in page
    assert "Zoals De Els hem leest." in page
    assert "Zoals De Wilg hem leest." in page
    assert "De Wilg (146005): school146005@demo.example (nog niet geregistreerd)" in page
    ask(client, season["els"], wilg, confirmed="1", period="14")
    jobs.run(Job.objects.get().pk)

    mail = Email.objects.get(to="school146005@demo.example")
    for text in (mail.message, plain(mail.html_message)):
        assert "De Wilg is nog niet geregistreerd" in text
        assert "met de code uit onze mail" in text
        assert "Je meldt je aan" not in text
    assert "/registratie/" in mail.message
    assert "/registratie/" in mail.html_message
    assert mail.message.count("http") == 1
    assert OrderReminder.objects.filter(school=wilg).count() == 1
    School.objects.filter(pk=wilg.pk).update(email="")
    OrderReminder.objects.all().delete()
    page = plain(ask(client, wilg))
    assert "De Wilg (146005) heeft geen e-mailadres." in page


def test_the_helpdesk_orders_for_a_school_that_is_not_registered(cast, season, as_person):
    wilg = School.objects.get(name="De Wilg")
    client = as_person(cast.helpdesk)

    page = plain(client.get(f"{LIST}{wilg.pk}/change/"))
    assert "niet besteld , nog niet geregistreerd" in page
    assert "Bestel voor de school" in page
    assert client.get(f"{LIST}{wilg.pk}/bestelling/").status_code == 200


def test_a_school_is_reminded_once_in_the_chosen_period(cast, season):
    els = season["els"]

    def remind(period):
        return remind_school(school=els, edition=cast.edition, period=period, by=cast.helpdesk)

    assert remind(14)
    assert remind(14) is None
    OrderReminder.objects.update(sent_at=timezone.now() - timedelta(days=7, minutes=1))
    assert remind(14) is None
    assert remind(7)
    assert OrderReminder.objects.count() == 2


def test_a_job_that_was_killed_goes_on_with_the_others_and_gives_the_same_file(
    cast, season, as_person
):
    ask(as_person(cast.helpdesk), cast.other_school, season["els"], confirmed="1", period="30")
    job = Job.objects.get()
    remind_school(school=cast.other_school, edition=cast.edition, period=30, by=cast.helpdesk)

    jobs.run(job.pk)
    jobs.run(job.pk)

    job.refresh_from_db()
    assert job.file.read().decode("utf-8-sig").count("naar school") == 2
    assert OrderReminder.objects.count() == 2


def test_who_stops_the_reminders_reads_that_some_may_be_sent(cast, season, as_person):
    client = as_person(cast.helpdesk)
    page = ask(client, cast.other_school, season["els"], confirmed="1", period="30").url
    assert "Je bestand" not in plain(client.get(page))
    job = Job.objects.get()

    jobs.cancel(job)

    text = plain(client.get(page))
    assert "Wat al verstuurd was, staat bij Herinneringen." in text
    assert "Er is geen bestand" not in text


def test_who_needs_no_reminder_gets_none_and_the_page_says_why(cast, season, as_person):
    els = season["els"]
    School.objects.filter(pk=els.pk).update(email="")
    School.objects.filter(pk=cast.other_school.pk).update(email="geen adres")
    client = as_person(cast.helpdesk)

    page = plain(ask(client, els, cast.other_school))

    assert "Geen van de gekozen scholen krijgt een mail." in page
    assert "De Els (146003) heeft geen e-mailadres." in page
    assert "De Kastanje (146002) heeft een e-mailadres dat niet klopt: geen adres." in page
    ask(client, els, confirmed="1", period="14")
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(date(2026, 8, 31), "pas vanaf 1 september 2026"), (date(2027, 4, 2), "kon tot en met 1 april 2027")],
)  # fmt: skip
def test_outside_the_season_nobody_is_reminded(cast, season, on, day, sentence):
    on(day)
    with pytest.raises(Refused, match=sentence):
        remind_school(school=season["els"], edition=cast.edition, period=14, by=cast.helpdesk)


def test_who_may_not_remind_sends_nothing(cast, season, as_person):
    client = as_person(cast.helpdesk)
    ask(client, season["els"], confirmed="1", period="14")
    job = Job.objects.get()
    cast.helpdesk.is_superuser = False
    cast.helpdesk.save()

    jobs.run(job.pk)
    assert as_person(cast.helpdesk).get(LIST).status_code == 403
    assert as_person(cast.secretary).get(LIST).status_code == 403
    assert not OrderReminder.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_helpdesks_at_once_send_one_mail(cast, season):
    start = threading.Barrier(2)

    def work():
        start.wait(60)
        remind_school(school=season["els"], edition=cast.edition, period=14, by=cast.helpdesk)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert OrderReminder.objects.count() == 1
    assert Email.objects.filter(to__icontains="school146003").count() == 1
