"""Wachtwoord vergeten?, and the pages behind the link in a mail."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from accounts.adapter import TOO_MANY
from accounts.domain.links import send_password_link
from accounts.models import LinkPurpose, PasswordLink
from accounts.tasks import answer_requests
from tests.conftest import PASSWORD
from tests.integration.accounts.test_links import NEW, sent_token


def ask(client, number, email, **extra):
    """Asks, and lets the worker answer."""
    answer = client.post(
        "/wachtwoord-vergeten/", {"institution_number": number, "email": email, **extra}
    )
    answer_requests()
    return answer


def open_link(client, token):
    return client.get(f"/wachtwoord/{token}/", follow=True)


def save(client, password=NEW, confirm=None):
    return client.post("/wachtwoord/", {"password": password, "confirm": confirm or password})


def refusals(answer) -> dict:
    return {name: list(errors) for name, errors in answer.context["form"].errors.items()}


# --- Wachtwoord vergeten? ----------------------------------------------------------------------
def test_the_guides_labels(client, db):
    page = client.get("/wachtwoord-vergeten/").content.decode()
    assert "Geef het instellingsnummer en e-mailadres in om een nieuwe link te ontvangen." in page
    for label in ("Instellingnummer", "e-mail"):
        assert f">{label}</label>" in page


def test_full_circle_from_forgotten_to_signed_in(client, cast):
    answer = ask(client, " 146001 ", " CIS@demo.example")
    assert answer.status_code == 302
    assert "Kijk in je mailbox" in client.get(answer.url).content.decode()
    mail = Email.objects.get()
    assert mail.to == ["cis@demo.example"]
    assert "instellingsnummer 146001" in mail.message

    page = open_link(client, sent_token(cast.teacher))
    assert page.redirect_chain == [("/wachtwoord/", 302)]
    text = page.content.decode()
    assert "Invoeren van een wachtwoord voor de leerkracht" in text
    assert "De Linde, leerkracht van klas 6A" in text
    assert 'value="cis@demo.example"' in text
    for label in ("Gebruikersnaam", "Paswoord", "Bevestig paswoord", "Annuleer", "Bewaar"):
        assert f">{label}<" in text

    done = save(client)
    assert done.url == "/wachtwoord/bewaard/"
    text = client.get(done.url).content.decode()
    assert "Het nieuwe wachtwoord werd opgeslagen op de server." in text
    assert "Je kan het wachtwoord en mailadres wijzigen bij ‘Mijn account’." in text
    assert "klik je hieronder op de LOGIN-knop" in text

    assert "_auth_user_id" not in client.session
    wrong = client.post("/aanmelden/", {"login": "cis@demo.example", "password": PASSWORD})
    right = client.post("/aanmelden/", {"login": "cis@demo.example", "password": NEW})
    assert (wrong.status_code, right.status_code) == (422, 302)


@pytest.mark.parametrize(
    ("number", "email"),
    [
        ("146002", "cis@demo.example"),  # another school
        ("146001", "niemand@demo.example"),
        ("999999", "cis@demo.example"),
        ("146001", "bo@demo.example"),  # locked
        ("146001", "fee@demo.example"),  # no longer works there
        ("146001", "hulp@demo.example"),  # the helpdesk is of no school
    ],
)
def test_who_does_not_belong_there_gets_the_same_answer_and_no_mail(client, cast, number, email):
    cast.secretary.is_active = False
    cast.secretary.save()
    cast.care.memberships.update(ended_at=timezone.now())
    known = ask(client, "146001", "cis@demo.example")
    Email.objects.all().delete()
    answer = ask(Client(), number, email)
    assert (answer.status_code, answer.url) == (known.status_code, known.url)
    assert not Email.objects.exists()
    assert PasswordLink.objects.count() == 1


def test_somebody_of_two_schools_may_give_either_number(client, cast):
    from tests.conftest import join

    join(cast.teacher, cast.other_school, "pe_teacher")
    ask(client, "146002", "cis@demo.example")
    assert "instellingsnummer 146002" in Email.objects.get().message


@pytest.mark.parametrize(
    ("number", "email", "beside"),
    [
        ("", "", {"institution_number", "email"}),
        ("12", "cis@demo.example", {"institution_number"}),
        ("1460011", "cis@demo.example", {"institution_number"}),
        ("-14600", "cis@demo.example", {"institution_number"}),
        ("١٤٦٠٠١", "x", {"email"}),
        ("146001\x00", "cis@demo.example\x00", {"institution_number", "email"}),
        ("1" * 50_000, "a" * 50_000 + "@demo.example", {"institution_number", "email"}),
    ],
)
def test_bad_input_gets_a_sentence_and_stays(client, cast, number, email, beside):
    answer = ask(client, number, email)
    assert answer.status_code == 422
    assert set(refusals(answer)) == beside
    assert not Email.objects.exists()


def test_a_sixth_request_for_one_address_waits_known_or_not(client, cast):
    for email in ("cis@demo.example", "niemand@demo.example"):
        answers = [ask(client, "146001", email) for _ in range(6)]
        assert [a.status_code for a in answers] == [302] * 5 + [429]
        assert TOO_MANY in answers[-1].content.decode()
        assert f'value="{email}"' in answers[-1].content.decode()
    assert Email.objects.count() == 5


# --- the link ----------------------------------------------------------------------------------
@pytest.fixture
def token(cast):
    send_password_link(user=cast.teacher, purpose=LinkPurpose.INVITATION, school=cast.school)
    return sent_token(cast.teacher)


def test_the_token_does_not_stay_in_the_address(client, token):
    answer = client.get(f"/wachtwoord/{token}/")
    assert (answer.status_code, answer.url) == (302, "/wachtwoord/")
    page = client.get("/wachtwoord/")
    assert token not in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"


def test_looking_at_the_page_does_not_use_the_link(client, token):
    for _ in range(3):
        assert open_link(client, token).status_code == 200
        client.head(f"/wachtwoord/{token}/")
    assert save(client).status_code == 302


@pytest.mark.parametrize(
    ("password", "confirm", "field", "sentence"),
    [
        ("", "", "password", "Dit veld is verplicht."),
        (NEW, "iets anders dan dat", "confirm", "niet hetzelfde wachtwoord"),
        ("kort1!", "kort1!", "password", "minstens 10 tekens"),
        ("q" * 4000, "q" * 4000, "password", "hoogstens 128 tekens"),
        ("Wachtwoord123!", "Wachtwoord123!", "password", "te vaak gebruikt"),
        ("cis@demo.example1", "cis@demo.example1", "password", "lijkt te veel op"),
        ("nul\x00nul nul nul", "nul\x00nul nul nul", "password", "Null"),
    ],
)
def test_a_refused_password_keeps_the_page_and_the_link(
    client, token, password, confirm, field, sentence
):
    open_link(client, token)
    answer = save(client, password, confirm or password)
    assert answer.status_code == 422
    assert sentence in " ".join(refusals(answer)[field])
    assert password == "" or password not in answer.content.decode()
    assert save(client).status_code == 302


def test_annuleer_forgets_the_link_in_this_browser(client, token):
    open_link(client, token)
    assert client.post("/wachtwoord/", {"cancel": ""}).url == "/aanmelden/"
    assert client.get("/wachtwoord/").status_code == 410
    assert open_link(client, token).status_code == 200


def test_signing_in_forgets_a_link_that_was_left_lying(client, token, cast):
    open_link(client, token)
    client.post("/aanmelden/", {"login": "bo@demo.example", "password": PASSWORD})
    assert client.get("/wachtwoord/").status_code == 410


def test_a_double_click_says_saved_twice_and_changes_once(client, token, cast):
    open_link(client, token)
    assert [save(client).url for _ in range(2)] == ["/wachtwoord/bewaard/"] * 2
    assert save(client, "een ander wachtwoord dan net").status_code == 410
    cast.teacher.refresh_from_db()
    assert cast.teacher.check_password(NEW)


def test_a_used_link_explains_and_offers_another(client, token, cast):
    open_link(client, token)
    save(client)
    Email.objects.all().delete()
    dead = open_link(Client(), token)
    assert dead.status_code == 410
    assert "Deze link werkt niet meer" in dead.content.decode()
    assert "cis@demo.example" not in dead.content.decode()

    open_link(client, token)
    answer = client.post("/wachtwoord/nieuwe-link/", follow=True)
    assert "De nieuwe link is onderweg" in answer.content.decode()
    assert "cis@demo.example" not in answer.content.decode()
    assert Email.objects.get().to == ["cis@demo.example"]
    assert open_link(client, sent_token(cast.teacher)).status_code == 200


def test_an_expired_link_offers_another_that_works(client, token, cast):
    PasswordLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    dead = open_link(client, token)
    assert dead.status_code == 410
    assert "Stuur een nieuwe link" in dead.content.decode()
    client.post("/wachtwoord/nieuwe-link/")
    open_link(client, sent_token(cast.teacher))
    assert save(client).status_code == 302


def test_a_link_that_expires_while_typing_is_explained_too(client, token):
    open_link(client, token)
    PasswordLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert save(client).status_code == 410


@pytest.mark.parametrize("wrong", ["onzin", "x" * 3000, "%00", "..%2F", "é漢"])
def test_an_unknown_link_leads_to_wachtwoord_vergeten(client, db, wrong):
    page = open_link(client, wrong)
    assert page.status_code in (404, 410)
    if page.status_code == 410:
        assert "Vraag een nieuwe link" in page.content.decode()
    assert client.post("/wachtwoord/nieuwe-link/").url == "/wachtwoord-vergeten/"
    assert not Email.objects.exists()


def test_a_locked_account_gets_the_same_page_and_no_new_link(client, token, cast):
    cast.teacher.is_active = False
    cast.teacher.save()
    Email.objects.all().delete()
    assert open_link(client, token).status_code == 410
    answer = client.post("/wachtwoord/nieuwe-link/")
    assert answer.url == "/wachtwoord/verstuurd/"
    assert not Email.objects.exists()


def test_new_links_are_limited_per_person(cast, token):
    PasswordLink.objects.update(expires_at=timezone.now())
    statuses = []
    for _ in range(4):
        browser = Client()
        open_link(browser, token)
        statuses.append(browser.post("/wachtwoord/nieuwe-link/").status_code)
    assert statuses == [302, 302, 302, 429]


def test_guessing_on_the_link_page_is_limited(client, token):
    open_link(client, token)
    assert [save(client, "kort").status_code for _ in range(21)] == [422] * 20 + [429]


def test_every_session_of_the_person_ends_and_of_who_sat_at_the_computer(client, token, cast):
    elsewhere = Client()
    elsewhere.force_login(cast.teacher)
    client.force_login(cast.secretary)
    open_link(client, token)
    save(client)
    assert elsewhere.get("/mijn-account/").status_code == 302
    assert client.get("/mijn-account/").status_code == 302
