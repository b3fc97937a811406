"""What teachers say about the tests: to read, and to take along."""

from django.contrib import admin
from django.http import HttpResponse

from ovsgtoets.kernel.downloads import CSV, as_file
from results.admin.part_filter import PartFilter
from results.exports.feedback import feedback_file
from results.models import Feedback

EXPORT_NAME = "feedback.csv"


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin):
    """For reading: what teachers say is theirs."""

    list_display = ["part", "school", "school_class", "rating", "text_start", "given_at"]
    list_filter = ["part__edition", "rating", PartFilter]
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
        feedback = queryset.select_related("part", "school_class__school")
        return as_file(EXPORT_NAME, feedback_file(feedback, "csv", with_school=True), CSV)
