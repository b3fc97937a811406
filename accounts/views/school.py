"""Acting in another of one's schools."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect

from accounts.acting import SESSION_KEY
from accounts.guards import SignedInView


class SchoolSwitch(SignedInView):
    """Only among one's own schools; any other is as unknown as one that doesn't exist.

    Forms of the former school that are still open in another tab can't be sent any more: their
    token is no longer good.
    """

    open_before_two_steps = True  # another school may ask less

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = request.POST.get("school", "")
        own = request.acting.schools if request.acting else ()
        school = next((school for school in own if str(school.pk) == wanted), None)
        if school is None:
            raise Http404
        request.session[SESSION_KEY] = school.pk
        rotate_token(request)
        messages.success(request, f"Je werkt nu in {school.name}.")
        return redirect("start")
