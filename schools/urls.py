"""The addresses of schools: registration, staff, sites, and pupils."""

from django.http import HttpResponse
from django.urls import path

app_name = "schools"


def page(request):
    """Temporary: an address whose page is still being built."""
    return HttpResponse("")


registration_pages = [
    path("registratie/", page, name="registration"),
]
staff_pages = [
    path("gebruikers/", page, name="staff"),
    path("vestigingsplaatsen/", page, name="sites"),
]
pupil_pages = [
    path("leerlingen/", page, name="pupils"),
]
urlpatterns = [*registration_pages, *staff_pages, *pupil_pages]
