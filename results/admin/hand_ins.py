"""What classes handed in: after the last day, only the helpdesk reopens; and reminding a school."""

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.http import HttpResponse
from django.shortcuts import render

from results.domain.hand_in import reopen
from results.models import HandIn


@admin.register(HandIn)
class HandInAdmin(admin.ModelAdmin):
    """For reading, and for reopening. Handing in is the teachers'."""

    list_display = ["school", "school_class", "part", "still_open", "handed_in_by", "handed_in_at"]
    list_filter = ["part__edition", "part"]
    list_select_related = ["school_class__school", "part", "handed_in_by"]
    search_fields = ["school_class__school__name", "school_class__school__institution_number"]
    ordering = ["-handed_in_at"]
    actions = ["reopen"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, hand_in=None) -> bool:
        return False

    def has_delete_permission(self, request, hand_in=None) -> bool:
        return False

    @admin.display(description="school", ordering="school_class__school__name")
    def school(self, hand_in: HandIn) -> str:
        return str(hand_in.school_class.school)

    @admin.display(description="open gelaten")
    def still_open(self, hand_in: HandIn) -> str:
        if not (hand_in.missing or hand_in.differences):
            return "niets"
        cells = "1 lege cel" if hand_in.missing == 1 else f"{hand_in.missing} lege cellen"
        others = "1 verschil" if hand_in.differences == 1 else f"{hand_in.differences} verschillen"
        return f"{cells}, {others}"

    @admin.action(description="Heropen", permissions=["view"])
    def reopen(self, request, queryset) -> HttpResponse | None:
        if "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": "Heropenen",
                "opts": self.model._meta,
                "hand_ins": queryset,
                "action_name": helpers.ACTION_CHECKBOX_NAME,
            }
            return render(request, "admin/results/handin/reopen.html", context)
        for hand_in in queryset:
            reopen(
                school_class=hand_in.school_class,
                part=hand_in.part,
                by=request.user,
                by_helpdesk=True,
            )
            messages.success(request, f"{hand_in} is heropend.")
        return None
