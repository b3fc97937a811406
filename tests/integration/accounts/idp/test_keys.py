"""The keys that sign: another one takes over, and what the former signed stays good."""

import re

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured
from joserfc.errors import JoseError

from ovsgtoets.kernel.keys import kept_private_key, new_private_key, private_keys


def kids(moodle) -> list[str]:
    return [key["kid"] for key in requests.get(moodle.says["jwks_uri"], timeout=60).json()["keys"]]


def test_only_the_public_half_is_served(moodle):
    [key] = requests.get(moodle.says["jwks_uri"], timeout=60).json()["keys"]
    assert set(key) == {"kty", "key_ops", "n", "e", "kid"}


def test_a_new_key_signs_and_the_old_one_still_checks(moodle, cast, settings):
    [old] = settings.IDP_OIDC_PRIVATE_KEYS
    before = moodle.sign_on(cast.teacher)
    [old_kid] = kids(moodle)

    settings.IDP_OIDC_PRIVATE_KEYS = [{"pem": new_private_key()}, old]
    after = moodle.sign_on(cast.teacher)

    new_kid, still = kids(moodle)
    assert still == old_kid != new_kid
    assert moodle.read(before)["sub"] == moodle.read(after)["sub"]

    settings.IDP_OIDC_PRIVATE_KEYS = settings.IDP_OIDC_PRIVATE_KEYS[:1]
    assert kids(moodle) == [new_kid]
    assert moodle.read(after)
    with pytest.raises((JoseError, ValueError)):
        moodle.read(before)


@pytest.mark.parametrize(
    "name", ["configuration", "jwks", "authorization", "logout", "token", "userinfo", "revoke"]
)
def test_without_a_key_there_is_no_provider(moodle, client, settings, name):
    from accounts.idp.moodle import address_of

    settings.IDP_OIDC_PRIVATE_KEYS = []
    assert client.get(address_of(name).removeprefix(moodle.portal)).status_code == 404


def test_keys_come_as_lines_or_on_one_line():
    one, two = new_private_key(), new_private_key()
    flat = one.replace("\n", "\\n")
    assert private_keys(one + two, name="X") == [one, two]
    assert private_keys(flat, name="X") == [one]
    assert private_keys("", name="X") == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a secret", "holds something that is no private key"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "can't be read"),
    ],
)
def test_what_is_no_key_stops_the_start(text, why):
    with pytest.raises(ImproperlyConfigured, match=re.escape(why)):
        private_keys(text, name="OIDC_PRIVATE_KEY")


def test_the_key_of_ones_own_machine_is_made_once_and_read_by_its_owner_only(tmp_path):
    path = tmp_path / "var" / "oidc.pem"
    assert kept_private_key(path) == kept_private_key(path)
    assert path.stat().st_mode & 0o077 == 0
    assert [file.name for file in path.parent.iterdir()] == ["oidc.pem"]
