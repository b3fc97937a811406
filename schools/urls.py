"""The addresses of schools: registration, staff, sites, and pupils."""

from django.urls import path

from schools.views import (
    classes,
    history,
    new_year,
    pupil_import,
    pupil_undo,
    pupils,
    registration,
    sites,
    staff,
    two_steps,
)

app_name = "schools"


registration_pages = [
    path("registratie/", registration.Registration.as_view(), name="registration"),
    path(
        "registratie/stap-1/",
        registration.RegistrationSchool.as_view(),
        name="registration_school",
    ),
    path(
        "registratie/stap-2/",
        registration.RegistrationPassword.as_view(),
        name="registration_password",
    ),
    path("registratie/klaar/", registration.RegistrationDone.as_view(), name="registration_done"),
]
staff_pages = [
    path("gebruikers/", staff.StaffList.as_view(), name="staff"),
    path("gebruikers/nieuw/", staff.StaffAdd.as_view(), name="staff_add"),
    path("gebruikers/<int:pk>/", staff.StaffEdit.as_view(), name="staff_edit"),
    path("gebruikers/<int:pk>/wachtwoord/", staff.StaffPassword.as_view(), name="staff_password"),
    path("gebruikers/<int:pk>/verwijderen/", staff.StaffRemove.as_view(), name="staff_remove"),
    path("gebruikers/<int:pk>/terugzetten/", staff.StaffRestore.as_view(), name="staff_restore"),
    path("gebruikers/tweestaps/", two_steps.TwoSteps.as_view(), name="two_step"),
    path("gebruikers/nieuw-schooljaar/", new_year.NewYear.as_view(), name="new_year"),
    path("gebruikers/geschiedenis/", history.History.as_view(), name="history"),
    path("gebruikers/school/", classes.SchoolEdit.as_view(), name="school_edit"),
    path("gebruikers/klassen/nieuw/", classes.ClassAdd.as_view(), name="class_add"),
    path("gebruikers/klassen/<int:pk>/", classes.ClassEdit.as_view(), name="class_edit"),
    path(
        "gebruikers/klassen/<int:pk>/verwijderen/",
        classes.ClassRemove.as_view(),
        name="class_remove",
    ),
    path("vestigingsplaatsen/", sites.Sites.as_view(), name="sites"),
]
pupil_pages = [
    path("leerlingen/", pupils.Pupils.as_view(), name="pupils"),
    path("leerlingen/plakken/", pupil_import.PupilsPaste.as_view(), name="pupils_paste"),
    path("leerlingen/ongedaan/", pupil_undo.PupilsUndo.as_view(), name="pupils_undo"),
    path(
        "leerlingen/lijsten/<int:pk>/ongedaan/",
        pupil_import.PupilImportUndo.as_view(),
        name="pupil_import_undo",
    ),
    path("leerlingen/<int:pk>/", pupils.PupilEdit.as_view(), name="pupil_edit"),
    path("leerlingen/<int:pk>/vertrek/", pupils.PupilLeave.as_view(), name="pupil_leave"),
    path("leerlingen/<int:pk>/verwijderen/", pupils.PupilRemove.as_view(), name="pupil_remove"),
]
urlpatterns = [*registration_pages, *staff_pages, *pupil_pages]
