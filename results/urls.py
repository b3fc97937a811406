"""The addresses of results: entering points, feedback, and what came out of it."""

from django.urls import path

from results.views import exemptions, feedback, points, pupil_merge, results

app_name = "results"

entry_pages = [
    path("punten/", points.Points.as_view(), name="points"),
    path("punten/<int:class_id>/<int:part_id>/", points.PointsGrid.as_view(), name="points_grid"),
]
feedback_pages = [
    path("feedback/", feedback.FeedbackList.as_view(), name="feedback"),
    path(
        "feedback/<int:class_id>/<int:part_id>/",
        feedback.FeedbackEdit.as_view(),
        name="feedback_edit",
    ),
]
result_pages = [
    path("resultaten/", results.Results.as_view(), name="results"),
    path("resultaten/klas/<int:pk>/", results.ClassResults.as_view(), name="class"),
    path("resultaten/klas/<int:pk>/rapport/", results.ClassReport.as_view(), name="class_report"),
]
pupil_pages = [
    path("leerlingen/<int:pk>/vrijstelling/", exemptions.Exemptions.as_view(), name="exemptions"),
    path("leerlingen/<int:pk>/samenvoegen/", pupil_merge.PupilMerge.as_view(), name="pupil_merge"),
]
urlpatterns = [*pupil_pages, *entry_pages, *feedback_pages, *result_pages]
