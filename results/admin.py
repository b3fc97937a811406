"""The helpdesk's pages for the year's tests and for feedback.

A part with points keeps its questions as they are: only what changes no point's meaning
(names, dates, order) stays open. The database refuses the rest too.
"""

import csv

from django.contrib import admin
from django.http import HttpResponse

from results.models import Domain, Feedback, Item, LearningArea, Score, TestPart

EXPORT_NAME = "feedback.csv"


class DomainInline(admin.TabularInline):
    model = Domain
    extra = 0


@admin.register(LearningArea)
class LearningAreaAdmin(admin.ModelAdmin):
    list_display = ["name", "edition", "position"]
    list_filter = ["edition"]
    list_select_related = ["edition"]
    inlines = [DomainInline]


class ItemInline(admin.TabularInline):
    model = Item
    extra = 0
    fields = ["position", "label", "domain", "maximum", "page"]
    ordering = ["position"]

    def get_queryset(self, request):
        return super().get_queryset(request).questions()

    def get_readonly_fields(self, request, part=None):
        return ["label", "domain", "maximum"] if _has_scores(part) else []

    def has_add_permission(self, request, part=None):
        return not _has_scores(part) and super().has_add_permission(request, part)

    def has_delete_permission(self, request, part=None):
        return not _has_scores(part) and super().has_delete_permission(request, part)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "domain":
            domains = Domain.objects.select_related("learning_area")
            if part := _part_of(request):
                domains = domains.filter(learning_area__edition=part.edition_id)
            kwargs["queryset"] = domains
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(TestPart)
class TestPartAdmin(admin.ModelAdmin):
    list_display = ["name", "edition", "mode", "entered_by", "opens_on"]
    list_filter = ["edition", "mode", "entered_by"]
    list_select_related = ["edition"]
    fields = ["edition", "name", "mode", "entered_by", "opens_on", "may_be_total", "position"]
    inlines = [ItemInline]

    def get_readonly_fields(self, request, part=None):
        return ["edition", "entered_by"] if _has_scores(part) else []

    def has_delete_permission(self, request, part=None):
        return not _has_scores(part) and super().has_delete_permission(request, part)


def _part_of(request) -> TestPart | None:
    pk = request.resolver_match.kwargs.get("object_id", "")
    return TestPart.objects.filter(pk=pk).first() if pk.isdecimal() else None


def _has_scores(part: TestPart | None) -> bool:
    """Looked up once a request, which has its own copy of the part."""
    if part is None or part.pk is None:
        return False
    if not hasattr(part, "_has_scores"):
        part._has_scores = Score.objects.filter(item__part=part).exists()
    return part._has_scores


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
