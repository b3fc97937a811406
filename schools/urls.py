"""The addresses of schools: registration, staff, sites, and pupils."""

from django.http import HttpResponse
from django.urls import path

from schools.views import registration

app_name = "schools"


def page(request):
    """Temporary: an address whose page is still being built."""
    return HttpResponse("")


registration_pages = [
    path("registratie/", registration.Registration.as_view(), name="registration"),
    path(
        "registratie/stap-1/",
        registration.RegistrationSchool.as_view(),
        name="registration_school",
    ),
    path(
        "registratie/stap-2/",
        registration.RegistrationPassword.as_view(),
        name="registration_password",
    ),
    path("registratie/klaar/", registration.RegistrationDone.as_view(), name="registration_done"),
]
staff_pages = [
    path("gebruikers/", page, name="staff"),
    path("vestigingsplaatsen/", page, name="sites"),
]
pupil_pages = [
    path("leerlingen/", page, name="pupils"),
]
urlpatterns = [*registration_pages, *staff_pages, *pupil_pages]
