"""What classes handed in, and what the helpdesk reopened: after the last day, only it does."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.http import HttpResponse
from django.shortcuts import render

from ovsgtoets.kernel.formats import long_date
from results.admin.part_filter import PartFilter
from results.domain.hand_in import close_again, reopen_for
from results.models import HandIn, Reopening, TestPart
from results.queries.entry import is_closed
from schools.queries import running_edition


@admin.register(HandIn)
class HandInAdmin(admin.ModelAdmin):
    """For reading, and for reopening. Handing in is the teachers'."""

    list_display = ["school", "school_class", "part", "still_open", "handed_in_by", "handed_in_at"]
    list_filter = ["part__edition", PartFilter]
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

    def has_reopen_permission(self, request) -> bool:
        return request.user.has_perm("results.add_reopening")

    @admin.action(description="Heropen", permissions=["reopen"])
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
            reopen_for(school_class=hand_in.school_class, part=hand_in.part, by=request.user)
            messages.success(request, f"{hand_in} is heropend.")
        return None


class ReopeningForm(forms.ModelForm):
    def clean(self) -> dict:
        data = super().clean()
        school_class, part = data.get("school_class"), data.get("part")
        if not (school_class and part):
            return data
        if school_class.edition_id != part.edition_id:
            self.add_error("school_class", "Deze klas is van een ander jaar dan het onderdeel.")
        elif not is_closed(part.edition):
            sentence = (
                f"Punten ingeven kan nog tot en met {long_date(part.edition.entry_closes_on)}."
            )
            self.add_error("part", f"{sentence} Heropenen hoeft pas daarna.")
        return data


@admin.register(Reopening)
class ReopeningAdmin(admin.ModelAdmin):
    """Opening a class after the last day, whether it handed in or not, and closing it again."""

    form = ReopeningForm
    fields = ["school_class", "part"]
    raw_id_fields = ["school_class"]
    list_display = ["school", "school_class", "part", "reopened_by", "reopened_at"]
    list_filter = ["part__edition"]
    list_select_related = ["school_class__school", "part", "reopened_by"]
    search_fields = HandInAdmin.search_fields
    ordering = ["-reopened_at"]

    def has_change_permission(self, request, reopening=None) -> bool:
        return False

    @admin.display(description="school", ordering="school_class__school__name")
    def school(self, reopening: Reopening) -> str:
        return str(reopening.school_class.school)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "part":
            kwargs["queryset"] = TestPart.objects.filter(edition=running_edition())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Choosing a part here is no place to change it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "part":
            widget = field.widget
            widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        return field

    def save_model(self, request, reopening: Reopening, form, change: bool) -> None:
        opened = reopen_for(
            school_class=reopening.school_class, part=reopening.part, by=request.user
        )
        reopening.pk = opened.pk

    def delete_model(self, request, reopening: Reopening) -> None:
        close_again(reopening=reopening, by=request.user)

    def delete_queryset(self, request, queryset) -> None:
        for reopening in queryset:
            close_again(reopening=reopening, by=request.user)
