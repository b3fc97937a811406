"""Second steps: the app, recovery codes, and the code that signing in then asks."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.utils.html import strip_tags
from post_office.models import Email

from accounts.acting import SESSION_KEY
from accounts.adapter import TOO_MANY, WRONG_PASSWORD
from accounts.second_steps import WRONG_CODE
from tests.conftest import PASSWORD
from tests.second_steps import (
    code_of,
    confirm,
    factors_of,
    give_app,
    is_in,
    recovery_codes_of,
    sign_in,
)

APP = "/mijn-account/tweestaps/app/"
CODES = "/mijn-account/tweestaps/herstelcodes/"
STEP = "/aanmelden/tweestaps/"


@pytest.fixture(autouse=True)
def _fresh_cache(db):
    cache.clear()


@pytest.fixture
def teacher(cast) -> Client:
    """Cis, signed in and just confirmed."""
    client = sign_in(cast.teacher)
    confirm(client)
    return client


# --- adding the app ----------------------------------------------------------------------------
def add_app(client: Client):
    secret = client.get(APP).context["form"].secret
    return client.post(APP, {"code": code_of(secret)})


def test_an_app_is_added_with_its_first_code_and_the_codes_are_shown_once(teacher, cast):
    page = teacher.get(APP)
    text = page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in text
    assert page.context["form"].secret[:4] in text  # also to be typed
    secret = page.context["form"].secret
    answer = teacher.post(APP, {"code": code_of(secret)[:3] + " " + code_of(secret)[3:]})
    assert (answer.status_code, answer.url) == (302, CODES)
    assert factors_of(cast.teacher) == ["recovery_codes", "totp"]

    page = teacher.get(CODES)
    codes = recovery_codes_of(cast.teacher)
    assert len(codes) == 10
    assert all(f"{code[:4]} {code[4:]}" in page.content.decode() for code in codes)
    assert 'download="herstelcodes-ovsg-toets.txt"' in page.content.decode()
    again = teacher.get(CODES).content.decode()
    assert "werden al getoond" in again
    assert not any(f"{code[:4]} {code[4:]}" in again for code in codes)

    mail = Email.objects.get()
    assert mail.to == ["cis@demo.example"]
    assert "Je authenticatie-app is toegevoegd als tweede stap." in mail.message


def test_the_file_of_the_codes_holds_them(teacher, cast):
    import base64
    import re

    add_app(teacher)
    page = teacher.get(CODES).content.decode()
    text = base64.b64decode(re.search(r"base64,([\w+/=]+)", page)[1]).decode()
    for code in recovery_codes_of(cast.teacher):
        assert f"{code[:4]} {code[4:]}" in text


def test_the_secret_is_not_readable_in_the_database(teacher, cast):
    secret = teacher.get(APP).context["form"].secret
    teacher.post(APP, {"code": code_of(secret)})
    assert secret not in str(Authenticator.objects.get(user=cast.teacher, type="totp").data)


@pytest.mark.parametrize("code", ["", "000000", "abc", "x" * 5000, "12\x0034", "١٢٣٤٥٦"])
def test_a_wrong_first_code_adds_nothing_and_keeps_the_secret(teacher, cast, code):
    secret = teacher.get(APP).context["form"].secret
    answer = teacher.post(APP, {"code": code})
    assert answer.status_code == 422
    assert answer.context["form"].secret == secret
    assert factors_of(cast.teacher) == []
    assert not Email.objects.exists()


def test_a_second_app_is_not_added(teacher, cast):
    add_app(teacher)
    assert teacher.get(APP).url == f"{APP}verwijderen/"
    assert factors_of(cast.teacher) == ["recovery_codes", "totp"]


def test_the_page_says_what_is_set_up(teacher, cast):
    assert "Stel een app in" in teacher.get("/mijn-account/tweestaps/").content.decode()
    add_app(teacher)
    page = teacher.get("/mijn-account/tweestaps/").content.decode()
    assert "Verwijder de app" in page
    assert "Je hebt er nog 10." in page


# --- removing, and new codes -------------------------------------------------------------------
def test_removing_the_app_takes_the_codes_along_and_is_told(teacher, cast):
    add_app(teacher)
    Email.objects.all().delete()
    assert "vervallen ook je herstelcodes" in teacher.get(f"{APP}verwijderen/").content.decode()
    assert factors_of(cast.teacher) != []  # looking removes nothing
    assert teacher.post(f"{APP}verwijderen/").url == "/mijn-account/tweestaps/"
    assert factors_of(cast.teacher) == []
    assert "Je authenticatie-app is verwijderd" in Email.objects.get().message
    assert teacher.post(f"{APP}verwijderen/").status_code == 404


def test_new_codes_replace_the_old_and_are_shown_once(teacher, cast):
    add_app(teacher)
    old = recovery_codes_of(cast.teacher)
    Email.objects.all().delete()
    assert teacher.post(f"{CODES}nieuw/").url == CODES
    new = recovery_codes_of(cast.teacher)
    assert not set(old) & set(new)
    assert new[0][:4] in teacher.get(CODES).content.decode()
    assert "De vorige werken niet meer." in Email.objects.get().message
    client = sign_in(cast.teacher, code=old[0])
    assert not is_in(client)


def test_codes_alone_are_no_second_step(teacher, cast):
    assert teacher.post(f"{CODES}nieuw/").status_code == 422
    assert factors_of(cast.teacher) == []


# --- confirming before a change ----------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    [APP, f"{APP}verwijderen/", CODES, f"{CODES}nieuw/", "/mijn-account/tweestaps/sleutel/"],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_change_first_asks_to_confirm(cast, address, method):
    give_app(cast.teacher)
    client = sign_in(cast.teacher, code=code_of())
    answer = getattr(client, method)(address)
    assert answer.url == f"/mijn-account/bevestigen/?next={address}"
    assert factors_of(cast.teacher) == ["recovery_codes", "totp"]


def test_confirming_takes_the_password_or_a_code_and_leads_back(cast):
    give_app(cast.teacher)
    client = sign_in(cast.teacher, code=code_of())
    page = client.get(
        "/mijn-account/bevestigen/?next=/mijn-account/tweestaps/app/"
    ).content.decode()
    assert "Gebruik je app of een herstelcode" in page
    wrong = confirm(client, "fout wachtwoord")
    assert wrong.status_code == 422
    assert wrong.context["form"].errors["password"] == [WRONG_PASSWORD]
    assert client.get(CODES).status_code == 302
    assert confirm(client, then="/mijn-account/").url == "/mijn-account/"
    assert client.get(CODES).status_code == 200

    other = sign_in(cast.teacher, code=recovery_codes_of(cast.teacher)[0])
    answer = other.post(
        "/mijn-account/bevestigen/code/",
        {"code": recovery_codes_of(cast.teacher)[0], "next": "/mijn-account/"},
    )
    assert answer.url == "/mijn-account/"
    assert other.get(CODES).status_code == 200


def test_confirming_leads_nowhere_else(cast):
    client = sign_in(cast.teacher)
    assert confirm(client, then="https://evil.example/").url == "/mijn-account/"


def test_confirming_lasts_a_quarter_of_an_hour(teacher):
    session = teacher.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 16 * 60
    session.save()
    assert teacher.get(APP).url == f"/mijn-account/bevestigen/?next={APP}"


def test_guessing_while_confirming_is_limited(cast):
    client = sign_in(cast.teacher)
    statuses = [confirm(client, f"gok {n}").status_code for n in range(11)]
    assert 429 in statuses
    assert confirm(client).status_code == 429


def test_who_looks_along_cannot_add_a_step(as_person, cast):
    client = as_person(cast.helpdesk)
    client.post("/hijack/acquire/", {"user_pk": cast.teacher.pk})
    assert client.get(APP).url == f"/mijn-account/bevestigen/?next={APP}"


# --- signing in with it ------------------------------------------------------------------------
def test_the_password_alone_leads_to_the_second_step_and_no_further(cast):
    give_app(cast.teacher)
    client = Client()
    answer = client.post("/aanmelden/", {"login": "cis@demo.example", "password": PASSWORD})
    assert answer.url == STEP
    assert not is_in(client)
    assert client.get("/").url == "/aanmelden/?next=/"
    assert client.get("/aanmelden/").url == STEP
    page = client.get(STEP).content.decode()
    assert "Nog één stap" in page
    assert "Cis" not in strip_tags(page)


def test_the_code_of_the_app_signs_in_and_leads_to_the_page_asked_for(cast):
    give_app(cast.teacher)
    client = sign_in(cast.teacher, next="/mijn-account/")
    before = client.session.session_key
    answer = client.post(STEP, {"code": code_of()})
    assert answer.url == "/mijn-account/"
    assert is_in(client)
    assert client.session.session_key != before  # nobody fixed it beforehand
    assert client.session[SESSION_KEY] == cast.school.pk


def test_a_code_of_a_moment_ago_works_and_none_works_twice(cast):
    give_app(cast.teacher)
    code = code_of(steps=-1)
    assert is_in(sign_in(cast.teacher, code=code))
    assert not is_in(sign_in(cast.teacher, code=code))
    assert not is_in(sign_in(cast.teacher, code=code_of(steps=-4)))


def test_a_recovery_code_signs_in_once(cast):
    give_app(cast.teacher)
    code = recovery_codes_of(cast.teacher)[3]
    assert is_in(sign_in(cast.teacher, code=f"{code[:4]} {code[4:]}"))
    assert not is_in(sign_in(cast.teacher, code=code))
    assert len(recovery_codes_of(cast.teacher)) == 9


@pytest.mark.parametrize("code", ["", "000000", "x" * 5000, "\x00", "é", "12 34"])
def test_a_wrong_code_stays_on_the_page(cast, code):
    give_app(cast.teacher)
    client = sign_in(cast.teacher)
    answer = client.post(STEP, {"code": code})
    assert answer.status_code == 422
    assert not is_in(client)


def test_guessing_codes_is_limited_per_person_over_all_browsers(cast):
    give_app(cast.teacher)
    answers = [sign_in(cast.teacher).post(STEP, {"code": f"00000{n}"}) for n in range(6)]
    assert [a.status_code for a in answers] == [422] * 5 + [429]
    assert TOO_MANY in answers[-1].content.decode()
    client = sign_in(cast.teacher, code=code_of())
    assert not is_in(client)


def test_somebody_elses_code_is_wrong(cast):
    give_app(cast.teacher)
    give_app(cast.secretary)
    code = recovery_codes_of(cast.secretary)[0]
    client = sign_in(cast.teacher)
    assert WRONG_CODE in client.post(STEP, {"code": code}).content.decode()
    assert not is_in(client)


def test_going_back_forgets_the_half_way(cast):
    give_app(cast.teacher)
    client = sign_in(cast.teacher)
    answer = client.post("/uitloggen/", follow=True)
    assert answer.redirect_chain == [("/aanmelden/", 302)]
    assert "Je bent uitgelogd." not in answer.content.decode()
    assert client.post(STEP, {"code": code_of()}).url == "/aanmelden/"
    assert not is_in(client)


def test_the_step_has_no_page_without_a_password_before(client, db):
    assert client.get(STEP).url == "/aanmelden/"
    assert client.post(STEP, {"code": "123456"}).url == "/aanmelden/"


def test_a_locked_person_does_not_get_in_with_the_code_either(cast):
    give_app(cast.teacher)
    client = sign_in(cast.teacher)
    cast.teacher.is_active = False
    cast.teacher.save()
    client.post(STEP, {"code": code_of()})
    assert client.get("/mijn-account/").status_code == 302


def test_a_new_password_does_not_take_the_step_away(cast):
    give_app(cast.teacher)
    cast.teacher.set_password("kasteel van zand en zee")
    cast.teacher.save()
    client = Client()
    answer = client.post(
        "/aanmelden/", {"login": "cis@demo.example", "password": "kasteel van zand en zee"}
    )
    assert answer.url == STEP


# --- the helpdesk ------------------------------------------------------------------------------
def test_the_helpdesk_removes_the_steps_of_who_lost_everything(as_person, cast):
    give_app(cast.teacher)
    client = as_person(cast.helpdesk)
    data = {"action": "remove_steps", "_selected_action": [cast.teacher.pk, cast.secretary.pk]}
    page = client.post("/beheer/accounts/user/", data).content.decode()
    assert "meldt zich daarna aan met het wachtwoord alleen" in page
    assert factors_of(cast.teacher) != []
    client.post("/beheer/accounts/user/", data | {"confirmed": "1"})
    assert factors_of(cast.teacher) == []
    mail = Email.objects.get()
    assert mail.to == ["cis@demo.example"]
    assert "De helpdesk verwijderde je tweede stappen." in mail.message
    assert is_in(sign_in(cast.teacher))


def test_the_secrets_have_no_page_in_the_admin(as_person, cast):
    client = as_person(cast.helpdesk)
    assert client.get("/beheer/mfa/authenticator/").status_code == 404
    assert client.get("/beheer/usersessions/usersession/").status_code == 404
