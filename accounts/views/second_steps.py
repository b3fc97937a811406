"""Tweestapsverificatie under Mijn account: what is set up, and the page that asks to."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts import two_steps
from accounts.eid.status import EidStatus
from accounts.guards import WANTED_PAGE, SignedInView


class SecondSteps(SignedInView):
    """The app, the keys and the recovery codes of this person, and what can be added."""

    open_before_two_steps = True

    def get(self, request: HttpRequest) -> HttpResponse:
        goes_on = {"goes_on": WANTED_PAGE in request.session}
        return render(request, "accounts/second_steps.html", steps_of(request) | goes_on)


class TwoStepsNeeded(SignedInView):
    """Where a password alone leads from the day on: set one of the two up, or show the one there
    is already. Once that is done it leads on to the page that somebody came for."""

    open_before_two_steps = True

    def get(self, request: HttpRequest) -> HttpResponse:
        schools = schools_asking(request)
        if not schools and not two_steps.are_missing(request):
            return redirect(request.session.pop(WANTED_PAGE, "start"))
        context = {
            "school": schools[0] if schools else None,
            "eid_on": bool(settings.ACM_ISSUER),
            "eid_linked": request.user.eid_status == EidStatus.LINKED,
        }
        return render(request, "accounts/two_steps_needed.html", steps_of(request) | context)


def schools_asking(request: HttpRequest) -> list:
    """The schools for which this session has shown too little, the one where they act first."""
    acting = request.acting
    if not acting:
        return []
    here = [acting.school] if two_steps.are_missing(request) else []
    return here + [school for school in acting.schools if two_steps.are_missing_in(request, school)]


def steps_of(request: HttpRequest) -> dict:
    """Template context: `app`, `keys`, `codes` (how many are left; None: never made)."""
    own = list(Authenticator.objects.filter(user=request.user).order_by("pk"))
    by_type = {step.type: step for step in own}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    return {
        "app": by_type.get(Authenticator.Type.TOTP),
        "keys": [step for step in own if step.type == Authenticator.Type.WEBAUTHN],
        "codes": len(codes.wrap().get_unused_codes()) if codes else None,
        "has_step": any(step.type in two_steps.STEPS for step in own),
    }
