from django.urls import path

from ovsgtoets.start import jobs

app_name = "jobs"
urlpatterns = [
    path("taken/<int:pk>/", jobs.JobProgress.as_view(), name="progress"),
    path("taken/<int:pk>/stop/", jobs.JobCancel.as_view(), name="cancel"),
    path("taken/<int:pk>/bestand/", jobs.JobFile.as_view(), name="file"),
]
