"""Signing in and out: who gets in, what the page gives away, and where it leads."""

import pytest
from django.urls import NoReverseMatch, reverse

from accounts.acting import SESSION_KEY
from accounts.adapter import NEUTRAL, TOO_MANY
from accounts.roles import Role
from tests.conftest import PASSWORD, join


def sign_in(client, email, password=PASSWORD, **extra):
    return client.post("/aanmelden/", {"login": email, "password": password, **extra})


def signed_in(client):
    return client.session.get("_auth_user_id")


def test_the_page_says_what_the_guide_says(client, db):
    page = client.get("/aanmelden/").content.decode()
    for label in ("E-mailadres", "Wachtwoord", "Aanmelden", "Wachtwoord vergeten?"):
        assert f">{label}<" in page
    assert "Heb je een registratiecode gekregen?" in page
    assert reverse("schools:registration") in page


@pytest.mark.parametrize("email", ["cis@demo.example", "  CIS@Demo.Example "])
def test_a_teacher_signs_in_and_lands_on_the_start_page(client, cast, email):
    answer = sign_in(client, email)
    assert (answer.status_code, answer.url) == (302, "/")
    assert signed_in(client) == str(cast.teacher.pk)
    assert client.session[SESSION_KEY] == cast.school.pk


def test_signing_in_gives_the_session_another_key(client, cast):
    client.get("/aanmelden/")
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key
    sign_in(client, "cis@demo.example")
    assert client.session.session_key != session.session_key


def test_wrong_unknown_locked_and_passwordless_look_the_same(client, cast):
    cast.secretary.is_active = False
    cast.secretary.save()
    cast.care.set_unusable_password()
    cast.care.save()
    answers = {
        "wrong": sign_in(client, "cis@demo.example", "fout wachtwoord"),
        "unknown": sign_in(client, "niemand@demo.example"),
        "locked": sign_in(client, "bo@demo.example"),
        "none": sign_in(client, "fee@demo.example", ""),
        "passwordless": sign_in(client, "fee@demo.example"),
    }
    assert {a.status_code for a in answers.values()} == {422}
    answers.pop("none")
    assert {tuple(a.context["form"].non_field_errors()) for a in answers.values()} == {(NEUTRAL,)}
    assert not signed_in(client)


def test_what_was_typed_stays_except_the_password(client, cast):
    page = sign_in(client, "cis@demo.example", "fout wachtwoord").content.decode()
    assert 'value="cis@demo.example"' in page
    assert "fout wachtwoord" not in page


def test_the_sixth_wrong_password_is_refused_and_so_is_then_the_right_one(client, cast):
    for _ in range(5):
        assert sign_in(client, "cis@demo.example", "fout wachtwoord").status_code == 422
    answer = sign_in(client, "cis@demo.example")
    assert answer.status_code == 429
    assert TOO_MANY in answer.content.decode()
    assert 'value="cis@demo.example"' in answer.content.decode()
    assert not signed_in(client)


def test_an_unknown_address_is_limited_alike(client, cast):
    statuses = [sign_in(client, "niemand@demo.example").status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


def test_one_sender_is_limited_over_all_addresses(client, cast):
    for n in range(10):
        sign_in(client, f"{n}@demo.example")
    assert sign_in(client, "cis@demo.example").status_code == 429


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http://testserver/mijn-account/",
        "\t//evil.example",
        "mijn-account/",
        "/%0d%0aX: y" * 50 + "\x00",
    ],
)
def test_next_leads_nowhere_but_into_the_portal(client, cast, elsewhere):
    answer = sign_in(client, "cis@demo.example", next=elsewhere)
    assert answer.status_code == 302
    assert answer.url.startswith("/")
    assert "evil" not in answer.url


def test_next_leads_back_to_the_page_asked_for(client, cast):
    asked = client.get("/mijn-account/")
    assert asked.url == "/aanmelden/?next=/mijn-account/"
    assert 'name="next" value="/mijn-account/"' in client.get(asked.url).content.decode()
    assert sign_in(client, "cis@demo.example", next="/mijn-account/").url == "/mijn-account/"


def test_who_is_signed_in_already_goes_on(as_person, cast):
    assert as_person(cast.teacher).get("/aanmelden/").url == "/"


def test_signing_in_as_somebody_else_leaves_nothing_of_the_first(client, cast):
    sign_in(client, "cis@demo.example")
    session = client.session
    session["secret"] = "x"
    session.save()
    client.post("/uitloggen/")
    sign_in(client, "hans@demo.example")
    assert "secret" not in client.session
    assert client.session[SESSION_KEY] == cast.other_school.pk


def test_signing_out_asks_first_and_takes_a_post(as_person, cast):
    client = as_person(cast.teacher)
    assert "Wil je uitloggen?" in client.get("/uitloggen/").content.decode()
    assert signed_in(client)
    answer = client.post("/uitloggen/?next=https://evil.example/", follow=True)
    assert answer.redirect_chain == [("/aanmelden/", 302)]
    assert "Je bent uitgelogd." in answer.content.decode()
    assert not signed_in(client)
    assert client.get("/uitloggen/").status_code == 302


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"login": "a" * 100_000, "password": "b" * 100_000},
        {"login": "cis@demo.example\x00", "password": "x\x00"},
        {"login": "<script>", "password": "é漢🙂"},
        {"login[]": "x", "password[]": "y"},
    ],
)
def test_odd_input_is_refused_calmly(client, cast, data):
    assert client.post("/aanmelden/", data).status_code == 422


def test_json_gets_no_description_of_the_form(client, cast):
    answer = client.post("/aanmelden/", "{}", content_type="application/json")
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("text/html")
    answer = client.get("/aanmelden/", headers={"Accept": "application/json"})
    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "mfa_login_webauthn", "account_inactive",
     "account_reset_password_from_key", "account_change_password", "account_set_password",
     "account_request_login_code"],
)  # fmt: skip
def test_the_rest_of_allauth_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_no_second_address_is_made_that_could_sign_in(client, cast):
    from allauth.account.models import EmailAddress

    sign_in(client, "cis@demo.example")
    assert not EmailAddress.objects.exists()


def test_somebody_without_a_school_gets_in_and_is_told(client, cast):
    membership = cast.teacher.memberships.get()
    membership.ended_at = membership.created_at
    membership.save()
    answer = client.post(
        "/aanmelden/", {"login": "cis@demo.example", "password": PASSWORD}, follow=True
    )
    assert answer.status_code == 403
    assert "Je werkt op dit moment in geen enkele school" in answer.content.decode()


def test_the_first_school_is_the_one_that_stays_when_another_comes_first(client, cast):
    sign_in(client, "cis@demo.example")
    join(cast.teacher, cast.other_school, Role.PE_TEACHER)
    assert client.get("/mijn-account/").context["acting"].school == cast.school
