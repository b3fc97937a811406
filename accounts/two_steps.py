"""Enkel aanmelden met tweestapsverificatie: for whom, from when, and whether this session did.

Two steps are an eID, or a password with a second step after it. From the day on, who came in
with a password alone gets to the page where one of the two is set up, and no further.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from accounts.eid.status import EidStatus
from accounts.hijack import looks_along
from accounts.models import EidLink, TwoStepRule, User
from accounts.second_steps import STEPS
from ovsgtoets.kernel.clock import today

METHODS = frozenset({"mfa", "eid"})  # as allauth's authentication records name them


@dataclass(frozen=True)
class Countdown:
    """From when it is needed, and how many days are left."""

    starts_on: date
    days: int


def used_two_steps(request: HttpRequest) -> bool:
    """Whether the person came into this session with two steps."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") in METHODS for record in records)


def starts_for_everybody() -> date | None:
    """The day of the helpdesk's rule. One query."""
    return TwoStepRule.objects.values_list("starts_on", flat=True).first()


def are_missing(request: HttpRequest) -> bool:
    """Whether the person must first set up two steps, in the school where they act. Who acts in
    none (the helpdesk, an adviser) follows the rule for everybody: one query, else none."""
    if _asks_no_more(request):
        return False
    acting = request.acting
    return _has_come(acting.two_steps_from if acting else starts_for_everybody())


def are_missing_in(request: HttpRequest, school) -> bool:
    """The same for a thing of `school`, in whichever of their schools they act. No query."""
    return _has_come(school.two_step_from) and not _asks_no_more(request)


def _has_come(day: date | None) -> bool:
    return day is not None and day <= today()


def _asks_no_more(request: HttpRequest) -> bool:
    """Who looks along as somebody else has signed in their own way."""
    return used_two_steps(request) or bool(looks_along(request))


def countdown_of(acting) -> Countdown | None:
    """For the start page: how long until this person needs what they have not set up yet."""
    starts_on = acting.two_steps_from
    if not starts_on or starts_on <= today() or ready([acting.user.pk]):
        return None
    return Countdown(starts_on, (starts_on - today()).days)


def ready(people: Iterable[int]) -> set[int]:
    """Who of these people (by pk) can sign in with two steps. Two queries."""
    steps = Authenticator.objects.filter(user__in=people, type__in=STEPS)
    eids = EidLink.objects.filter(user__in=people).select_related("user")
    linked = {link.user_id for link in eids if link.status == EidStatus.LINKED}
    return linked | set(steps.values_list("user_id", flat=True))


def with_second_step(people: Iterable[int]) -> set[int]:
    """Who of these people (by pk) has an app or a key besides the password. One query."""
    steps = Authenticator.objects.filter(user__in=list(people), type__in=STEPS)
    return set(steps.values_list("user_id", flat=True))


def has_second_step(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=STEPS).exists()
