"""Beheer gebruikers: the classes and the school's own data."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.guards import SchoolView
from accounts.rights import Right
from ovsgtoets.kernel.errors import Refused
from schools.domain.classes import CLASS_NAMES, add_class, remove_class, rename_class
from schools.domain.school import change_school
from schools.forms.staff import ClassForm, SchoolForm
from schools.models import Edition, SchoolClass
from schools.queries import classes_of_school, running_edition

NO_EDITION = "De nieuwe editie staat nog niet klaar. Klassen toevoegen kan daarna."


class SchoolEdit(SchoolView):
    """The school's e-mail address and number of classes."""

    rights = (Right.MANAGE_USERS,)

    def get(self, request: HttpRequest) -> HttpResponse:
        edition = running_edition()
        initial = {
            "email": request.school.email,
            "number_of_classes": classes_of_school(request.school, edition).count() or None,
        }
        return self.page(request, SchoolForm(initial=initial, with_classes=bool(edition)))

    def post(self, request: HttpRequest) -> HttpResponse:
        edition = running_edition()
        form = SchoolForm(request.POST, with_classes=bool(edition))
        if not form.is_valid():
            return self.page(request, form, status=422)
        try:
            change_school(
                school=request.school,
                edition=edition,
                email=form.cleaned_data["email"],
                number_of_classes=form.cleaned_data.get("number_of_classes"),
                by=request.user,
            )
        except Refused as refusal:
            refusal.show_on(form)
            return self.page(request, form, status=422)
        messages.success(request, f"De schoolgegevens van {request.school.name} zijn bewaard.")
        return redirect("schools:staff")

    def page(self, request: HttpRequest, form: SchoolForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "school": request.school}
        return render(request, "schools/school_edit.html", context, status=status)


class ClassAdd(SchoolView):
    rights = (Right.MANAGE_USERS,)

    def get(self, request: HttpRequest) -> HttpResponse:
        edition = running_edition()
        taken = set(classes_of_school(request.school, edition).values_list("name", flat=True))
        free = next((name for name in CLASS_NAMES if name not in taken), "")
        return self.page(request, edition, ClassForm(initial={"name": free}))

    def post(self, request: HttpRequest) -> HttpResponse:
        edition = running_edition()
        form = ClassForm(request.POST)
        if not edition:
            form.add_error(None, NO_EDITION)
        if not form.is_valid():
            return self.page(request, edition, form, status=422)
        try:
            added = add_class(
                school=request.school,
                edition=edition,
                name=form.cleaned_data["name"],
                by=request.user,
            )
        except Refused as refusal:
            refusal.show_on(form)
            return self.page(request, edition, form, status=422)
        messages.success(request, f"Klas {added} is toegevoegd.")
        return redirect("schools:staff")

    def page(
        self, request: HttpRequest, edition: Edition | None, form: ClassForm, status: int = 200
    ) -> HttpResponse:
        context = {"form": form, "edition": edition}
        return render(request, "schools/class_add.html", context, status=status)


class ClassView(SchoolView):
    """Something about one class of the running edition; another school's is 404."""

    rights = (Right.MANAGE_USERS,)

    def school_class(self) -> SchoolClass:
        classes = classes_of_school(self.request.school, running_edition())
        return get_object_or_404(classes.select_related("school", "edition"), pk=self.kwargs["pk"])


class ClassEdit(ClassView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        school_class = self.school_class()
        return self.page(request, school_class, ClassForm(initial={"name": school_class.name}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        school_class = self.school_class()
        old_name = school_class.name
        form = ClassForm(request.POST)
        if not form.is_valid():
            return self.page(request, school_class, form, status=422)
        try:
            rename_class(school_class=school_class, name=form.cleaned_data["name"], by=request.user)
        except Refused as refusal:
            refusal.show_on(form)
            return self.page(request, school_class, form, status=422)
        messages.success(request, f"Klas {old_name} heet nu {school_class.name}.")
        return redirect("schools:staff")

    def page(
        self, request: HttpRequest, school_class: SchoolClass, form: ClassForm, status: int = 200
    ) -> HttpResponse:
        context = {"form": form, "school_class": school_class}
        return render(request, "schools/class_edit.html", context, status=status)


class ClassRemove(ClassView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        school_class = self.school_class()
        name = school_class.name
        try:
            remove_class(school_class=school_class, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("schools:class_edit", pk=pk)
        messages.success(request, f"Klas {name} is verwijderd.")
        return redirect("schools:staff")
