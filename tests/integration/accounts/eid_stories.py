"""The ways of somebody with an eID through the portal, for the tests that tell about them."""

from urllib.parse import parse_qsl, urlsplit

from accounts.domain.eid import EidIdentity
from accounts.models import EidLink
from tests.conftest import PASSWORD
from tests.fakes.openid_provider import FakeProvider

CALLBACK = "/aanmelden/eid/terug/"
KOPPELEN = "/mijn-account/eid/koppelen/"
ONTKOPPELEN = "/mijn-account/eid/ontkoppelen/"
NOT_YET = "Je account is nog niet gekoppeld aan je eID."
DONE = "Je account is correct aan je eID gekoppeld."


def leave_to_sign_in(client, **data) -> str:
    """The address at the provider to which the sign-in page leads."""
    return client.post("/aanmelden/eid/", data).context["address"]


def leave_to_link(client, password: str = PASSWORD) -> str:
    return client.post(KOPPELEN, {"current": password}).context["address"]


def sign_in(client, provider: FakeProvider, *, sub: str = "sub-of-cis", **about):
    """There and back; the answer of the portal at the end."""
    return client.get(CALLBACK, provider.sign_in(leave_to_sign_in(client), sub, **about))


def link(client, provider: FakeProvider, *, sub: str = "sub-of-cis", **about):
    return client.get(CALLBACK, provider.sign_in(leave_to_link(client), sub, **about))


def linked(user, provider: FakeProvider, sub: str = "sub-of-cis", **names) -> EidLink:
    """A link from before."""
    own = {"first_name": user.first_name, "last_name": user.last_name}
    return EidLink.objects.create(
        user=user, issuer=provider.issuer, subject=sub, **{**own, **names}
    )


def asked(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def who(client) -> str | None:
    return client.session.get("_auth_user_id")


def remembered(client) -> dict:
    """Everything in the session, except the journeys that are under way."""
    return {key: value for key, value in client.session.items() if key != "eid_journeys"}


def me(client) -> str:
    return client.get("/mijn-account/").content.decode()


def identity(provider, subject: str = "sub-of-cis", names=("Cis", "Claes")) -> EidIdentity:
    return EidIdentity(provider.issuer, subject, *names)
