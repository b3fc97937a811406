"""Price lists: one that was used stays as it was; new prices are a new version, with a day."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from orders.admin.price_list_form import (
    ExampleForm,
    FirstPriceListForm,
    PriceListForm,
    tier_fields,
)
from orders.domain.price_lists import SAID, check_new_version, make_new_version
from orders.models import OrderRevision, PriceList
from orders.price_words import (
    GUIDES_EXAMPLE,
    changes_between,
    counts_words,
    delivery_words,
    example_of,
)
from orders.pricing import euro_if_known
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import euro, long_date
from schools.queries import running_edition


@admin.register(PriceList)
class PriceListAdmin(admin.ModelAdmin):
    list_display = ["edition", "version_word", "state", "copies", "delivery", "report"]
    list_display_links = ["edition", "version_word"]
    list_filter = ["edition"]
    list_select_related = ["edition"]
    ordering = ["-edition__year", "-version"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PriceList]:
        in_force = (
            PriceList.objects.filter(edition=OuterRef("edition"))
            .filter(Q(counts_from=None) | Q(counts_from__lte=today()))
            .order_by("-version")
        )
        return (
            super()
            .get_queryset(request)
            .annotate(
                used=Exists(OrderRevision.objects.filter(price_list=OuterRef("pk"))),
                in_force=Subquery(in_force.values("version")[:1]),
            )
        )

    # --- the list ---
    @admin.display(description="versie", ordering="version")
    def version_word(self, price_list: PriceList) -> str:
        return f"versie {price_list.version}"

    @admin.display(description="toestand")
    def state(self, price_list: PriceList) -> str:
        if price_list.version == price_list.in_force:
            word = "telt nu"
        elif price_list.in_force and price_list.version < price_list.in_force:
            word = "vervangen"
        else:
            word = f"telt vanaf {counts_words(price_list)}"
        return f"{word}, gebruikt" if price_list.used else word

    @admin.display(description="per exemplaar", ordering="copy_price")
    def copies(self, price_list: PriceList) -> str:
        return euro(price_list.copy_price)

    @admin.display(description="levering per adres")
    def delivery(self, price_list: PriceList) -> str:
        return delivery_words(price_list)

    @admin.display(
        description="schoolfeedbackrapport", ordering=F("report_price").asc(nulls_first=True)
    )
    def report(self, price_list: PriceList) -> str:
        return euro_if_known(price_list.report_price)

    # --- one list ---
    def has_change_permission(self, request: HttpRequest, obj: PriceList | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and _is_used(obj))

    def has_delete_permission(self, request: HttpRequest, obj: PriceList | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and _is_used(obj))

    def get_form(self, request: HttpRequest, obj: PriceList | None = None, **kwargs):
        """Without the admin's own making of forms: the names of the tiers are no fields of it."""
        return PriceListForm if obj else FirstPriceListForm

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        return {"edition": running_edition()}

    def get_readonly_fields(self, request: HttpRequest, obj: PriceList | None = None) -> list[str]:
        return ["season", "counted", "delivered"]

    def get_fieldsets(self, request: HttpRequest, obj: PriceList | None = None) -> list[tuple]:
        may_change = obj is None or self.has_change_permission(request, obj)
        when = ["edition"] if obj is None else ["season"]
        delivery = ["delivery_price", *tier_fields()] if may_change else ["delivered"]
        return [
            (None, {"fields": [*when, "counts_from" if may_change else "counted"]}),
            ("Exemplaren", {"fields": ["copy_price", "minimum_copies"]}),
            ("Instructiebundels", {"fields": ["copies_per_free_bundle", "bundle_price"]}),
            ("Levering", {"fields": delivery}),
            ("Factuur", {"fields": ["report_price", "vat_percentage", "vat_exemption"]}),
        ]

    @admin.display(description="bestellen")
    def season(self, price_list: PriceList) -> str:
        edition = price_list.edition
        return format_html(
            '{} tot en met {} (<a href="{}">wijzig bij de editie</a>)',
            long_date(edition.orders_open_on),
            long_date(edition.orders_close_on),
            reverse("admin:schools_edition_change", args=[edition.pk]),
        )

    @admin.display(description="telt vanaf")
    def counted(self, price_list: PriceList) -> str:
        return counts_words(price_list)

    @admin.display(description="prijs levering per adres")
    def delivered(self, price_list: PriceList) -> str:
        return delivery_words(price_list)

    def change_view(self, request: HttpRequest, object_id: str, form_url="", extra_context=None):
        price_list = self.get_object(request, object_id)
        extra = _beside(request, price_list) if price_list else {}
        extra["may_renew"] = self.has_add_permission(request) and extra.get("is_newest")
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})

    # --- a new version ---
    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/nieuwe-versie/", view(self.renew), name="orders_pricelist_renew"),
            *super().get_urls(),
        ]

    def renew(self, request: HttpRequest, pk: int) -> HttpResponse:
        """First the form with the old prices; then what would differ; then the new version."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        old = self.get_queryset(request).select_related("edition").filter(pk=pk).first()
        if old is None:
            raise Http404
        form = PriceListForm(request.POST or None, instance=_copy_of(old))
        if not form.is_valid():
            return self._renewal(request, old, form, status=422 if form.is_bound else 200)
        if "again" in request.POST:
            return self._renewal(request, old, form)
        values = {name: getattr(form.instance, name) for name in SAID}
        try:
            if "confirmed" not in request.POST:
                check_new_version(based_on=old, values=values)
                return self._renewal(request, old, form, reviewed=form.instance)
            new = make_new_version(based_on=old, values=values, by=request.user)
        except Refused as refusal:
            refusal.show_on(form)
            return self._renewal(request, old, form, status=422)
        self.log_addition(request, new, f"Nieuwe versie van versie {old.version}.")
        day = long_date(new.counts_from)
        messages.success(request, f"Versie {new.version} bewaard. Ze telt vanaf {day}.")
        return redirect("admin:orders_pricelist_change", new.pk)

    def _renewal(
        self, request: HttpRequest, old: PriceList, form, *, reviewed: PriceList | None = None, status: int = 200
    ) -> HttpResponse:  # fmt: skip
        context = {
            **self.admin_site.each_context(request),
            "title": f"Prijslijst {old.edition}: nieuwe versie",
            "opts": self.opts,
            "old": old,
            "form": form,
            "tiers": [(form[copies], form[price]) for copies, price in tier_fields()],
            "list_url": reverse("admin:orders_pricelist_changelist"),
        }
        if reviewed:
            copies, teachers = GUIDES_EXAMPLE
            context |= {
                "reviewed": reviewed,
                "changes": changes_between(old, reviewed),
                "examples": [
                    example_of(one, copies=copies, teachers=teachers) for one in (old, reviewed)
                ],
            }
        return TemplateResponse(
            request, "admin/orders/pricelist/renew.html", context, status=status
        )


def _is_used(price_list: PriceList) -> bool:
    if hasattr(price_list, "used"):
        return price_list.used
    return OrderRevision.objects.filter(price_list=price_list).exists()


def _copy_of(old: PriceList) -> PriceList:
    """The same prices, from today, not saved."""
    values = {name: getattr(old, name) for name in SAID}
    return PriceList(
        edition=old.edition, version=old.version + 1, **values | {"counts_from": today()}
    )


def _beside(request: HttpRequest, price_list: PriceList) -> dict:
    """What stands beside the list: what an order costs, and what differs from the one before."""
    copies, teachers = GUIDES_EXAMPLE
    form = ExampleForm(request.GET if "copies" in request.GET else {"copies": copies, "teachers": teachers})  # fmt: skip
    versions = PriceList.objects.filter(edition=price_list.edition).select_related("edition")
    by_number = {one.version: one for one in versions}
    before = by_number.get(price_list.version - 1)
    return {
        "example_form": form,
        "example": example_of(price_list, **form.cleaned_data) if form.is_valid() else None,
        "before": before,
        "changes": changes_between(before, price_list) if before else [],
        "is_newest": price_list.version == max(by_number),
        "newest": by_number[max(by_number)],
        "is_used": _is_used(price_list),
    }
