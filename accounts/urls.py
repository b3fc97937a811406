"""Temporary: addresses only."""

from django.http import HttpResponse
from django.urls import include, path


def page(request):
    return HttpResponse("")


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("mijn-account/", page, name="me"),
                    path("school/", page, name="switch"),
                    path("wachtwoord/<token>/", page, name="link"),
                ],
                "accounts",
            )
        ),
    ),
    path("aanmelden/", page, name="account_login"),
    path("uitloggen/", page, name="account_logout"),
    path("wachtwoord-vergeten/", page, name="account_reset_password"),
]
