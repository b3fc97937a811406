"""The portal's addresses as PORTAL_ENV=local has them: with the demo's provider of eID."""

from django.urls import include, path

from ovsgtoets.urls import *  # noqa: F403
from ovsgtoets.urls import urlpatterns as of_the_portal

urlpatterns = [
    *of_the_portal,
    path("demo-eid/", include("ovsgtoets.demo.provider.urls")),
]
