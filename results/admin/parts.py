"""Parts with their questions, and from there the pages of a whole edition.

A question with points keeps its name, maximum and domain; so do all of them once there are totals
or classes handed in. The database refuses the rest too.
"""

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from ovsgtoets.kernel.formats import points as as_text
from ovsgtoets.kernel.history import acting_as
from ovsgtoets.kernel.row_numbers import row_number
from results.admin import annul, battery, battery_import
from results.admin.part_forms import ItemForm, ItemFormSet, PartForm, points_of_part
from results.domain.battery import hold_battery
from results.domain.battery_rules import why_items_stay
from results.models import Domain, Item, TestPart
from schools.queries import running_edition

WITH_POINTS = (
    "Er zijn al punten voor dit onderdeel. Vragen met punten houden hun naam, maximum en domein."
)


class ItemInline(admin.TabularInline):
    model = Item
    form = ItemForm
    formset = ItemFormSet
    extra = 0
    fields = ["position", "label", "domain", "maximum", "page", "standing"]
    readonly_fields = ["standing"]
    ordering = ["position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).questions().select_related("part")

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        if db_field.name == "domain":
            domains = Domain.objects.select_related("learning_area")
            domains = domains.order_by("learning_area__position", "position")
            if part := _part_of(request):
                domains = domains.filter(learning_area__edition=part.edition_id)
            kwargs["queryset"] = domains
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "domain":
            field.label_from_instance = lambda domain: f"{domain.learning_area}: {domain}"
        return field

    @admin.display(description="telt mee")
    def standing(self, item: Item) -> str:
        if item.pk is None:
            return "–"
        address = reverse("admin:results_item_annul", args=[item.pk])
        word = "ja" if item.counts else f"nee: {item.annulled_because}"
        link = "laat vervallen" if item.counts else "wijzig"
        return format_html('{} <a class="aside" href="{}">{}</a>', word, address, link)


@admin.register(TestPart)
class TestPartAdmin(admin.ModelAdmin):
    form = PartForm
    change_list_template = "admin/results/testpart/change_list.html"
    list_display = ["name", "edition", "mode", "entered_by", "opens_on", "questions", "maximum"]
    list_filter = ["edition", "mode", "entered_by"]
    list_select_related = ["edition"]
    ordering = ["-edition__year", "opens_on", "position"]
    search_fields = ["name"]
    fields = ["edition", "name", "mode", "entered_by", "opens_on", "may_be_total", "total",
              "position"]  # fmt: skip
    readonly_fields = ["total"]
    inlines = [ItemInline]

    class Media:
        css = {"all": ["css/admin-battery.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        of_questions = Q(items__is_total=False)
        return (
            super()
            .get_queryset(request)
            .annotate(
                number=Count("items", filter=of_questions),
                most=Sum("items__maximum", filter=of_questions),
            )
        )

    @admin.display(description="vragen", ordering="number")
    def questions(self, part: TestPart) -> int:
        return part.number

    @admin.display(description="punten", ordering="most")
    def maximum(self, part: TestPart) -> str:
        return as_text(part.most) or "–"

    @admin.display(description="totaal op het boekje")
    def total(self, part: TestPart) -> str:
        total = part.pk and part.items.filter(is_total=True).select_related("domain").first()
        if not total:
            return "– (komt er vanzelf zodra er vragen zijn)"
        use = f"volstaat als resultaat van {total.domain}" if total.domain else "enkel ter controle"
        return f"{as_text(total.maximum)} punten, {use}"

    def get_inlines(self, request: HttpRequest, part=None) -> list:
        """Questions once the part is there: then its edition says which domains they may feed."""
        return self.inlines if part else []

    def get_form(self, request: HttpRequest, part=None, **kwargs):
        form = super().get_form(request, part, **kwargs)
        if edition := form.base_fields.get("edition"):
            widget = edition.widget
            widget.can_add_related = widget.can_change_related = False
            widget.can_delete_related = widget.can_view_related = False
        return form

    def response_add(self, request: HttpRequest, part: TestPart, post_url_continue=None):
        """On to its questions."""
        if "_addanother" in request.POST or "_popup" in request.POST:
            return super().response_add(request, part, post_url_continue)
        self.message_user(request, f"{part} bewaard. Voeg nu de vragen toe.", messages.SUCCESS)
        return redirect("admin:results_testpart_change", part.pk)

    def changelist_view(self, request: HttpRequest, extra_context=None):
        edition = running_edition()
        extra = {"battery_year": edition and edition.year, **(extra_context or {})}
        return super().changelist_view(request, extra)

    def get_fieldsets(self, request: HttpRequest, part=None) -> list:
        points = points_of_part(part)
        note = "" if points.is_empty else why_items_stay(points) or WITH_POINTS
        return [(None, {"fields": self.fields, "description": note})]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        edition = running_edition()
        last = edition and edition.test_parts.order_by("-position").first()
        return {"edition": edition, "position": last.position + 1 if last else 1}

    @transaction.atomic
    def changeform_view(self, request: HttpRequest, object_id=None, *args, **kwargs):
        """While a part is saved, no point comes in and nobody else changes the edition's tests."""
        if request.method == "POST" and (part := _part_of(request)):
            hold_battery(part.edition)
        with acting_as(request.user):
            return super().changeform_view(request, object_id, *args, **kwargs)

    def has_delete_permission(self, request: HttpRequest, part=None) -> bool:
        return points_of_part(part).is_empty and super().has_delete_permission(request, part)

    def get_actions(self, request: HttpRequest) -> dict:
        """No removing of many at once."""
        return {
            name: action
            for name, action in super().get_actions(request).items()
            if name != "delete_selected"
        }

    def _page(self, request: HttpRequest, template: str, context: dict, status: int = 200):
        """One of the pages of a whole edition."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/results/{template}", context, status=status)

    def get_urls(self) -> list:
        def page(route: str, view, name: str):
            view = self.admin_site.admin_view(view)
            return path(route, view, {"model_admin": self}, name=f"results_{name}")

        return [
            page("editie/<int:year>/", battery.overview, "battery"),
            page("editie/<int:year>/rekenblad/", battery.download, "battery_download"),
            page("editie/<int:year>/overnemen/", battery.copy, "battery_copy"),
            page("editie/<int:year>/importeren/", battery_import.upload, "battery_import"),
            page("editie/<int:year>/nakijken/", battery_import.review, "battery_review"),
            page("vraag/<int:item_id>/", annul.annul, "item_annul"),
            *super().get_urls(),
        ]


def _part_of(request: HttpRequest) -> TestPart | None:
    pk = row_number(request.resolver_match.kwargs.get("object_id") or "")
    return TestPart.objects.filter(pk=pk).first()
