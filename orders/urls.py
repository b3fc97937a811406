from django.http import HttpResponse
from django.urls import path

from orders.views import order

app_name = "orders"


def moodle(request):
    """Until the Moodle page exists: the address only."""
    return HttpResponse("")


urlpatterns = [
    path("bestelling/", order.Overview.as_view(), name="order"),
    path("moodle/", moodle, name="moodle"),
]
