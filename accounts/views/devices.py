"""Waar je aangemeld bent: the browsers of this person, and signing out elsewhere."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.guards import SignedInView
from accounts.sessions import end_sessions, sessions_of
from ovsgtoets.kernel.row_numbers import row_number


class Devices(SignedInView):
    """A POST signs out the one with number `session`, or all but this one."""

    open_before_two_steps = True

    def get(self, request: HttpRequest) -> HttpResponse:
        sessions = sessions_of(request.user, this=request.session.session_key)
        context = {"sessions": sessions, "others": [one for one in sessions if not one.is_this]}
        return render(request, "accounts/devices.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = request.POST.get("session", "")
        one = row_number(wanted)
        if wanted and one is None:
            return redirect("usersessions_list")
        ended = end_sessions(
            user=request.user,
            keep=request.session.session_key,
            pk=one,
        )
        if not ended:
            messages.info(request, "Je was nergens anders meer aangemeld.")
        elif wanted:
            messages.success(request, "Die browser is uitgelogd.")
        else:
            messages.success(request, "Je bent overal elders uitgelogd.")
        return redirect("usersessions_list")
