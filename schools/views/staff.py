"""Beheer gebruikers: the people of the school."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.guards import SchoolView
from accounts.models import Membership
from accounts.rights import Right, rights_of
from accounts.roles import Role
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.row_numbers import row_number
from schools.domain import staff
from schools.forms.staff import PersonForm, RoleForm
from schools.new_year import needs_new_year
from schools.queries import classes_of_school, classes_without_site, running_edition
from schools.role_rights import in_order, rights_per_role
from schools.staff_list import one_colleague, roles_of, staff_of


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
                "new_year": bool(edition) and needs_new_year(request.school, edition),
                "unlinked": classes_without_site(request.school, edition),
                "may_link_sites": request.school.sites.count() > 1,
            },
        )


class StaffAdd(SchoolView):
    """Somebody more, in any role. `?rol=` and `?klas=` fill in what the list already knows."""

    rights = (Right.MANAGE_USERS,)

    def get(self, request: HttpRequest) -> HttpResponse:
        known = (
            Membership.objects.for_school(request.school)
            .filter(ended_at=None, pk__in=whole_numbers(request.GET.getlist("persoon")))
            .select_related("user")
            .first()
        )
        form = PersonForm(
            initial={
                **(names_of(known) if known else {}),
                "role": request.GET.get("rol", ""),
                "classes": whole_numbers(request.GET.getlist("klas")),
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
            f"{added.shown_name} is toegevoegd als {added.get_role_display()}."
            f" Mail verstuurd naar {added.shown_email}.",
        )
        return redirect("schools:staff")

    def page(self, request: HttpRequest, form: PersonForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "rights_per_role": rights_per_role()}
        return render(request, "schools/staff_add.html", context, status=status)


def whole_numbers(texts: list[str]) -> list[int]:
    """Those that can be the number of a row."""
    return [number for text in texts if (number := row_number(text)) is not None]


class MembershipView(SchoolView):
    """Something about one person of this school; another school's is 404."""

    rights = (Right.MANAGE_USERS,)
    removed = False

    def membership(self) -> Membership:
        known = Membership.objects.for_school(self.request.school).select_related("user", "school")
        known = known.filter(ended_at=None) if not self.removed else known
        return get_object_or_404(known, pk=self.kwargs["pk"])


def names_of(membership: Membership) -> dict[str, str]:
    """Names and address as this school knows them."""
    user, typed = membership.user, membership.accepted_at is None
    return {
        "first_name": membership.invited_first_name if typed else user.first_name,
        "last_name": membership.invited_last_name if typed else user.last_name,
        "email": membership.shown_email,
    }


class StaffEdit(MembershipView):
    """The pencil: names, address, role and classes of one person."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        membership = self.membership()
        classes = classes_of_school(request.school, running_edition())
        initial = {
            **names_of(membership),
            "role": membership.role,
            "classes": classes.filter(assignments__membership=membership),
            "ends_on": membership.ends_on,
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
        messages.success(request, f"De gegevens van {changed.shown_name} zijn bewaard.")
        return redirect("schools:staff")

    def form_class(self, membership: Membership) -> type[RoleForm]:
        """Somebody who came here and also works elsewhere keeps their name and address."""
        if membership.accepted_at is None:
            return PersonForm
        only_here = staff.works_only_here(user=membership.user, school=membership.school)
        return PersonForm if only_here else RoleForm

    def page(
        self, request: HttpRequest, membership: Membership, form: RoleForm, status: int = 200
    ) -> HttpResponse:
        roles = roles_of(membership, running_edition())
        context = {
            "form": form,
            "membership": membership,
            "roles": roles,
            "rights": in_order(rights_of(role.role for role in roles)),
            "rights_per_role": rights_per_role(),
            "colleague": one_colleague(membership),
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
            request,
            action="staff_password_link",
            key=f"{membership.school_id}-{membership.user_id}",  # other schools don't count
        ):
            messages.error(
                request,
                f"{membership.shown_name} kreeg al enkele mails. Wacht een uur voor de volgende.",
            )
            return redirect("schools:staff_edit", pk=pk)
        try:
            staff.send_new_password(membership=membership, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("schools:staff_edit", pk=pk)
        what = "Mail met een link voor een nieuw wachtwoord"
        if membership.accepted_at is None:
            what = "Uitnodiging opnieuw"
        messages.success(request, f"{what} verstuurd naar {membership.shown_email}.")
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
            f"{membership.shown_name} is verwijderd als {membership.get_role_display()}."
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
            f"{membership.shown_name} werkt opnieuw in je school als {membership.get_role_display()}.",
        )
        return redirect("schools:staff")
