"""What teachers say about the tests: to read, and to take along."""

from django.contrib import admin
from django.http import HttpResponse

from ovsgtoets.kernel.downloads import CSV, as_file
from ovsgtoets.kernel.spreadsheets import write_csv
from results.models import Feedback

EXPORT_NAME = "feedback.csv"
EXPORT_HEADER = [
    "instellingsnummer", "klas", "toetsonderdeel", "beoordeling", "opmerking", "gegeven op",
]  # fmt: skip


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
        rows = (
            [
                feedback.school_class.school.institution_number,
                feedback.school_class.name,
                feedback.part.name,
                feedback.rating,
                feedback.text,
                feedback.given_at.date().isoformat(),
            ]
            for feedback in queryset.select_related("part", "school_class__school")
        )
        return as_file(EXPORT_NAME, write_csv(EXPORT_HEADER, rows), CSV)
