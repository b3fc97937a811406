"""Learning areas with their domains."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from results.models import Domain, LearningArea, Score


class DomainInline(admin.TabularInline):
    model = Domain
    extra = 0


@admin.register(LearningArea)
class LearningAreaAdmin(admin.ModelAdmin):
    list_display = ["name", "edition", "domain_names", "position"]
    list_filter = ["edition"]
    list_select_related = ["edition"]
    ordering = ["-edition__year", "position"]
    inlines = [DomainInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("domains")

    def get_readonly_fields(self, request: HttpRequest, area=None) -> list[str]:
        has_points = area and Score.objects.filter(
            item__domain__learning_area=area, item__is_total=False
        )
        return ["edition"] if has_points and has_points.exists() else []

    @admin.display(description="domeinen")
    def domain_names(self, area: LearningArea) -> str:
        return ", ".join(domain.name for domain in area.domains.all()) or "–"
