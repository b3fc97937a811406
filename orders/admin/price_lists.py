"""Price lists: one that was used stays as it was; new prices are a new version."""

from django.contrib import admin
from django.db.models import Max
from django.http import HttpRequest

from orders.models import OrderRevision, PriceList
from schools.models import Edition


@admin.register(PriceList)
class PriceListAdmin(admin.ModelAdmin):
    """One that was used stays as it was; new prices are a new version."""

    list_display = ["edition", "version", "copy_price", "bundle_price", "delivery_price", "is_used"]
    list_filter = ["edition"]
    list_select_related = ["edition"]
    readonly_fields = ["version"]
    fields = [
        "edition",
        "version",
        "copy_price",
        "copies_per_free_bundle",
        "bundle_price",
        "delivery_price",
        "minimum_copies",
        "report_price",
        "vat_percentage",
        "vat_exemption",
    ]

    def has_change_permission(self, request: HttpRequest, obj: PriceList | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and self.is_used(obj))

    def has_delete_permission(self, request: HttpRequest, obj: PriceList | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and self.is_used(obj))

    def save_model(self, request: HttpRequest, obj: PriceList, form, change: bool) -> None:
        if not change:
            edition = Edition.objects.select_for_update().get(pk=obj.edition_id)
            last = PriceList.objects.filter(edition=edition).aggregate(last=Max("version"))["last"]
            obj.version = (last or 0) + 1
        super().save_model(request, obj, form, change)

    @admin.display(description="gebruikt", boolean=True)
    def is_used(self, price_list: PriceList) -> bool:
        return OrderRevision.objects.filter(price_list=price_list).exists()
