"""The one guard in front of every page. A view that declares no right does not load.

`PublicView`: anybody. `SignedInView`: anybody with an account. `SchoolView`: somebody who
acts in a school and has at least one of the declared `rights` there. Views read the school
from `request.school` and fetch its objects with `.for_school(request.school)`: another
school's object is then 404, a missing right is 403. Both lead who signed in with a password alone
to setting up a second step, where that is needed (`two_steps.py`). No browser keeps a page:
computers in a school are shared.
"""

from typing import ClassVar

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from accounts import hijack, two_steps
from accounts.acting import SESSION_KEY
from accounts.domain.memberships import accept_memberships
from accounts.rights import Right

READING = ("GET", "HEAD", "OPTIONS")
WANTED_PAGE = "page_behind_two_steps"  # in the session: where somebody goes on to


class GuardedView(View):
    """The root of all views of the portal; not used directly."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        answer = self.refuse(request) or super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(answer)
        return answer

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        """An answer instead of the page, or None to let the request through."""
        raise NotImplementedError


class PublicView(GuardedView):
    """A page for anybody."""

    def refuse(self, request: HttpRequest) -> None:
        return None


class SignedInView(GuardedView):
    """A page for anybody with an account, also without a school.

    `open_before_two_steps`: a page with which two steps are set up, so open before they are.
    """

    open_before_two_steps: ClassVar[bool] = False

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        if not _is_signed_in(request):
            return _sign_in_first(request)
        if not self.open_before_two_steps and two_steps.are_missing(request):
            return two_steps_first(request)
        if request.method in READING:
            _settle_school(request)
        _arrive(request)
        return None


class ConfirmedView(SignedInView):
    """A page on which somebody changes how they sign in: they showed a moment ago that it is them."""

    open_before_two_steps = True

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        return super().refuse(request) or self.confirm_first(request)

    def confirm_first(self, request: HttpRequest) -> HttpResponse | None:
        if not is_reauthentication_required(request, app="allauth.mfa"):
            return None
        if request.method not in READING:
            messages.warning(request, "Bevestig eerst dat jij het bent, en probeer dan opnieuw.")
        return redirect_to_login(request.path, reverse("account_reauthenticate"))


class SchoolView(GuardedView):
    """A page of the school in which the person acts, for who has one of `rights`."""

    rights: ClassVar[tuple[Right, ...]]

    def __init_subclass__(cls, **kwargs) -> None:
        super().__init_subclass__(**kwargs)
        declared = getattr(cls, "rights", None)
        if not declared or not all(isinstance(right, Right) for right in declared):
            raise ImproperlyConfigured(f"{cls.__qualname__} declares no rights.")

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        if not _is_signed_in(request):
            return _sign_in_first(request)
        if not request.acting or not request.acting.may(*self.rights):
            raise PermissionDenied
        if two_steps.are_missing(request):
            return two_steps_first(request)
        if request.method in READING:
            _settle_school(request)
        elif request.acting.moved:
            raise PermissionDenied  # this was meant for a school where they no longer work
        request.school = request.acting.school
        _arrive(request)
        return None


def _is_signed_in(request: HttpRequest) -> bool:
    if request.user.is_authenticated and hijack.is_over(request):
        logout(request)
    return request.user.is_authenticated


def _settle_school(request: HttpRequest) -> None:
    """Who no longer works in the school they chose goes on in another of theirs, knowing it;
    forms of the former school that are still open can't be sent any more."""
    if request.acting and request.acting.moved:
        request.session[SESSION_KEY] = request.acting.school.pk
        rotate_token(request)
        messages.warning(request, f"Je werkt nu in {request.acting.school.name}.")


def _arrive(request: HttpRequest) -> None:
    """Who was invited to the school comes to work in it now; the helpdesk looking along doesn't."""
    acting = request.acting
    if not acting or hijack.looks_along(request):
        return
    if any(membership.accepted_at is None for membership in acting.memberships):
        accept_memberships(user=request.user, school=acting.school)


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and afterwards back to the page in the browser."""
    if request.method not in READING:
        messages.warning(
            request, "Je was niet meer aangemeld. Wat je net stuurde, is niet bewaard."
        )
    answer = redirect_to_login(_page_of(request))
    if request.htmx:
        return HttpResponse(status=401, headers={"HX-Redirect": answer.url})
    return answer


def two_steps_first(request: HttpRequest) -> HttpResponse:
    """To the page where they are set up, and afterwards on to the page in the browser."""
    if request.method not in READING:
        messages.warning(request, "Wat je net stuurde, is niet bewaard.")
    request.session[WANTED_PAGE] = _page_of(request)
    address = reverse("accounts:two_steps_needed")
    if request.htmx:
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)


def _page_of(request: HttpRequest) -> str:
    """The page that the person looks at: not a part of it, nor an address that only takes writes."""
    if request.method in READING and not request.htmx:
        return request.get_full_path()
    page = request.headers.get("HX-Current-URL" if request.htmx else "Referer", "")
    portal = f"{request.scheme}://{request.get_host()}"
    path = page.removeprefix(portal) if page.startswith(f"{portal}/") else "/"
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else "/"
