"""The demo's provider of eID: linking can be tried with it, and production has nothing of it."""

import pytest

from accounts.models import EidLink
from tests.conftest import PASSWORD
from tests.integration.accounts.eid_stories import asked, leave_to_link, leave_to_sign_in, who
from tests.integration.test_deployment import NEEDED, manage

pytestmark = pytest.mark.django_db(transaction=True)


def as_cis(client, address: str, **data):
    return client.post(address, {"given_name": "Cis", "family_name": "Claes", **data})


def test_from_koppelen_to_signing_in(as_person, cast, demo_eid):
    client = as_person(cast.teacher)
    address = leave_to_link(client)
    page = client.get(address)
    assert page.status_code == 200
    assert "Sofie Goossens" in page.content.decode()
    answer = client.get(as_cis(client, address).url, follow=True)
    assert "Je account is correct aan je eID gekoppeld." in answer.content.decode()
    client.post("/uitloggen/")
    client.get(as_cis(client, leave_to_sign_in(client)).url)
    assert who(client) == str(cast.teacher.pk)
    out = client.post("/uitloggen/")
    leaving = client.get(out.url).context["address"]
    assert client.get(leaving).url == "/aanmelden/"


def test_somebody_of_the_demo_and_another_name_are_two_people(client, cast, demo_eid):
    known = client.post(leave_to_sign_in(client), {"person": "leerkracht@demo.example"})
    assert client.get(known.url).status_code == 403
    assert client.get(as_cis(client, leave_to_sign_in(client)).url).status_code == 403
    assert not EidLink.objects.exists()


def test_annuleer_comes_back_calmly(as_person, cast, demo_eid):
    client = as_person(cast.teacher)
    answer = client.get(client.post(leave_to_link(client), {"cancel": "1"}).url)
    assert "Je hebt het geannuleerd" in answer.content.decode()
    assert who(client) == str(cast.teacher.pk)


def test_a_name_is_needed(client, cast, demo_eid):
    answer = client.post(leave_to_sign_in(client), {"given_name": "", "family_name": "x\x00"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "change",
    [{"client_id": "x"}, {"redirect_uri": "https://evil.example/aanmelden/eid/terug/"},
     {"redirect_uri": ""}, {"scope": "openid rrn"}, {"code_challenge_method": "plain"}],
)  # fmt: skip
def test_it_sends_nobody_elsewhere(client, cast, demo_eid, change):
    right = asked(leave_to_sign_in(client))
    assert client.get("/demo-eid/v1/auth", right | change).status_code == 400


def test_a_code_works_once_and_with_the_secret(client, cast, demo_eid):
    back = as_cis(client, leave_to_sign_in(client)).url
    code = asked(back)["code"]
    for form in ({}, {"code": code}, {"code": "x", "client_secret": "only-for-the-demo"},
                 {"code": code, "client_secret": "only-for-the-demo", "code_verifier": "é"}):  # fmt: skip
        assert client.post("/demo-eid/v1/token", form).status_code in (400, 401)
    assert client.get("/demo-eid/v1/userinfo").status_code == 401
    assert client.get(back).status_code == 403
    assert client.get(back).status_code == 400


def test_nothing_of_it_exists_outside_local(client, cast):
    for address in ("auth", "token", "userinfo", "keys", "logout"):
        assert client.get(f"/demo-eid/v1/{address}").status_code == 404
    client.post("/aanmelden/", {"login": "cis@demo.example", "password": PASSWORD})
    assert client.get("/mijn-account/eid/koppelen/").status_code == 404


SHOWN = """
from django.conf import settings as s
from django.urls import NoReverseMatch, reverse
try:
    there = reverse("demo_eid:token")
except NoReverseMatch:
    there = "nowhere"
print(s.DEMO_EID, repr(s.ACM_ISSUER), repr(s.OIDC_RP_CLIENT_SECRET), there)
"""


def test_production_has_neither_the_setting_nor_the_address(tmp_path):
    answer = manage("shell", "--no-imports", "-c", SHOWN, VAR_DIR=str(tmp_path), **NEEDED)
    assert answer.stdout.split() == ["False", "''", "''", "nowhere"], answer.stderr


def test_local_has_it_until_a_real_provider_is_set(tmp_path):
    local = {
        "PORTAL_ENV": "local",
        "DATABASE_URL": NEEDED["DATABASE_URL"],
        "VAR_DIR": str(tmp_path),
    }
    answer = manage("shell", "--no-imports", "-c", SHOWN, **local)
    assert answer.stdout.split()[0] == "True", answer.stderr
    assert answer.stdout.split()[-1] == "/demo-eid/v1/token"
    real = {"ACM_ISSUER": "https://acm.example/op", "ACM_CLIENT_ID": "x", "ACM_CLIENT_SECRET": "y"}
    answer = manage("shell", "--no-imports", "-c", SHOWN, **local, **real)
    assert answer.stdout.split() == ["False", "'https://acm.example/op'", "'y'", "nowhere"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"ACM_ISSUER": "https://acm.example/op"}, "set ACM_CLIENT_ID and ACM_CLIENT_SECRET too"),
        (
            {"ACM_ISSUER": "http://acm.example", "ACM_CLIENT_ID": "x", "ACM_CLIENT_SECRET": "y"},
            "starts with https://",
        ),
    ],
)
def test_production_does_not_start_with_half_a_provider(tmp_path, given, sentence):
    answer = manage("check", VAR_DIR=str(tmp_path), **NEEDED, **given)
    assert answer.returncode != 0
    assert sentence in answer.stderr
