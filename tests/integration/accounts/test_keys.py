"""Passkeys and security keys: added, used and removed, with a key that is software but signs."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from post_office.models import Email

from tests.second_steps import confirm, factors_of, is_in, options_on, recovery_codes_of, sign_in
from tests.security_key import SecurityKey

NEW = "/mijn-account/tweestaps/sleutel/"
STEP = "/aanmelden/tweestaps/"


@pytest.fixture(autouse=True)
def _fresh_cache(db, settings):
    settings.SITE_URL = "http://localhost:8000"
    cache.clear()


@pytest.fixture
def teacher(cast) -> Client:
    client = sign_in(cast.teacher)
    confirm(client)
    return client


def add(client: Client, key: SecurityKey, name: str = "laptop thuis"):
    options = options_on(client.get(NEW))
    return client.post(NEW, {"name": name, "credential": json.dumps(key.create(options))})


def use(client: Client, key: SecurityKey, address: str = STEP, **extra):
    options = options_on(client.get(address))
    return client.post(address, {"credential": json.dumps(key.get(options)), **extra})


@pytest.fixture
def key(teacher) -> SecurityKey:
    key = SecurityKey()
    add(teacher, key)
    return key


def test_a_key_is_added_named_and_told(teacher, cast):
    answer = add(teacher, SecurityKey())
    assert answer.url == "/mijn-account/tweestaps/herstelcodes/"
    assert factors_of(cast.teacher) == ["recovery_codes", "webauthn"]
    assert "laptop thuis" in teacher.get("/mijn-account/tweestaps/").content.decode()
    assert "De sleutel ‘laptop thuis’ is toegevoegd" in Email.objects.get().message


def test_the_key_hears_nothing_about_the_database(teacher, cast):
    user = options_on(teacher.get(NEW))["publicKey"]["user"]
    import base64

    assert base64.urlsafe_b64decode(user["id"] + "==") == cast.teacher.public_id.bytes
    assert user["name"] == "cis@demo.example"


def test_the_host_that_the_browser_names_does_not_count(teacher, settings):
    settings.ALLOWED_HOSTS = ["testserver", "evil.example"]
    page = teacher.get(NEW, headers={"Host": "evil.example"})
    assert options_on(page)["publicKey"]["rp"]["id"] == "localhost"


def test_signing_in_with_the_key(key, cast):
    client = sign_in(cast.teacher, next="/mijn-account/")
    answer = use(client, key)
    assert answer.url == "/mijn-account/"
    assert is_in(client)


def test_without_the_key_a_recovery_code_helps(key, cast):
    assert is_in(sign_in(cast.teacher, code=recovery_codes_of(cast.teacher)[0]))


def test_confirming_with_the_key(key, cast):
    client = sign_in(cast.teacher)
    use(client, key)
    confirming = f"/mijn-account/bevestigen/sleutel/?next={NEW}"
    assert use(client, key, confirming, next=NEW).url == NEW
    assert client.get(NEW).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        SecurityKey(),  # another key
        SecurityKey(origin="https://evil.example"),
        SecurityKey(host="evil.example"),
    ],
    ids=["another key", "another page", "another host"],
)
def test_another_key_or_page_is_refused(key, cast, wrong):
    if wrong.origin != key.origin or wrong.host != key.host:
        wrong.private, wrong.id = key.private, key.id
    client = sign_in(cast.teacher)
    assert use(client, wrong).status_code == 422
    assert not is_in(client)


def test_a_forged_signature_is_refused(key, cast):
    forged = SecurityKey()
    forged.id = key.id
    client = sign_in(cast.teacher)
    assert use(client, forged).status_code == 422
    assert not is_in(client)


def test_an_answer_works_once_and_for_its_own_question(key, cast):
    client = sign_in(cast.teacher)
    old = options_on(client.get(STEP))
    client.get(STEP)
    answer = client.post(STEP, {"credential": json.dumps(key.get(old))})
    assert answer.status_code == 422
    fresh = options_on(client.get(STEP))
    sent = {"credential": json.dumps(key.get(fresh))}
    assert client.post(STEP, sent).status_code == 302
    assert sign_in(cast.teacher).post(STEP, sent).status_code == 422


GARBAGE = [
    "",
    "{",
    "null",
    "[]",
    "7",
    '"x"',
    "{}",
    "[" * 20_000,
    "x" * 60_000,
    '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": "AAAA",'
    ' "attestationObject": "AAAA", "authenticatorData": "AAAA", "signature": "AAAA"}}',
    '{"id": 7, "rawId": [], "type": {}, "response": {"clientDataJSON": {}}}',
    "\x00",
]


@pytest.mark.parametrize("credential", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_a_wrong_answer(teacher, cast, credential):
    teacher.get(NEW)
    assert teacher.post(NEW, {"credential": credential}).status_code == 422
    assert factors_of(cast.teacher) == []
    add(teacher, SecurityKey())
    client = sign_in(cast.teacher)
    client.get(STEP)
    assert client.post(STEP, {"credential": credential}).status_code == 422
    assert not is_in(client)


def test_trying_keys_is_limited(key, cast):
    client = sign_in(cast.teacher)
    statuses = [use(client, SecurityKey()).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


def test_a_key_is_renamed_and_removed(teacher, key, cast):
    pk = Authenticator.objects.get(user=cast.teacher, type="webauthn").pk
    assert teacher.post(f"{NEW}{pk}/", {"name": ""}).status_code == 422
    assert teacher.post(f"{NEW}{pk}/", {"name": "sleutelhanger"}).status_code == 302
    Email.objects.all().delete()
    page = teacher.get(f"{NEW}{pk}/verwijderen/").content.decode()
    assert "Verwijder de sleutel ‘sleutelhanger’" in page
    assert teacher.post(f"{NEW}{pk}/verwijderen/").status_code == 302
    assert factors_of(cast.teacher) == []
    assert "‘sleutelhanger’ is verwijderd" in Email.objects.get().message


def test_somebody_elses_key_does_not_exist(key, cast):
    pk = Authenticator.objects.get(user=cast.teacher, type="webauthn").pk
    other = sign_in(cast.secretary)
    confirm(other)
    for address in (f"{NEW}{pk}/", f"{NEW}{pk}/verwijderen/"):
        assert other.get(address).status_code == 404
        assert other.post(address, {"name": "x"}).status_code == 404
