from django.urls import path

from ovsgtoets.start import views

urlpatterns = [
    path("", views.Start.as_view(), name="start"),
    path("privacy/", views.Privacy.as_view(), name="privacy"),
    path("toegankelijkheid/", views.Accessibility.as_view(), name="accessibility"),
    path("gezondheid/", views.Health.as_view(), name="health"),
]
