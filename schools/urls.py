"""Temporary: addresses only."""

from django.http import HttpResponse
from django.urls import path

app_name = "schools"


def page(request):
    return HttpResponse("")


urlpatterns = [
    path("leerlingen/", page, name="pupils"),
    path("gebruikers/", page, name="staff"),
    path("vestigingsplaatsen/", page, name="sites"),
    path("registratie/", page, name="registration"),
]
