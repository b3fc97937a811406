"""Scholen en hun bestelling: every school in the running edition, with an order or without; and
reminding those without."""

from collections.abc import Iterator

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from orders.admin import corrections
from orders.domain.reminders import PERIODS, ReminderPlan, plan_reminders
from orders.models import Order, OrderingSchool, OrderReminder
from orders.moodle.admin import LookedAtOnly
from orders.ordering_overview import (
    STAGES,
    Stage,
    edition_to_follow,
    schools_ordering,
    stage_of,
    totals_of,
)
from orders.queries import choices_in_force, revisions_of
from orders.reminder_jobs import ask_for_reminders
from orders.reminder_mail import text_of_reminder
from orders.sheet import sheet_of_revision
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import amount, long_date
from schools.admin.schools import RegisteredFilter
from schools.models import Edition

SHOWN = 100  # schools of each kind in the preview


class StageFilter(admin.SimpleListFilter):
    title = "bestelling"
    parameter_name = "bestelling"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return Stage.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(STAGES[self.value()]) if self.value() in STAGES else queryset


class RemindForm(forms.Form):
    """How long a school that was reminded is left alone."""

    period = forms.TypedChoiceField(
        label="Sla scholen over die al een herinnering kregen in de voorbije",
        choices=[(days, f"{days} dagen") for days in PERIODS],
        coerce=int,
    )


@admin.register(OrderingSchool)
class OrderingSchoolAdmin(LookedAtOnly):
    list_display = ["school", "stage", "number_of_copies", "euros"]
    list_display_links = ["school"]
    list_filter = [StageFilter, RegisteredFilter, "umbrella", "kind"]
    list_per_page = 50
    search_fields = ["name", "institution_number__startswith", "municipality", "email"]
    search_help_text = "Zoek op naam, instellingsnummer, gemeente of e-mailadres."
    ordering = ["name", "institution_number"]
    actions = ["remind"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderingSchool]:
        return schools_ordering(edition_to_follow()).order_by("name", "institution_number")

    # --- the list ---
    @admin.display(description="school", ordering="name")
    def school(self, school: OrderingSchool) -> str:
        return f"{school.name} ({school.institution_number}), {school.municipality}"

    @admin.display(description="bestelling", ordering=F("confirmed_at").desc(nulls_last=True))
    def stage(self, school: OrderingSchool) -> SafeString:
        detail = ""
        if school.confirmed_at:
            day = long_date(school.confirmed_at)
            is_changing = stage_of(school) is Stage.CHANGING
            detail = f"(laatst bevestigd op {day})" if is_changing else f"op {day}"
        else:
            detail = ", ".join(_of_not_ordered(school))
        return format_html(
            '{}<span class="quiet">{}</span>', stage_of(school).label, detail and f" {detail}"
        )

    @admin.display(description="exemplaren", ordering=F("copies").desc(nulls_last=True))
    def number_of_copies(self, school: OrderingSchool):
        return school.copies

    @admin.display(description="prijs (EUR)", ordering=F("total").desc(nulls_last=True))
    def euros(self, school: OrderingSchool) -> str | None:
        return None if school.total is None else amount(school.total)

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """With the totals of what the filter shows."""
        answer = super().changelist_view(request, extra_context)
        context = getattr(answer, "context_data", None) or {}
        if "cl" in context:
            context["edition"] = edition_to_follow()
            context["totals"] = totals_of(context["cl"].queryset)
        return answer

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(corrections.correct)
        here = path("<int:pk>/bestelling/", view, {"model_admin": self}, name="orders_order_correct")  # fmt: skip
        return [here, *super().get_urls()]

    # --- one school ---
    def change_view(self, request: HttpRequest, object_id: str, form_url="", extra_context=None):
        school = self.get_object(request, object_id)
        if school is None:
            raise Http404
        if not self.has_view_permission(request, school) or request.method != "GET":
            raise PermissionDenied
        edition = edition_to_follow()
        order = Order.objects.filter(pk=school.order_id).select_related("school", "edition").first()
        revisions = list(revisions_of(order).select_related("price_list")) if order else []
        context = {
            **self.admin_site.each_context(request),
            "title": str(school),
            "opts": self.opts,
            "school": school,
            "edition": edition,
            "order": order,
            "stage": stage_of(school),
            "revisions": revisions,
            "choices": choices_in_force(order) if revisions else None,
            "sheet": sheet_of_revision(revisions[0]) if revisions else None,
            "deliveries": order.deliveries.all() if order else [],
            "reminders": school.order_reminders.filter(edition=edition).select_related("sent_by"),
            "may_order": edition and request.user.has_perm("orders.change_order"),
            "list_url": reverse("admin:orders_orderingschool_changelist"),
        }
        return TemplateResponse(request, "admin/orders/orderingschool/school.html", context)

    # --- reminding ---
    def has_remind_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.add_orderreminder")

    @admin.action(description="Herinner aan de bestelling", permissions=["remind"])
    def remind(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """First says to whom and what; then a worker sends it."""
        edition = edition_to_follow()
        form = RemindForm(request.POST if "period" in request.POST else {"period": PERIODS[1]})
        if not form.is_valid():
            form = RemindForm({"period": PERIODS[1]})
            form.is_valid()
        period = form.cleaned_data["period"]
        try:
            if edition is None:
                raise Refused("Er is nog geen editie om te bestellen.")
            plan = plan_reminders(edition=edition, schools=queryset, period=period)
        except Refused as refusal:
            self.message_user(request, refusal.sentence, messages.WARNING)
            return None
        if "confirmed" in request.POST and plan.ready:
            job = ask_for_reminders(
                edition=edition, schools=plan.ready, period=period, by=request.user
            )
            return redirect("jobs:progress", job.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "Herinner aan de bestelling",
            "opts": self.opts,
            "form": form,
            "plan": plan,
            "shown": SHOWN,
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across") == "1",
            "list_url": reverse("admin:orders_orderingschool_changelist"),
        }
        if plan.ready:
            context["letters"] = _letters(plan, edition)
        return TemplateResponse(request, "admin/orders/orderingschool/remind.html", context)


def _of_not_ordered(school: OrderingSchool) -> Iterator[str]:
    if school.registered_at is None:
        yield "nog niet geregistreerd"
    if school.reminded_at:
        yield f"herinnerd op {long_date(school.reminded_at)}"


def _letters(plan: ReminderPlan, edition: Edition) -> list[tuple[OrderingSchool, str, str]]:
    """A school with its subject and text for each kind of mail: to who is registered, and to who
    has to do that first."""
    firsts = {(school.registered_at is None): school for school in reversed(plan.ready)}
    return [
        (school, *text_of_reminder(school=school, edition=edition))
        for _, school in sorted(firsts.items())
    ]


@admin.register(OrderReminder)
class OrderReminderAdmin(LookedAtOnly):
    """Who was reminded, when, and by whom."""

    list_display = ["school", "sent_to", "sent_at", "sent_by"]
    list_display_links = ["school"]
    list_filter = ["edition"]
    list_select_related = ["school", "sent_by"]
    list_per_page = 50
    search_fields = ["school__name", "school__institution_number__startswith", "sent_to"]
    search_help_text = "Zoek op naam of instellingsnummer van de school, of op e-mailadres."
    ordering = ["-sent_at"]
