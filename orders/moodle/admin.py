"""What the helpdesk sees of Moodle: who should have access, what went wrong, and "nu opnieuw"."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from orders.models import MoodleAccess, MoodleCall, MoodleHealth, PushState
from orders.moodle.health import current_problem
from ovsgtoets.kernel.formats import long_moment
from ovsgtoets.kernel.outbox import nudge


class LookedAtOnly(admin.ModelAdmin):
    """Rows that the portal writes by itself: to look at, not to change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(MoodleAccess)
class MoodleAccessAdmin(LookedAtOnly):
    list_display = ["user", "state", "error", "school", "edition", "desired", "pushed", "pushed_at"]
    list_display_links = ["user"]
    list_filter = ["state", "desired", "edition"]
    list_select_related = ["user", "school", "edition"]
    list_per_page = 50
    search_fields = [
        "user__email",
        "user__first_name",
        "user__last_name",
        "school__name",
        "school__institution_number",
        "school__municipality",
    ]
    search_help_text = "Zoek op naam of e-mailadres van de persoon, of op school, nummer, gemeente."
    ordering = ["-state", "school__name", "user__last_name"]
    actions = ["push_again"]

    @admin.action(description="Nu opnieuw doorgeven aan Moodle", permissions=["view"])
    def push_again(self, request: HttpRequest, queryset: QuerySet[MoodleAccess]) -> None:
        number = MoodleAccess.objects.filter(pk__in=queryset.values("pk")).update(
            state=PushState.WAITING, error=""
        )
        nudge("moodle_again")
        what = "1 toegang wordt" if number == 1 else f"{number} toegangen worden"
        messages.success(request, f"{what} nu opnieuw doorgegeven aan Moodle.")

    def changelist_view(self, request: HttpRequest, extra_context=None):
        if problem := current_problem():
            messages.warning(request, f"{problem} Sinds {long_moment(problem.since)}.")
        return super().changelist_view(request, extra_context)


@admin.register(MoodleHealth)
class MoodleHealthAdmin(LookedAtOnly):
    list_display = ["__str__", "needs_repair", "since", "worked_at"]


@admin.register(MoodleCall)
class MoodleCallAdmin(LookedAtOnly):
    list_display = ["function", "made_at"]
    list_filter = ["function"]
    date_hierarchy = "made_at"
