"""The protocol with toegangsbeheer Vlaanderen: mozilla-django-oidc with its doors closed.

Every check on what the provider answers stands here. What the answer means for an account is
said by `accounts.domain.eid`; the way there and back through the browser by `journey`.
"""

import logging
from dataclasses import dataclass
from typing import Any

import jwt
import requests
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from accounts.domain.eid import EidIdentity, person_with_eid
from accounts.eid.failures import MeansNotAllowed, ProviderFailed
from accounts.models import User

LOGGER = logging.getLogger(__name__)
NEEDED_CLAIMS = ["iss", "sub", "aud", "exp", "iat", "nonce"]
# What the libraries raise on an answer that is late, missing, false or no answer at all.
BAD_ANSWERS = (
    requests.RequestException,
    jwt.PyJWTError,
    SuspiciousOperation,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
)


@dataclass(frozen=True)
class EidReturn:
    """What came back through the browser, with the secrets of the journey it belongs to.

    Only code can make one: nothing that is typed or stands in an address is of this type.
    """

    code: str
    nonce: str
    verifier: str
    redirect_uri: str


class EidBackend(OIDCAuthenticationBackend):
    """Answers to an `EidReturn` alone, so never to a password form, whatever its address says."""

    def authenticate(self, request, eid_return: EidReturn | None = None, **credentials):
        """The person who linked this eID. Raises an EidFailure with the reason when there is
        nobody; makes nobody."""
        if not isinstance(eid_return, EidReturn) or not eid_return.nonce:
            return None
        identity = self.identity_of(eid_return)
        user = person_with_eid(identity=identity)
        user.eid_organisation = identity.organisation
        return user

    def get_user(self, user_id) -> User | None:
        """Who is locked, is out at the next request."""
        user = super().get_user(user_id)
        return user if user and self.user_can_authenticate(user) else None

    def identity_of(self, eid_return: EidReturn) -> EidIdentity:
        """Who signed in at the provider, with everything checked. Two or three requests."""
        try:
            return self._identity_of(eid_return)
        except BAD_ANSWERS as error:
            raise _failed(error) from error

    def assert_reachable(self) -> None:
        """Raises ProviderFailed when the provider is down, before a browser is sent there."""
        try:
            self._keys()
        except BAD_ANSWERS as error:
            raise _failed(error) from error

    def _identity_of(self, eid_return: EidReturn) -> EidIdentity:
        tokens = self.get_token(
            {
                "client_id": self.OIDC_RP_CLIENT_ID,
                "client_secret": self.OIDC_RP_CLIENT_SECRET,
                "grant_type": "authorization_code",
                "code": eid_return.code,
                "redirect_uri": eid_return.redirect_uri,
                "code_verifier": eid_return.verifier,
            }
        )
        claims = self.verify_token(tokens["id_token"], nonce=eid_return.nonce)
        _check_party(claims)
        _check_means(claims)
        info = self.get_userinfo(tokens["access_token"], tokens["id_token"], claims)
        if info["sub"] != claims["sub"]:
            raise SuspiciousOperation("userinfo is about somebody else")
        return EidIdentity(
            issuer=claims["iss"],
            subject=_subject(claims["sub"]),
            first_name=_name(info.get("given_name", claims.get("given_name"))),
            last_name=_name(info.get("family_name", claims.get("family_name"))),
            organisation=_number(info.get("vo_orgcode", claims.get("vo_orgcode"))),
        )

    def _verify_jws(self, payload, key) -> dict[str, Any]:
        """The library checks signature and expiry alone; here also for whom and by whom."""
        return jwt.decode(
            payload,
            key,
            algorithms=[self.OIDC_RP_SIGN_ALGO],
            audience=self.OIDC_RP_CLIENT_ID,
            issuer=settings.ACM_ISSUER,
            leeway=settings.ACM_CLOCK_LEEWAY,
            options={"require": NEEDED_CLAIMS},
        )

    def _keys(self) -> None:
        answer = requests.get(self.OIDC_OP_JWKS_ENDPOINT, timeout=self.get_settings("OIDC_TIMEOUT"))
        answer.raise_for_status()
        if not answer.json()["keys"]:
            raise ValueError("no keys")


def _check_party(claims: dict[str, Any]) -> None:
    """A token for several parties says by `azp` which of them asked; that must be us."""
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != settings.OIDC_RP_CLIENT_ID:
        raise SuspiciousOperation("the token was made for another party")


def _check_means(claims: dict[str, Any]) -> None:
    """What was asked for, was used; saying nothing is not enough."""
    if settings.ACM_ACR_VALUES and claims.get("acr") not in settings.ACM_ACR_VALUES:
        raise MeansNotAllowed


def _subject(value: Any) -> str:
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        raise SuspiciousOperation("sub is not what the standard allows")
    if not 0 < len(value) <= 255:
        raise SuspiciousOperation("sub is empty or too long")
    return value


def _name(value: Any) -> str:
    """A name as received, without what no database takes; empty when there is none."""
    if not isinstance(value, str):
        return ""
    return value.encode("utf-8", "ignore").decode().replace("\x00", "").strip()[:200]


def _number(value: Any) -> int | None:
    """The instellingsnummer in `vo_orgcode`; None for a citizen or another kind of code."""
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _failed(error: Exception) -> ProviderFailed:
    """For the log: what was wrong with the answer, never whose it was."""
    answer = getattr(error, "response", None)
    is_down = isinstance(error, requests.ConnectionError | requests.Timeout) or (
        answer is not None and answer.status_code >= 500
    )
    told = str(error) if isinstance(error, jwt.PyJWTError | SuspiciousOperation) else ""
    LOGGER.warning("eID refused: %s %s", type(error).__name__, told)
    return ProviderFailed(type(error).__name__, is_down=is_down)
