"""The one guard in front of every page. A view that declares no right does not load.

`PublicView`: anybody. `SignedInView`: anybody with an account. `SchoolView`: somebody who
acts in a school and has at least one of the declared `rights` there. Views read the school
from `request.school` and fetch its objects with `.for_school(request.school)`: another
school's object is then 404, a missing right is 403.
"""

from typing import ClassVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views import View

from accounts.rights import Right


class GuardedView(View):
    """The root of all views of the portal; not used directly."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        refusal = self.refuse(request)
        return refusal or super().dispatch(request, *args, **kwargs)

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        """An answer instead of the page, or None to let the request through."""
        raise NotImplementedError


class PublicView(GuardedView):
    """A page for anybody."""

    def refuse(self, request: HttpRequest) -> None:
        return None


class SignedInView(GuardedView):
    """A page for anybody with an account, also without a school."""

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        if request.user.is_authenticated:
            return None
        return _sign_in_first(request)


class SchoolView(GuardedView):
    """A page of the school in which the person acts, for who has one of `rights`."""

    rights: ClassVar[tuple[Right, ...]]

    def __init_subclass__(cls, **kwargs) -> None:
        super().__init_subclass__(**kwargs)
        declared = getattr(cls, "rights", None)
        if not declared or not all(isinstance(right, Right) for right in declared):
            raise ImproperlyConfigured(f"{cls.__qualname__} declares no rights.")

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        if not request.acting or not request.acting.may(*self.rights):
            raise PermissionDenied
        request.school = request.acting.school
        return None


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and afterwards back here; a write lands on the page it came from."""
    answer = redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": answer.url})
    return answer
