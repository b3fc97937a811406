"""The way to the provider and back: what a journey was for, who began it, and its secrets.

Kept in the session under its `state`, taken out before anything else is done with it, and used
once, also when two answers with the same state arrive at the same moment.
"""

import time
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import get_random_string
from mozilla_django_oidc.utils import generate_code_challenge

from accounts.eid.backend import EidReturn
from accounts.eid.failures import Cancelled, OtherPerson, ProviderFailed, UnknownReturn

SESSION_KEY = "eid_journeys"
CAME_WITH_EID = "came_with_eid"  # in the session of who signed in so
MOST = 5  # at once in one browser: tabs left open
VALID_FOR = 15 * 60


class Purpose(StrEnum):
    LINK = "link"
    SIGN_IN = "sign in"


@dataclass(frozen=True)
class Journey:
    """`user`: the key of who began, None for nobody; `next`: the page to end on."""

    purpose: str
    user: int | None
    nonce: str
    verifier: str
    next: str
    began: float

    @property
    def is_open(self) -> bool:
        return time.time() - self.began < VALID_FOR


def depart(request: HttpRequest, purpose: Purpose, *, next_page: str = "") -> str:
    """The address at the provider where the browser goes now; remembers the journey."""
    state = get_random_string(32)
    journey = Journey(
        purpose=purpose,
        user=request.user.pk,
        nonce=get_random_string(32),
        verifier=get_random_string(64),
        next=next_page,
        began=time.time(),
    )
    kept = list(request.session.get(SESSION_KEY, {}).items())[1 - MOST :]
    request.session[SESSION_KEY] = dict(kept) | {state: asdict(journey)}
    asked = {
        "response_type": "code",
        "scope": settings.OIDC_RP_SCOPES,
        "client_id": settings.OIDC_RP_CLIENT_ID,
        "redirect_uri": redirect_uri(request),
        "state": state,
        "nonce": journey.nonce,
        "code_challenge": generate_code_challenge(journey.verifier, "S256"),
        "code_challenge_method": "S256",
    }
    if settings.ACM_ACR_VALUES:
        asked["acr_values"] = " ".join(settings.ACM_ACR_VALUES)
    return f"{settings.OIDC_OP_AUTHORIZATION_ENDPOINT}?{urlencode(asked)}"


def arrive(request: HttpRequest) -> tuple[Journey, EidReturn]:
    """The journey that ends here, with what came back. Raises an EidFailure when the browser
    began no such journey, is now somebody else's, or comes back empty-handed."""
    journey = _taken(request, request.GET.get("state", ""))
    if journey.user != request.user.pk:
        raise OtherPerson
    if error := request.GET.get("error"):
        raise Cancelled if error == "access_denied" else ProviderFailed("the provider says no")
    code = request.GET.get("code")
    if not code:
        raise UnknownReturn
    return journey, EidReturn(code, journey.nonce, journey.verifier, redirect_uri(request))


def stay(request: HttpRequest, journey: Journey) -> None:
    """Reads the session again after the slow talk with the provider, and raises OtherPerson when
    somebody signed in or out of this browser meanwhile."""
    request.session = request.session.__class__(request.session.session_key)
    now = request.session.get("_auth_user_id")
    if now != (None if journey.user is None else str(journey.user)):
        raise OtherPerson


def redirect_uri(request: HttpRequest) -> str:
    """Where the provider sends the browser back to: fixed, not taken from the Host header."""
    return request.build_absolute_uri(settings.ACM_REDIRECT_URI)


def _taken(request: HttpRequest, state: str) -> Journey:
    journeys = request.session.get(SESSION_KEY, {})
    found = journeys.pop(state, None)
    if found is None:
        raise UnknownReturn
    request.session[SESSION_KEY] = journeys
    request.session.save()  # talking to the provider is slow; nobody else may use it meanwhile
    request.session.modified = False
    first = cache.add(f"eid-{sha256(state.encode()).hexdigest()}", True, 2 * VALID_FOR)
    journey = Journey(**found)
    if not first or not journey.is_open:
        raise UnknownReturn
    return journey
