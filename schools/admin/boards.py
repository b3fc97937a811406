"""School boards: who pays, with their schools."""

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from schools.models import School, SchoolBoard


class CompleteFilter(admin.SimpleListFilter):
    title = "klaar voor facturen"
    parameter_name = "klaar"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("ja", "Ja"), ("nee", "Nee")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        names = ("enterprise_number", "street", "house_number", "postal_code", "municipality")
        lacks = Q(*((name, "") for name in names), _connector=Q.OR)
        return {"ja": queryset.exclude(lacks), "nee": queryset.filter(lacks)}.get(
            self.value(), queryset
        )


class SchoolInline(admin.TabularInline):
    model = School
    fields = readonly_fields = ["institution_number", "name", "municipality"]
    can_delete = False
    max_num = 0
    show_change_link = True
    verbose_name_plural = "scholen van dit bestuur"


@admin.register(SchoolBoard)
class SchoolBoardAdmin(admin.ModelAdmin):
    list_display = ["name", "enterprise_number", "municipality", "number_of_schools", "lacks"]
    list_filter = [CompleteFilter]
    list_per_page = 50
    ordering = ["name", "pk"]
    search_fields = ["name", "enterprise_number", "municipality"]
    search_help_text = "Zoek op naam, KBO-nummer (tien cijfers) of gemeente."
    inlines = [SchoolInline]
    fieldsets = [
        (None, {"fields": ["name", "enterprise_number", "email"]}),
        ("Adres", {"fields": [("street", "house_number"), ("postal_code", "municipality")]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SchoolBoard]:
        return super().get_queryset(request).annotate(school_count=Count("schools"))

    @admin.display(description="scholen", ordering="school_count")
    def number_of_schools(self, board: SchoolBoard) -> int:
        return board.school_count

    @admin.display(description="ontbreekt nog")
    def lacks(self, board: SchoolBoard) -> str:
        return ", ".join(board.missing) or "–"
