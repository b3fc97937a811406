"""The addresses of results: entering points, feedback, and what came out of it."""

from django.urls import path

from results.result_urls import result_pages
from results.views import (
    cells,
    exemptions,
    feedback,
    hand_in,
    history,
    offline,
    points,
    progress,
    pupil,
    pupil_merge,
    reports,
)

app_name = "results"
PART = "punten/<int:class_id>/<int:part_id>"

entry_pages = [
    path("punten/", points.Points.as_view(), name="points"),
    path(f"{PART}/", points.PointsGrid.as_view(), name="points_grid"),
    path(f"{PART}/cellen/", cells.Cells.as_view(), name="points_cells"),
    path(f"{PART}/indienen/", hand_in.HandInPage.as_view(), name="points_hand_in"),
    path(f"{PART}/leerling/<int:pupil_id>/", pupil.PupilPoints.as_view(), name="points_pupil"),
    path(
        f"{PART}/geschiedenis/<int:pupil_id>/<int:item_id>/",
        history.CellHistory.as_view(),
        name="points_history",
    ),
    path(f"{PART}/excel/", offline.Offline.as_view(), name="points_excel"),
    path(f"{PART}/excel/bestand/", offline.OfflineFile.as_view(), name="points_excel_file"),
    path(f"{PART}/terugzetten/", history.Rewind.as_view(), name="points_rewind"),
    path(f"{PART}/heropenen/", hand_in.Reopen.as_view(), name="points_reopen"),
]
feedback_pages = [
    path("feedback/", feedback.FeedbackList.as_view(), name="feedback"),
    path(
        "feedback/<int:class_id>/<int:part_id>/",
        feedback.FeedbackEdit.as_view(),
        name="feedback_edit",
    ),
]
PROGRESS = "resultaten/ingave"
progress_pages = [
    path(f"{PROGRESS}/", progress.ProgressPage.as_view(), name="progress"),
    path(f"{PROGRESS}/herinner/", progress.Remind.as_view(), name="remind"),
    path(
        f"{PROGRESS}/<int:class_id>/<int:part_id>/",
        progress.MissingPage.as_view(),
        name="progress_missing",
    ),
]
report_pages = [
    path("resultaten/rapporten/", reports.Reports.as_view(), name="reports"),
    path("resultaten/klas/<int:pk>/rapport/", reports.ClassReport.as_view(), name="class_report"),
    path("resultaten/klas/<int:pk>/fiches/", reports.ClassSheets.as_view(), name="class_sheets"),
    path(
        "resultaten/klas/<int:pk>/klassenraad/",
        reports.ClassCouncil.as_view(),
        name="class_council",
    ),
    path(
        "resultaten/groep/<int:pk>/klassenraad/",
        reports.GroupCouncil.as_view(),
        name="group_council",
    ),
    path("resultaten/leerling/<int:pk>/fiche/", reports.PupilSheet.as_view(), name="pupil_sheet"),
    path(
        "resultaten/rapporten/<int:year>/fiches/",
        reports.SchoolSheets.as_view(),
        name="school_sheets",
    ),
    path(
        "resultaten/rapporten/<int:year>/schoolfeedbackrapport/",
        reports.SchoolReport.as_view(),
        name="school_report",
    ),
]
pupil_pages = [
    path("leerlingen/<int:pk>/vrijstelling/", exemptions.Exemptions.as_view(), name="exemptions"),
    path("leerlingen/<int:pk>/samenvoegen/", pupil_merge.PupilMerge.as_view(), name="pupil_merge"),
    path(
        "leerlingen/samenvoegen/ongedaan/",
        pupil_merge.PupilUnmerge.as_view(),
        name="pupil_unmerge",
    ),
]
urlpatterns = [
    *pupil_pages,
    *entry_pages,
    *feedback_pages,
    *progress_pages,
    *result_pages,
    *report_pages,
]
