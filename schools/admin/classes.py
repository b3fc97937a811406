"""Classes and participation, to look at: schools make and change them."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from schools.models import ClassAssignment, Participation, SchoolClass

FIND_SCHOOL = ["school__name", "school__institution_number__startswith", "school__municipality"]


class LookedAtOnly:
    """No adding, changing or removing."""

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class AssignmentInline(LookedAtOnly, admin.TabularInline):
    model = ClassAssignment
    fields = readonly_fields = ["membership"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("membership__user")


@admin.register(SchoolClass)
class SchoolClassAdmin(LookedAtOnly, admin.ModelAdmin):
    list_display = ["name", "school", "edition", "site", "pupils"]
    list_filter = ["edition"]
    list_select_related = ["school", "edition", "site"]
    list_per_page = 50
    search_fields = FIND_SCHOOL
    search_help_text = "Zoek op naam, instellingsnummer of gemeente van de school."
    ordering = ["-edition__year", "school__name", "name"]
    inlines = [AssignmentInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(number_of_pupils=Count("pupils"))

    @admin.display(description="leerlingen", ordering="number_of_pupils")
    def pupils(self, school_class: SchoolClass) -> int:
        return school_class.number_of_pupils


@admin.register(Participation)
class ParticipationAdmin(LookedAtOnly, admin.ModelAdmin):
    list_display = ["school", "edition", "confirmed_at", "advisers_may_see", "feedback_report"]
    list_filter = ["edition", "advisers_may_see", "feedback_report"]
    list_select_related = ["school", "edition"]
    list_per_page = 50
    search_fields = FIND_SCHOOL
    search_help_text = "Zoek op naam, instellingsnummer of gemeente van de school."
    ordering = ["-edition__year", "school__name"]
