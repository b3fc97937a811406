"""`manage.py moodle_client`: the client in the database, and what it tells Moodle's administrator."""

import re

import pytest
from allauth.idp.oidc.models import Client
from django.core.management import CommandError, call_command

from tests.integration.accounts.idp.conftest import CALLBACK, MOODLE, Moodle


def run(capsys, *options) -> str:
    call_command("moodle_client", *options)
    return capsys.readouterr().out


def secret_in(text: str) -> str:
    return re.search(r"Client secret +([\w-]{60,})", text)[1]


def test_it_says_all_that_moodles_administrator_fills_in(portal, capsys):
    said = run(capsys, "--url", f"{MOODLE}/")
    for text in (
        "moodle",
        portal,
        f"{portal}/identity/o/authorize",
        f"{portal}/identity/o/api/token",
        f"{portal}/identity/o/api/userinfo",
        f"calls back at {CALLBACK};",
        "openid profile email",
        "authpreventaccountcreation",
        "Require email verification                  no",
        "max_input_vars 5000",
    ):
        assert text in said
    assert re.search(r"preferred_username +username", said)
    client = Client.objects.get()
    assert client.check_secret(secret_in(said))
    assert client.secret not in said
    assert client.get_redirect_uris() == [CALLBACK]


def test_the_secret_is_shown_once_and_stays(portal, cast, capsys):
    secret = secret_in(run(capsys, "--url", MOODLE))
    again = run(capsys, "--url", "https://leren.example.be")
    assert secret not in again
    assert "as before" in again
    client = Client.objects.get()
    assert client.check_secret(secret)
    assert client.get_redirect_uris() == ["https://leren.example.be/admin/oauth2callback.php"]


def test_another_secret_ends_the_first(portal, cast, capsys):
    old = secret_in(run(capsys, "--url", MOODLE))
    new = secret_in(run(capsys, "--url", MOODLE, "--new-secret"))
    assert Moodle(portal, new).sign_on(cast.teacher)
    moodle = Moodle(portal, old)
    assert moodle.redeem(moodle.code(cast.teacher)).status_code == 401


def test_moodle_may_also_send_the_secret_in_a_header(moodle, cast):
    """Moodle encodes it there, and nobody decodes it: its characters mean the same either way."""
    import requests

    answer = requests.post(
        moodle.says["token_endpoint"],
        data={
            "grant_type": "authorization_code",
            "code": moodle.code(cast.teacher),
            "redirect_uri": CALLBACK,
        },
        auth=("moodle", requests.compat.quote(moodle.secret, safe="")),
        timeout=60,
    )
    assert moodle.ask(answer.json()).json()["given_name"] == "Cis"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "Set MOODLE_URL"),
        ("moodle.example.be", "not the address"),
        ("https://moodle.example.be/?x=1", "not the address"),
    ],
)
def test_without_an_address_nothing_is_made(portal, url, why):
    with pytest.raises(CommandError, match=why):
        call_command("moodle_client", "--url", url)
    assert not Client.objects.exists()


def test_no_key_no_client(portal, settings):
    settings.IDP_OIDC_PRIVATE_KEYS = []
    with pytest.raises(CommandError, match="OIDC_PRIVATE_KEY"):
        call_command("moodle_client", "--url", MOODLE)


def test_production_wants_https(portal, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="https only"):
        call_command("moodle_client", "--url", MOODLE)  # the portal of the test is plain http
