"""Orders and what was confirmed of them: to look at."""

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest

from orders.models import DeliveryRow, Order, OrderRevision
from orders.models.revision import RevisionRow
from orders.moodle.admin import LookedAtOnly
from orders.queries import with_quantities
from ovsgtoets.kernel.formats import euro, long_moment

FIND_SCHOOL = ["school__name", "school__institution_number", "school__municipality"]


class DeliveryRowInline(admin.TabularInline):
    model = DeliveryRow
    fields = readonly_fields = [
        "site_name",
        "street",
        "house_number",
        "postal_code",
        "municipality",
        "teachers",
        "copies",
    ]
    can_delete = False
    max_num = 0
    verbose_name_plural = "leveradressen zoals ze nu staan"


class RevisionInline(admin.TabularInline):
    model = OrderRevision
    fields = readonly_fields = ["number", "confirmed_at", "confirmed_by", "total"]
    can_delete = False
    max_num = 0
    show_change_link = True


@admin.register(Order)
class OrderAdmin(LookedAtOnly):
    """Every order that a school began, with what was last confirmed of it."""

    list_display = ["school", "edition", "status", "last_copies", "last_total", "last_moment"]
    list_filter = ["status", "edition", "school__umbrella", "school__kind"]
    list_select_related = ["school", "edition"]
    list_per_page = 50
    search_fields = FIND_SCHOOL
    search_help_text = "Zoek op naam, instellingsnummer of gemeente van de school."
    ordering = ["-edition__year", "school__name"]
    inlines = [DeliveryRowInline, RevisionInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        last = OrderRevision.objects.filter(order=OuterRef("pk")).order_by("-number")
        copies = last.annotate(copies=Sum("rows__copies")).values("copies")[:1]
        return (
            super()
            .get_queryset(request)
            .annotate(
                copies=Subquery(copies),
                total=Subquery(last.values("total")[:1]),
                confirmed_at=Subquery(last.values("confirmed_at")[:1]),
            )
        )

    @admin.display(description="exemplaren", ordering="copies")
    def last_copies(self, order: Order):
        return order.copies

    @admin.display(description="prijs totaal", ordering="total")
    def last_total(self, order: Order) -> str | None:
        return None if order.total is None else euro(order.total)

    @admin.display(description="laatst bevestigd", ordering="confirmed_at")
    def last_moment(self, order: Order) -> str:
        return long_moment(order.confirmed_at)


class RevisionRowInline(admin.TabularInline):
    model = RevisionRow
    fields = readonly_fields = [
        "site_name",
        "address_line",
        "teachers",
        "copies",
        "copies_price",
        "teachers_price",
        "delivery_price",
        "total",
    ]
    can_delete = False
    max_num = 0

    @admin.display(description="adres")
    def address_line(self, row: RevisionRow) -> str:
        return row.address_line


@admin.register(OrderRevision)
class OrderRevisionAdmin(LookedAtOnly):
    """What was confirmed; nobody changes it, the helpdesk neither."""

    list_display = [
        "school",
        "edition",
        "number",
        "copies",
        "total",
        "confirmed_by",
        "confirmed_at",
    ]
    list_display_links = ["school"]
    list_filter = ["order__edition", "feedback_report", "advisers_may_see"]
    list_select_related = ["order__school", "order__edition", "confirmed_by"]
    list_per_page = 50
    search_fields = [f"order__{name}" for name in FIND_SCHOOL]
    search_help_text = OrderAdmin.search_help_text
    ordering = ["-confirmed_at"]
    inlines = [RevisionRowInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderRevision]:
        return with_quantities(super().get_queryset(request))

    @admin.display(description="school", ordering="order__school__name")
    def school(self, revision: OrderRevision):
        return revision.order.school

    @admin.display(description="editie", ordering="order__edition__year")
    def edition(self, revision: OrderRevision):
        return revision.order.edition

    @admin.display(description="exemplaren", ordering="copies")
    def copies(self, revision: OrderRevision) -> int:
        return revision.copies
