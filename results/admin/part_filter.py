"""Lists of the helpdesk by test part, whatever the edition: each year has its own row of a part."""

from django.contrib import admin

from results.models import TestPart


class PartFilter(admin.SimpleListFilter):
    """By the name of the part, each name once: beside the filter on the edition it finds one."""

    title = "toetsonderdeel"
    parameter_name = "onderdeel"

    def lookups(self, request, model_admin) -> list[tuple[str, str]]:
        names = TestPart.objects.order_by("-edition__year", "position").values_list(
            "name", flat=True
        )
        return [(name, name) for name in dict.fromkeys(names)]

    def queryset(self, request, queryset):
        return queryset.filter(part__name=self.value()) if self.value() else queryset
