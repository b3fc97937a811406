"""eID: there and back again, linking, unlinking.

The browser leaves by a page of its own that goes on at once: a form may not be sent elsewhere
(Content-Security-Policy), and a bare link could be followed by anybody's page.
"""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from accounts.acting import SESSION_KEY, acting_of
from accounts.domain.eid import link_eid, unlink_eid
from accounts.eid import down
from accounts.eid.backend import EidBackend, EidReturn
from accounts.eid.failures import EidFailure, LinkRefused, ProviderFailed, TooManyTries
from accounts.eid.journey import CAME_WITH_EID, Journey, Purpose, arrive, depart, stay
from accounts.eid.status import EidStatus
from accounts.forms import ProofForm
from accounts.guards import GuardedView, PublicView, SignedInView
from accounts.hijack import looks_along
from accounts.limits import within_limit
from accounts.models import User
from accounts.proof import proved_lately, proves_it
from accounts.sessions import follow_session
from ovsgtoets.kernel.errors import Refused

LINKED = "Je account is correct aan je eID gekoppeld."
PROBLEM = "Je eID is gekoppeld, maar je voornaam en achternaam komen niet overeen met je eID."


class EidPage(GuardedView):
    """Exists where a provider is configured; what goes wrong there becomes a page."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.ACM_ISSUER:
            raise Http404
        try:
            return super().dispatch(request, *args, **kwargs)
        except EidFailure as failure:
            if isinstance(failure, ProviderFailed) and failure.is_down:
                down.remember_down()
            context = {"failure": failure}
            page = render(request, "accounts/eid_failed.html", context, status=failure.status)
            add_never_cache_headers(page)
            return page

    def leave(self, request: HttpRequest, purpose: Purpose, next_page: str = "") -> HttpResponse:
        """To the provider, if it is there."""
        if not within_limit(request, "eid"):
            raise TooManyTries
        EidBackend().assert_reachable()
        down.remember_up()
        address = depart(request, purpose, next_page=next_page)
        return render(request, "accounts/eid_leave.html", {"address": address})


class EidSignIn(EidPage, PublicView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("account_login")

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect("start")
        asked = request.POST.get("next", "")
        return self.leave(
            request, Purpose.SIGN_IN, asked if get_adapter().is_safe_url(asked) else ""
        )


class EidCallback(EidPage, PublicView):
    """The provider sends the browser here, for both purposes."""

    def get(self, request: HttpRequest) -> HttpResponse:
        journey, eid_return = arrive(request)
        if journey.purpose == Purpose.LINK:
            return self.link(request, journey, eid_return)
        return self.sign_in(request, journey, eid_return)

    def link(self, request: HttpRequest, journey: Journey, eid_return: EidReturn) -> HttpResponse:
        identity = EidBackend().identity_of(eid_return)
        stay(request, journey)
        me = User.objects.get(pk=journey.user)
        try:
            link = link_eid(user=me, identity=identity, by=me)
        except Refused as refused:
            raise LinkRefused(refused.sentence) from refused
        _cycle_key(request)
        if link.status == EidStatus.LINKED:
            messages.success(request, LINKED)
        else:
            messages.warning(request, PROBLEM)
        return redirect("accounts:me")

    def sign_in(self, request: HttpRequest, journey: Journey, eid_return) -> HttpResponse:
        user = authenticate(request, eid_return=eid_return)
        stay(request, journey)
        if user is None:
            raise ProviderFailed
        down.remember_up()
        request.session[CAME_WITH_EID] = True
        record_authentication(request, user, method="eid")
        answer = perform_login(request, user, redirect_url=journey.next or None)
        if request.user.is_authenticated:
            _choose_school(request, user)
        return answer


class EidLinkPage(EidPage, SignedInView):
    """Koppelen: who does it, proves first that the account is theirs."""

    open_before_two_steps = True

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.eid_status != EidStatus.NOT_LINKED:
            return redirect("accounts:me")
        return _proof_page(request, "accounts/eid_link.html")

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.user.eid_status != EidStatus.NOT_LINKED:
            return redirect("accounts:me")
        if refused := _unproved(request, "accounts/eid_link.html"):
            return refused
        return self.leave(request, Purpose.LINK)


class EidUnlink(EidPage, SignedInView):
    open_before_two_steps = True

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.eid_status == EidStatus.NOT_LINKED:
            return redirect("accounts:me")
        return _proof_page(request, "accounts/eid_unlink.html")

    def post(self, request: HttpRequest) -> HttpResponse:
        if refused := _unproved(request, "accounts/eid_unlink.html"):
            return refused
        me = User.objects.get(pk=request.user.pk)
        unlink_eid(user=me, by=me)
        _cycle_key(request)
        messages.success(request, "Je account is niet meer aan je eID gekoppeld.")
        return redirect("accounts:me")


class EidSignOut(EidPage, PublicView):
    """Signed out here; now at the provider too, so that nobody after you gets in there."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = {
            "client_id": settings.OIDC_RP_CLIENT_ID,
            "post_logout_redirect_uri": request.build_absolute_uri(
                settings.ACM_LOGOUT_REDIRECT_URI
            ),
        }
        address = f"{settings.ACM_LOGOUT_ENDPOINT}?{urlencode(asked)}"
        return render(request, "accounts/eid_signed_out.html", {"address": address})


def _cycle_key(request: HttpRequest) -> None:
    """Whoever knew the key of the session before, knows nothing of it now."""
    before = request.session.session_key
    request.session.cycle_key()
    follow_session(old=before, new=request.session.session_key)


def _choose_school(request: HttpRequest, user: User) -> None:
    """The school that the provider names, if it is one of theirs; else the first."""
    acting = acting_of(user, None)
    if acting:
        named = [s for s in acting.schools if s.institution_number == user.eid_organisation]
        request.session[SESSION_KEY] = (named or [acting.school])[0].pk


def _unproved(request: HttpRequest, template: str) -> HttpResponse | None:
    """The page again when somebody else could be sitting at this screen; None when not."""
    if looks_along(request):
        raise PermissionDenied
    if proved_lately(request):
        return None
    form = ProofForm(request.POST)
    if proves_it(request, form):
        return None
    return _proof_page(request, template, form, status=422)


def _proof_page(request: HttpRequest, template: str, form=None, status: int = 200) -> HttpResponse:
    if looks_along(request):
        raise PermissionDenied
    form = None if proved_lately(request) else form or ProofForm()
    return render(request, template, {"form": form}, status=status)
