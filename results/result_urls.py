"""The addresses under Resultaten: figures, groups, findings, the release, and those of advisers."""

from django.urls import path

from results.views import advice, findings, pins, pupil_groups, pupil_page, release, result_pages

ROOT = "resultaten"

figure_pages = [
    path(f"{ROOT}/", result_pages.Results.as_view(), name="results"),
    path(f"{ROOT}/vestigingsplaats/<int:pk>/", result_pages.SiteResults.as_view(), name="site"),
    path(f"{ROOT}/klas/<int:pk>/", result_pages.ClassResults.as_view(), name="class"),
    path(f"{ROOT}/groep/<int:pk>/", result_pages.GroupResults.as_view(), name="group"),
    path(f"{ROOT}/leerling/<int:pk>/", pupil_page.PupilResults.as_view(), name="pupil"),
]
group_pages = [
    path(f"{ROOT}/groepen/", pupil_groups.PupilGroups.as_view(), name="groups"),
    path(f"{ROOT}/groepen/<int:pk>/", pupil_groups.PupilGroupEdit.as_view(), name="group_edit"),
    path(
        f"{ROOT}/groepen/<int:pk>/verwijderen/",
        pupil_groups.PupilGroupRemove.as_view(),
        name="group_remove",
    ),
]
finding_pages = [
    path(f"{ROOT}/vastzetten/", pins.Pin.as_view(), name="pin"),
    path(f"{ROOT}/vaststellingen/", findings.Findings.as_view(), name="findings"),
    path(f"{ROOT}/vaststellingen/<int:pk>/", findings.FindingPage.as_view(), name="finding"),
    path(
        f"{ROOT}/vaststellingen/<int:pk>/losmaken/",
        findings.FindingRemove.as_view(),
        name="finding_remove",
    ),
    path(f"{ROOT}/acties/<int:pk>/", findings.ActionEdit.as_view(), name="action"),
]
result_pages = [
    *figure_pages,
    *group_pages,
    *finding_pages,
    path(f"{ROOT}/vrijgeven/", release.ReleasePage.as_view(), name="release"),
    path(f"{ROOT}/advies/", advice.AdvisedSchools.as_view(), name="advised_schools"),
    path(f"{ROOT}/advies/<int:pk>/", advice.AdvisedSchool.as_view(), name="advised"),
    path(
        f"{ROOT}/advies/<int:pk>/vestigingsplaats/<int:of>/",
        advice.AdvisedSite.as_view(),
        name="advised_site",
    ),
    path(
        f"{ROOT}/advies/<int:pk>/klas/<int:of>/",
        advice.AdvisedClass.as_view(),
        name="advised_class",
    ),
]
