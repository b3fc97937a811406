"""The averages of all participants: looking them over, and making them definitive."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import percent
from ovsgtoets.kernel.row_numbers import row_number
from results.analysis.suppression import FEWEST_SCHOOLS
from results.domain.reference import MOST_REASON, make_definitive
from results.models import Reference
from results.queries.reference_review import review_of


class DefinitiveForm(forms.Form):
    reason = forms.CharField(
        label="Waarom komt er een nieuwe definitieve versie?",
        help_text="Scholen lezen dit bij hun cijfers. Bijvoorbeeld: punten van drie scholen verbeterd.",
        required=False,
        widget=forms.TextInput(attrs={"maxlength": MOST_REASON, "class": "vTextField"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def moment(self):
        """Which figures the helpdesk had before them; what is no moment is none that was seen."""
        try:
            return parse_datetime(self.cleaned_data["seen"]) or timezone.now()
        except ValueError:
            return timezone.now()


@admin.register(Reference)
class ReferenceAdmin(admin.ModelAdmin):
    list_display = ["edition", "state", "schools_of", "entered_share", "computed_at"]
    list_filter = ["edition"]
    list_select_related = ["edition"]
    ordering = ["-edition__year", "-version"]

    class Media:
        css = {"all": ["css/admin-battery.css"]}

    @admin.display(description="versie", ordering="version")
    def state(self, reference: Reference) -> str:
        return f"definitief {reference.version}" if reference.is_definitive else "voorlopig"

    @admin.display(description="scholen met punten", ordering="schools")
    def schools_of(self, reference: Reference) -> str:
        return f"{reference.schools} van {reference.expected}"

    @admin.display(description="ingevoerd", ordering="entered")
    def entered_share(self, reference: Reference) -> str:
        return percent(reference.entered)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, reference=None) -> bool:
        return False

    def change_view(self, request: HttpRequest, object_id: str, *args, **kwargs) -> HttpResponse:
        """The figures; under a provisional one the way to make it definitive."""
        references = Reference.objects.select_related("edition", "made_by")
        reference = get_object_or_404(references, pk=row_number(object_id))
        if not self.has_view_permission(request, reference):
            raise PermissionDenied
        form = DefinitiveForm(request.POST or None, initial={"seen": _exact(reference)})
        if request.method == "POST":
            if reference.is_definitive or not self.has_change_permission(request, reference):
                raise PermissionDenied
            if self._made(request, reference, form):
                return redirect("admin:results_reference_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(reference),
            "review": review_of(reference),
            "reference": reference,
            "fewest": FEWEST_SCHOOLS,
            "form": form,
            "may_make": not reference.is_definitive
            and self.has_change_permission(request, reference),
            "seen": _exact(reference),
        }
        status = 422 if form.errors else 200
        return TemplateResponse(
            request, "admin/results/reference/review.html", context, status=status
        )

    def _made(self, request: HttpRequest, reference: Reference, form: DefinitiveForm) -> bool:
        if not form.is_valid():
            return False
        try:
            made = make_definitive(
                edition=reference.edition,
                seen=form.moment(),
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except Refused as refusal:
            refusal.show_on(form)
            return False
        sentence = f"Definitief gemaakt: {made}."
        self.log_change(request, made, sentence)
        messages.success(request, sentence)
        return True


def _exact(reference: Reference) -> str:
    return reference.computed_at.isoformat()
