"""What the helpdesk sees of Moodle: who should have access, what went wrong, and "nu opnieuw"."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from orders.models import MoodleAccess, MoodleCall, MoodleComparison, MoodleHealth, PushState
from orders.moodle.checks import check_moodle
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


def _with_detail(text, detail) -> SafeString:
    """A cell with something less important under it."""
    if not detail:
        return format_html("{}", text)
    return format_html('{}<br><span class="quiet">{}</span>', text, detail)


def _may_change_moodle(request: HttpRequest) -> bool:
    return request.user.has_perm("orders.change_moodleaccess")


@admin.register(MoodleAccess)
class MoodleAccessAdmin(LookedAtOnly):
    list_display = ["user", "how_far", "where", "desired", "in_moodle"]
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

    @admin.display(description="toestand", ordering="state")
    def how_far(self, access: MoodleAccess) -> SafeString:
        return _with_detail(access.get_state_display(), access.error)

    @admin.display(description="school en editie", ordering="school__name")
    def where(self, access: MoodleAccess) -> SafeString:
        return _with_detail(access.school, access.edition)

    @admin.display(description="in Moodle", ordering="pushed_at")
    def in_moodle(self, access: MoodleAccess) -> SafeString:
        if not access.pushed:
            return _with_detail("nog niets doorgegeven", "")
        when = f"doorgegeven op {long_moment(access.pushed_at)}"
        return _with_detail(access.get_pushed_display(), when)

    def has_push_permission(self, request: HttpRequest) -> bool:
        return _may_change_moodle(request)

    @admin.action(description="Nu opnieuw doorgeven aan Moodle", permissions=["push"])
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
    """Not a list but one page: how the connection is, and a button to look again."""

    def get_urls(self) -> list:
        views = [
            ("controleren/", self.check_now, "orders_moodlehealth_check"),
            ("vergelijken/", self.compare_now, "orders_moodlehealth_compare"),
        ]
        own = [path(p, self.admin_site.admin_view(view), name=n) for p, view, n in views]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        self.refuse_others(request)
        page = {
            **self.admin_site.each_context(request),
            "title": "Moodle-verbinding",
            "opts": self.opts,
            "health": MoodleHealth.objects.first(),
            "comparison": MoodleComparison.objects.exclude(finished_at=None).first(),
            "waiting": MoodleAccess.objects.filter(state=PushState.WAITING).count(),
            "failed": MoodleAccess.objects.filter(state=PushState.FAILED).count(),
            "may_compare": _may_change_moodle(request),
        }
        return TemplateResponse(request, "admin/orders/moodlehealth/connection.html", page)

    def check_now(self, request: HttpRequest) -> HttpResponse:
        self.refuse_others(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        bad = [check for check in check_moodle() if not check.is_good]
        if bad:
            messages.warning(request, "De verbinding is nagekeken. Er is iets te herstellen.")
        else:
            messages.success(request, "De verbinding is nagekeken. Alles is in orde.")
        return redirect("admin:orders_moodlehealth_changelist")

    def compare_now(self, request: HttpRequest) -> HttpResponse:
        """Also mends what differs: that asks more than looking."""
        self.refuse_others(request)
        if not _may_change_moodle(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        nudge("compare_moodle", anyway=True)
        messages.success(request, "De vergelijking met Moodle is gevraagd.")
        return redirect("admin:orders_moodlehealth_changelist")

    def refuse_others(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied


@admin.register(MoodleComparison)
class MoodleComparisonAdmin(LookedAtOnly):
    list_display = ["started", "finished", "people", "number_mended", "number_unmended"]
    fields = readonly_fields = ["started", "finished", "people", "what_was_mended", "what_was_not"]

    @admin.display(description="begonnen op", ordering="started_at")
    def started(self, comparison: MoodleComparison) -> str:
        return long_moment(comparison.started_at)

    @admin.display(description="klaar op", ordering="finished_at")
    def finished(self, comparison: MoodleComparison) -> str:
        moment = comparison.finished_at
        return long_moment(moment) if moment else "afgebroken: Moodle was niet te lezen"

    @admin.display(description="hersteld")
    def number_mended(self, comparison: MoodleComparison) -> int:
        return len(comparison.mended)

    @admin.display(description="nog niet hersteld")
    def number_unmended(self, comparison: MoodleComparison) -> int:
        return len(comparison.unmended)

    @admin.display(description="hersteld")
    def what_was_mended(self, comparison: MoodleComparison) -> str:
        return _listed(comparison.mended)

    @admin.display(description="nog niet hersteld")
    def what_was_not(self, comparison: MoodleComparison) -> str:
        return _listed(comparison.unmended)


def _listed(sentences: list[str]) -> str:
    items = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in sentences))
    return format_html("<ul>{}</ul>", items) if sentences else "–"


@admin.register(MoodleCall)
class MoodleCallAdmin(LookedAtOnly):
    list_display = ["function", "made_at"]
    list_filter = ["function"]
    date_hierarchy = "made_at"
