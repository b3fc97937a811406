"""Leveringen: the parcels of the orders, set to another status in bulk."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from orders.admin import courier_lists
from orders.domain.delivery import Moved, move_deliveries
from orders.models import Delivery, DeliveryStatus
from orders.models.delivery import ON_ITS_WAY
from orders.moodle.admin import LookedAtOnly
from orders.words import copies_in_words, some
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import long_date
from ovsgtoets.kernel.forms import day_input

SHOWN = 100  # parcels of each kind in the preview
IS_SHORT = Q(status__in=ON_ITS_WAY) & (
    Q(is_in_order=False) | ~Q(copies=F("sent_copies"), teachers=F("sent_teachers"))
)


@dataclass(frozen=True)
class Step:
    """An action on the chosen parcels. Each has its own start, so that doing it twice is safe."""

    label: str
    to: DeliveryStatus
    only_from: tuple[DeliveryStatus, ...]
    has_code: bool = False


ORDERED, PACKED, SENT, RECEIVED = DeliveryStatus
STEPS = {
    "pack": Step("Merk als verpakt", PACKED, (ORDERED,)),
    "send": Step("Merk als verzonden", SENT, (ORDERED, PACKED), has_code=True),
    "receive": Step("Merk als ontvangen", RECEIVED, (SENT,)),
    "unreceive": Step("Zet terug: niet ontvangen", SENT, (RECEIVED,)),
    "unsend": Step("Zet terug: niet verzonden", PACKED, (SENT,)),
    "unpack": Step("Zet terug: niet verpakt", ORDERED, (PACKED,)),
}


class ShortFilter(admin.SimpleListFilter):
    title = "aantallen"
    parameter_name = "aantallen"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("anders", "gewijzigd na verzending")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(IS_SHORT) if self.value() == "anders" else queryset


class MoveForm(forms.Form):
    """The day on which the parcels were packed, sent or received, and the courier's code."""

    on = forms.DateField(
        label="Op",
        widget=day_input(),
        error_messages={"required": "Vul de dag in.", "invalid": "Vul een geldige dag in."},
    )
    track_code = forms.CharField(
        label="Trackcode (niet verplicht)", required=False, max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


@admin.register(Delivery)
class DeliveryAdmin(LookedAtOnly):
    list_display = ["where", "school", "numbers", "state"]
    list_display_links = None
    list_filter = ["status", ShortFilter, "order__edition", "order__school__umbrella"]
    list_select_related = ["order__school", "order__edition"]
    list_per_page = 100
    search_fields = [
        "=pk", "site_name", "municipality", "track_code", "order__school__name",
        "order__school__institution_number__startswith",
    ]  # fmt: skip
    search_help_text = (
        "Zoek op pakket, school, instellingsnummer, vestiging, gemeente of trackcode."
    )
    ordering = ["-order__edition__year", "order__school__name", "pk"]
    fields = readonly_fields = [
        "order", "site_name", "address_line", "copies", "teachers", "state", "is_in_order",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        return super().get_queryset(request).select_related("order__school", "order__edition")

    @admin.display(description="adres", ordering="site_name")
    def where(self, delivery: Delivery) -> SafeString:
        return format_html(
            '{}<br><span class="quiet">{}<br>pakket {}</span>',
            delivery.site_name, delivery.address_line, delivery.pk,
        )  # fmt: skip

    @admin.display(description="school", ordering="order__school__name")
    def school(self, delivery: Delivery) -> SafeString:
        page = reverse("admin:orders_orderingschool_change", args=[delivery.order.school_id])
        return format_html('<a href="{}">{}</a>', page, delivery.order.school)

    @admin.display(description="inhoud", ordering="copies")
    def numbers(self, delivery: Delivery) -> SafeString:
        bundles = some(delivery.teachers, "bundel", "bundels")
        said = f"{copies_in_words(delivery.copies)}, {bundles}"
        if not delivery.is_in_order:
            said = "niet meer besteld"
        if not delivery.is_short:
            return format_html("{}", said)
        sent = f"verzonden: {delivery.sent_copies} en {delivery.sent_teachers}"
        return format_html("{}<br><strong>{}</strong>", said, sent)

    @admin.display(description="levering", ordering="status")
    def state(self, delivery: Delivery) -> SafeString:
        code = delivery.track_code and f", trackcode {delivery.track_code}"
        return format_html(
            '{} <span class="quiet">sinds {}{}</span>',
            delivery.get_status_display(), long_date(delivery.since), code,
        )  # fmt: skip

    # --- moving ---
    def has_move_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.change_delivery")

    def get_actions(self, request: HttpRequest) -> dict:
        """One for each of STEPS, for who may move parcels."""
        actions = super().get_actions(request)
        if not self.has_move_permission(request):
            return actions
        return {**actions, **{name: (_action(name), name, step.label) for name, step in STEPS.items()}}  # fmt: skip

    def move(self, request: HttpRequest, queryset: QuerySet, name: str) -> HttpResponse | None:
        """First asks the day and says what will move; then moves it."""
        step = STEPS[name]
        form = MoveForm(request.POST if "confirmed" in request.POST else None, initial={"on": today()})  # fmt: skip
        if not step.has_code:
            del form.fields["track_code"]
        if not form.is_valid():
            return self._ask(request, queryset, name, form)
        try:
            moved = move_deliveries(
                deliveries=queryset,
                to=step.to,
                only_from=step.only_from,
                on=form.cleaned_data["on"],
                track_code=form.cleaned_data.get("track_code") or None,
                by=request.user,
            )
        except Refused as refusal:
            refusal.show_on(form)
            return self._ask(request, queryset, name, form)
        return self._tell(request, moved, step.to)

    def _ask(self, request: HttpRequest, queryset: QuerySet, name: str, form) -> HttpResponse:
        step, may, may_not = STEPS[name], [], []
        for delivery in queryset:
            (may if delivery.status in step.only_from else may_not).append(delivery)
        context = {
            **self.admin_site.each_context(request),
            "title": step.label,
            "opts": self.opts,
            "form": form,
            "action": name,
            "to": step.to,
            "may": may,
            "may_not": may_not,
            "shown": SHOWN,
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across") == "1",
            "list_url": reverse("admin:orders_delivery_changelist"),
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/orders/delivery/move.html", context, status=status)

    def _tell(self, request: HttpRequest, moved: Moved, to: DeliveryStatus) -> None:
        one = "levering staat" if moved.done == 1 else "leveringen staan"
        self.message_user(request, f"{moved.done} {one} nu op {to.label}.", messages.SUCCESS)
        for _, sentence in moved.refused[:5]:
            self.message_user(request, sentence, messages.WARNING)
        if len(moved.refused) > 5:
            rest = len(moved.refused) - 5
            self.message_user(request, f"En {rest} andere bleven zoals ze waren.", messages.WARNING)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(courier_lists.upload)
        here = path("koerier/", view, {"model_admin": self}, name="orders_delivery_courier")
        return [here, *super().get_urls()]


def _action(name: str) -> Callable:
    """As Django calls it: with the admin, the request and the chosen rows."""
    return lambda model_admin, request, queryset: model_admin.move(request, queryset, name)
