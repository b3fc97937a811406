"""What teachers say about the tests: to read, and to take along."""

import csv

from django.contrib import admin
from django.http import HttpResponse

from results.models import Feedback

EXPORT_NAME = "feedback.csv"


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin):
    """For reading: what teachers say is theirs."""

    list_display = ["part", "school", "school_class", "rating", "text_start", "given_at"]
    list_filter = ["part__edition", "rating", "part"]
    list_select_related = ["part", "school_class__school"]
    search_fields = ["text", "school_class__school__name"]
    actions = ["export"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, feedback=None):
        return False

    def has_delete_permission(self, request, feedback=None):
        return False

    @admin.display(description="school")
    def school(self, feedback: Feedback) -> str:
        return str(feedback.school_class.school)

    @admin.display(description="opmerking")
    def text_start(self, feedback: Feedback) -> str:
        return feedback.text[:120]

    @admin.action(description="Bewaar als CSV-bestand", permissions=["view"])
    def export(self, request, queryset) -> HttpResponse:
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{EXPORT_NAME}"'
        response.write("\ufeff")  # so that a spreadsheet reads é as é
        writer = csv.writer(response, delimiter=";")
        writer.writerow(
            [
                "instellingsnummer",
                "klas",
                "toetsonderdeel",
                "beoordeling",
                "opmerking",
                "gegeven op",
            ]
        )
        for feedback in queryset.select_related("part", "school_class__school"):
            writer.writerow(
                [
                    feedback.school_class.school.institution_number,
                    feedback.school_class.name,
                    _harmless(feedback.part.name),
                    feedback.rating,
                    _harmless(feedback.text),
                    feedback.given_at.date().isoformat(),
                ]
            )
        return response


def _harmless(text: str) -> str:
    """Text that a spreadsheet would take for a formula starts with an apostrophe."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
