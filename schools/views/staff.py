"""Beheer gebruikers: the people of the school."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.guards import SchoolView
from accounts.models import Membership
from accounts.rights import Right
from accounts.roles import Role
from ovsgtoets.kernel.errors import Refused
from schools.domain import staff
from schools.forms.staff import PersonForm, RoleForm
from schools.queries import classes_of_school, running_edition
from schools.staff_list import staff_of


class StaffList(SchoolView):
    """Everybody per class and role, and what can be changed."""

    rights = (Right.MANAGE_USERS,)

    def get(self, request: HttpRequest) -> HttpResponse:
        edition = running_edition()
        return render(
            request,
            "schools/staff.html",
            {
                "school": request.school,
                "edition": edition,
                "staff": staff_of(request.school, edition),
                "may_link_sites": request.school.sites.count() > 1,
            },
        )


class StaffAdd(SchoolView):
    """Somebody more, in any role. `?rol=` and `?klas=` fill in what the list already knows."""

    rights = (Right.MANAGE_USERS,)

    def get(self, request: HttpRequest) -> HttpResponse:
        form = PersonForm(
            initial={
                "role": request.GET.get("rol", ""),
                "classes": [pk for pk in request.GET.getlist("klas") if pk.isdecimal()],
            },
            classes=classes_of_school(request.school, running_edition()),
        )
        return self.page(request, form)

    def post(self, request: HttpRequest) -> HttpResponse:
        edition = running_edition()
        form = PersonForm(request.POST, classes=classes_of_school(request.school, edition))
        if not form.is_valid():
            return self.page(request, form, status=422)
        try:
            added = staff.add_staff(
                school=request.school, edition=edition, by=request.user, **form.cleaned_data
            )
        except Refused as refusal:
            refusal.show_on(form)
            return self.page(request, form, status=422)
        messages.success(
            request,
            f"{added.user} is toegevoegd als {added.get_role_display()}."
            f" Mail verstuurd naar {added.user.email}.",
        )
        return redirect("schools:staff")

    def page(self, request: HttpRequest, form: PersonForm, status: int = 200) -> HttpResponse:
        return render(request, "schools/staff_add.html", {"form": form}, status=status)


class MembershipView(SchoolView):
    """Something about one person of this school; another school's is 404."""

    rights = (Right.MANAGE_USERS,)
    removed = False

    def membership(self) -> Membership:
        known = Membership.objects.for_school(self.request.school).select_related("user", "school")
        known = known.filter(ended_at=None) if not self.removed else known
        return get_object_or_404(known, pk=self.kwargs["pk"])


class StaffEdit(MembershipView):
    """The pencil: names, address, role and classes of one person."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        membership = self.membership()
        user = membership.user
        classes = classes_of_school(request.school, running_edition())
        initial = {
            "first_name": user.first_name,
            "last_name": user.last_name,
            "email": user.email,
            "role": membership.role,
            "classes": classes.filter(assignments__membership=membership),
        }
        form = self.form_class(membership)(initial=initial, classes=classes)
        return self.page(request, membership, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        membership = self.membership()
        classes = classes_of_school(request.school, running_edition())
        form = self.form_class(membership)(request.POST, classes=classes)
        if not form.is_valid():
            return self.page(request, membership, form, status=422)
        try:
            changed = staff.change_colleague(
                membership=membership,
                edition=running_edition(),
                by=request.user,
                **form.cleaned_data,
            )
        except Refused as refusal:
            refusal.show_on(form)
            return self.page(request, membership, form, status=422)
        messages.success(request, f"De gegevens van {changed.user} zijn bewaard.")
        return redirect("schools:staff")

    def form_class(self, membership: Membership) -> type[RoleForm]:
        """Somebody who also works elsewhere keeps their name and address."""
        only_here = staff.works_only_here(user=membership.user, school=membership.school)
        return PersonForm if only_here else RoleForm

    def page(
        self, request: HttpRequest, membership: Membership, form: RoleForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "form": form,
            "membership": membership,
            "works_only_here": "email" in form.fields,
            "is_own_admin_role": membership.role == Role.SCHOOL_ADMIN
            and membership.user_id == request.user.pk,
        }
        return render(request, "schools/staff_edit.html", context, status=status)


class StaffPassword(MembershipView):
    """Nieuw wachtwoord: mails the person a link; nobody types somebody else's password."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        membership = self.membership()
        if not ratelimit.consume(
            request, action="staff_password_link", key=str(membership.user_id)
        ):
            messages.error(
                request, f"{membership.user} kreeg al enkele mails. Wacht een uur voor de volgende."
            )
            return redirect("schools:staff_edit", pk=pk)
        try:
            staff.send_new_password(membership=membership)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("schools:staff_edit", pk=pk)
        messages.success(
            request,
            f"Mail met een link voor een nieuw wachtwoord verstuurd naar {membership.user.email}.",
        )
        return redirect("schools:staff")


class StaffRemove(MembershipView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        membership = self.membership()
        try:
            staff.remove_staff(membership=membership, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("schools:staff_edit", pk=pk)
        messages.success(
            request,
            f"{membership.user} is verwijderd als {membership.get_role_display()}."
            " Vergissing? Onderaan zet je dit terug.",
        )
        return redirect("schools:staff")


class StaffRestore(MembershipView):
    """Undoes a removal."""

    removed = True

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        membership = self.membership()
        staff.restore_staff(membership=membership, by=request.user)
        messages.success(
            request,
            f"{membership.user} werkt opnieuw in je school als {membership.get_role_display()}.",
        )
        return redirect("schools:staff")
