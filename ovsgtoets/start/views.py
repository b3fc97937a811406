"""The start page, the pages for everybody, the health check and the error pages."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.views.generic import TemplateView

from accounts.guards import PublicView, SignedInView
from accounts.two_steps import countdown_of
from ovsgtoets.start.steps import next_steps
from results.queries.viewers import is_adviser


class Start(SignedInView):
    """What now: this role's steps of the year, each with its state, date and link."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.acting:
            if request.user.is_staff:
                return redirect("admin:index")
            if is_adviser(request.user):
                return redirect("results:advised_schools")
            return render(request, "start/no_school.html", status=403)
        context = {"two_steps_soon": countdown_of(request.acting)}
        return render(request, "start/start.html", next_steps(request.acting) | context)


class Privacy(PublicView, TemplateView):
    template_name = "start/privacy.html"
    extra_context = {"file_days": settings.JOB_KEPT_DAYS}


class Accessibility(PublicView, TemplateView):
    template_name = "start/accessibility.html"


class Health(PublicView):
    """For the container: 200 when the database answers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return HttpResponse("in orde", content_type="text/plain; charset=utf-8")


def _error(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    context = {"title": title, "sentence": sentence}
    answer = render(request, "start/error.html", context, status=status)
    add_never_cache_headers(answer)  # its bar says who is signed in, and where
    return answer


def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    return _error(
        request,
        400,
        "Dat begrijpen we niet",
        "Je browser stuurde iets dat we niet kunnen lezen. Ga terug en probeer het opnieuw.",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if request.content_type == "application/json":  # a program of ours: it asks a new token
        return JsonResponse({"csrf": True}, status=403)
    return _error(
        request,
        403,
        "Deze pagina stond te lang open",
        "Ga terug, laad de pagina opnieuw en probeer het nog eens. Er is niets bewaard.",
    )


def forbidden(request: HttpRequest, exception=None) -> HttpResponse:
    return _error(
        request,
        403,
        "Deze pagina hoort niet bij jouw rol",
        "Heb je ze toch nodig? Vraag het aan de schoolbeheerder.",
    )


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    return _error(
        request,
        404,
        "Deze pagina bestaat niet",
        "Misschien is het adres verkeerd getypt, of is er iets verwijderd.",
    )


def too_many(request: HttpRequest, exception=None) -> HttpResponse:
    return _error(
        request,
        429,
        "Even geduld",
        "Er kwamen te veel pogingen na elkaar. Wacht enkele minuten en probeer het opnieuw.",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, the session or the static manifest: any of them may be the fault."""
    context = {
        "helpdesk_email": settings.HELPDESK_EMAIL,
        "helpdesk_phone": settings.HELPDESK_PHONE,
        "static_url": settings.STATIC_URL,
    }
    return HttpResponse(render_to_string("start/server_error.html", context), status=500)
