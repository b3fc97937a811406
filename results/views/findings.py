"""Vaststellingen: what the team pinned, what it makes of it, who does what, and how it went."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.guards import SchoolView
from accounts.rights import Right
from ovsgtoets.kernel.errors import Refused
from results.domain.findings import add_action, change_action, note_finding, remove_finding
from results.forms.findings import ActionEditForm, ActionForm, NoteForm
from results.models import Action, Finding
from results.queries.editions import editions_with_results
from results.queries.findings import (
    findings_before,
    findings_of,
    in_their_words,
    place_of,
    possible_owners,
)
from results.queries.viewers import findings_in_sight
from results.views.editions import chosen_edition


class FindingView(SchoolView):
    rights = (
        Right.VIEW_SCHOOL_RESULTS,
        Right.VIEW_PUPILS_OWN_CLASS,
        Right.VIEW_PUPILS_ALL_CLASSES,
    )

    def finding(self, request: HttpRequest, pk: int) -> Finding:
        """One about something this person may see today; another is 404."""
        findings = Finding.objects.for_school(request.school).select_related(
            "school", "edition", "site", "school_class", "group", "pupil__school_class", "area"
        )
        finding = get_object_or_404(findings, pk=pk)
        seen = findings_in_sight(request.acting, finding.edition)
        get_object_or_404(seen, pk=pk)
        return in_their_words(request.acting, finding.edition, [finding])[0]


class Findings(FindingView):
    """Those of an edition, and those of the school's edition before with how they went."""

    def get(self, request: HttpRequest) -> HttpResponse:
        editions = editions_with_results(request.school)
        if not editions:
            return render(request, "results/no_edition.html")
        edition = chosen_edition(request, editions)
        context = {
            "editions": editions,
            "edition": edition,
            "findings": [(one, place_of(one)) for one in findings_of(request.acting, edition)],
            "before": [(one, place_of(one)) for one in findings_before(request.acting, edition)],
        }
        return render(request, "results/findings.html", context)


class FindingPage(FindingView):
    """One finding: the note of the team, its actions, and a form for one more."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self.finding(request, pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        finding = self.finding(request, pk)
        if "what" in request.POST:
            return self._add_action(request, finding)
        form = NoteForm(request.POST)
        if form.is_valid():
            try:
                note_finding(finding=finding, **form.cleaned_data, by=request.user)
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                messages.success(request, "Nota bewaard.")
                return redirect("results:finding", pk=pk)
        return self._show(request, finding, note=form, status=422)

    def _add_action(self, request: HttpRequest, finding: Finding) -> HttpResponse:
        form = ActionForm(request.POST, owners=possible_owners(finding))
        if form.is_valid():
            try:
                action = add_action(finding=finding, **form.cleaned_data, by=request.user)
            except Refused as refusal:
                refusal.show_on(form)
            else:
                messages.success(request, _what_was_done(action, request.user))
                return redirect("results:finding", pk=finding.pk)
        return self._show(request, finding, action=form, status=422)

    def _show(self, request, finding: Finding, *, note=None, action=None, status: int = 200):
        first = {"note": finding.note, "looked_back": finding.looked_back}
        context = {
            "finding": finding,
            "place": place_of(finding),
            "actions": finding.actions.select_related("owner"),
            "note_form": note or NoteForm(initial=first),
            "action_form": action or ActionForm(owners=possible_owners(finding)),
        }
        return render(request, "results/finding.html", context, status=status)


class FindingRemove(FindingView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        finding = self.finding(request, pk)
        try:
            remove_finding(finding=finding, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("results:finding", pk=pk)
        messages.success(request, "Vaststelling losgemaakt.")
        return redirect("results:findings")


class ActionEdit(FindingView):
    """How far an action is, and how it went; or another owner or day."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        action = self._action(request, pk)
        fields = ("what", "owner", "due_on", "state", "outcome")
        now = {field: getattr(action, field) for field in fields}
        form = ActionEditForm(initial=now, owners=possible_owners(action.finding))
        return self._show(request, action, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        action = self._action(request, pk)
        form = ActionEditForm(request.POST, owners=possible_owners(action.finding))
        if form.is_valid():
            try:
                change_action(action=action, **form.cleaned_data, by=request.user)
            except Refused as refusal:
                refusal.show_on(form)
            else:
                messages.success(request, "Actie bewaard.")
                return redirect("results:finding", pk=action.finding_id)
        return self._show(request, action, form, status=422)

    def _action(self, request: HttpRequest, pk: int) -> Action:
        actions = Action.objects.for_school(request.school).select_related("finding", "owner")
        action = get_object_or_404(actions, pk=pk)
        action.finding = self.finding(request, action.finding_id)
        return action

    def _show(self, request: HttpRequest, action: Action, form, status: int = 200):
        context = {"action": action, "form": form, "place": place_of(action.finding)}
        return render(request, "results/action_edit.html", context, status=status)


def _what_was_done(action: Action, by) -> str:
    if action.owner == by:
        return "Actie genoteerd op jouw naam."
    return f"Actie genoteerd. Mail verstuurd naar {action.owner.full_name}."
