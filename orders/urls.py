"""Temporary: addresses only."""

from django.http import HttpResponse
from django.urls import path

app_name = "orders"


def page(request):
    return HttpResponse("")


urlpatterns = [
    path("bestelling/", page, name="order"),
    path("moodle/", page, name="moodle"),
]
