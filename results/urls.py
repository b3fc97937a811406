from django.http import HttpResponse
from django.urls import path

app_name = "results"


def page(request):
    """Temporary: an address only."""
    return HttpResponse("")


urlpatterns = [
    path("punten/", page, name="points"),
    path("feedback/", page, name="feedback"),
    path("resultaten/", page, name="results"),
]
