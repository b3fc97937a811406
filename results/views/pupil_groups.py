"""Leerlingengroepen: groups that the school makes itself, of pupils from one class or several."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.guards import SchoolView
from accounts.rights import Right
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from results.domain.pupil_groups import change_group, make_group, remove_group
from results.forms.pupil_groups import PupilGroupForm
from results.models import PupilGroup
from results.queries.editions import editions_with_results
from results.queries.viewers import groups_in_sight, pupils_by_name
from results.views.editions import chosen_edition
from schools.domain.retention import NAMELESS
from schools.models import Edition


class GroupView(SchoolView):
    """For who may see pupils by name; they choose from exactly those. A group is a way of looking
    at what one may see, so it asks no other right."""

    rights = (Right.VIEW_PUPILS_OWN_CLASS, Right.VIEW_PUPILS_ALL_CLASSES)

    def form(
        self, request: HttpRequest, edition: Edition, group: PupilGroup | None = None, data=None
    ):
        others = groups_in_sight(request.acting, edition)
        pupils = pupils_by_name(request.acting, edition)
        initial = {}
        if group:
            others = others.exclude(pk=group.pk)
            initial = {
                "name": group.name,
                "pupils": list(group.pupils.values_list("pk", flat=True)),
            }
        else:
            pupils = pupils.present(today()).exclude(last_name=NAMELESS)
        return PupilGroupForm(data, pupils=pupils, others=others, initial=initial)

    def group(self, request: HttpRequest, pk: int) -> PupilGroup:
        """One this person may see; another is 404: that it exists says something as well."""
        groups = PupilGroup.objects.for_school(request.school).select_related("edition", "school")
        group = get_object_or_404(groups, pk=pk)
        return get_object_or_404(groups_in_sight(request.acting, group.edition), pk=group.pk)


class PupilGroups(GroupView):
    """The list of an edition, and making one: what came out in June is looked at in autumn."""

    def get(self, request: HttpRequest) -> HttpResponse:
        editions = editions_with_results(request.school)
        if not editions:
            return render(request, "results/no_edition.html")
        return self._show(request, chosen_edition(request, editions), editions)

    def post(self, request: HttpRequest) -> HttpResponse:
        editions = editions_with_results(request.school)
        if not editions:
            return render(request, "results/no_edition.html", status=422)
        edition = chosen_edition(request, editions)
        form = self.form(request, edition, data=request.POST)
        if form.is_valid():
            try:
                group = make_group(
                    school=request.school, edition=edition, **form.cleaned_data, by=request.user
                )
            except Refused as refusal:
                refusal.show_on(form)
            else:
                messages.success(request, f"Leerlingengroep {group.name} gemaakt.")
                return redirect("results:group", pk=group.pk)
        return self._show(request, edition, editions, form, status=422)

    def _show(
        self, request: HttpRequest, edition: Edition, editions, form=None, status: int = 200
    ) -> HttpResponse:
        groups = groups_in_sight(request.acting, edition).annotate(number=Count("pupils"))
        context = {
            "edition": edition,
            "editions": editions,
            "groups": groups,
            "form": form or self.form(request, edition),
        }
        return render(request, "results/groups.html", context, status=status)


class PupilGroupEdit(GroupView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        group = self.group(request, pk)
        return self._show(request, group, self.form(request, group.edition, group))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        group = self.group(request, pk)
        form = self.form(request, group.edition, group, request.POST)
        if form.is_valid():
            try:
                change_group(group=group, **form.cleaned_data, by=request.user)
            except Refused as refusal:
                refusal.show_on(form)
            else:
                messages.success(request, f"Leerlingengroep {form.cleaned_data['name']} bewaard.")
                return redirect("results:group", pk=group.pk)
        return self._show(request, group, form, status=422)

    def _show(self, request: HttpRequest, group: PupilGroup, form, status: int = 200):
        context = {"group": group, "form": form}
        return render(request, "results/group_edit.html", context, status=status)


class PupilGroupRemove(GroupView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        group = self.group(request, pk)
        try:
            remove_group(group=group, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("results:group_edit", pk=pk)
        messages.success(request, f"Leerlingengroep {group.name} verwijderd.")
        return redirect(f"{reverse('results:groups')}?editie={group.edition.year}")
