"""Every address of the portal. The Dutch addresses are fixed: schools have them bookmarked."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("beheer/", admin.site.urls),
    path("", include("ovsgtoets.start.urls")),
    path("", include("ovsgtoets.start.job_urls")),
    path("", include("accounts.urls")),
    path("", include("schools.urls")),
    path("", include("orders.urls")),
    path("", include("results.urls")),
]
if settings.DEMO_EID:
    urlpatterns.append(path("demo-eid/", include("ovsgtoets.demo.provider.urls")))
handler400 = "ovsgtoets.start.views.bad_request"
handler403 = "ovsgtoets.start.views.forbidden"
handler404 = "ovsgtoets.start.views.not_found"
handler429 = "ovsgtoets.start.views.too_many"  # allauth's rate limits
handler500 = "ovsgtoets.start.views.server_error"
