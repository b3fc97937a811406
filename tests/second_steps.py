"""What the stories about second steps share: signing in, the code of the app, reading the page."""

import json
import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from tests.conftest import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret: str = SECRET, steps: int = 0) -> str:
    """What the app shows now, or `steps` × 30 seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def give_app(person) -> Authenticator:
    RecoveryCodes.activate(person)
    return TOTP.activate(person, SECRET).instance


def recovery_codes_of(person) -> list[str]:
    return RecoveryCodes(
        Authenticator.objects.get(user=person, type="recovery_codes")
    ).get_unused_codes()


def sign_in(person, client: Client | None = None, code: str | None = None, **extra) -> Client:
    """A browser in which the person signed in on the page, with the second step when one is given."""
    client = client or Client()
    client.post("/aanmelden/", {"login": person.email, "password": PASSWORD, **extra})
    if code:
        client.post("/aanmelden/tweestaps/", {"code": code})
    return client


def confirm(client: Client, password: str = PASSWORD, then: str = "/mijn-account/tweestaps/"):
    return client.post("/mijn-account/bevestigen/", {"password": password, "next": then})


def options_on(page) -> dict:
    """What the page hands to the browser for a key."""
    found = re.search(
        r'id="key-options" type="application/json">(.*?)</script>', page.content.decode()
    )
    return json.loads(found[1])


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def factors_of(person) -> list[str]:
    return sorted(Authenticator.objects.filter(user=person).values_list("type", flat=True))
