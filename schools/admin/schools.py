"""Schools: the list, adding and changing one, and sending registration codes."""

from django import forms
from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from ovsgtoets.kernel.autocomplete import LooksUp
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import long_date
from schools.admin import school_import
from schools.admin.classes import LookedAtOnly
from schools.domain.registration_codes import send_registration_code, why_no_code
from schools.models import RegistrationCode, School, Site


class SchoolForm(forms.ModelForm):
    class Meta:
        localized_fields = ["ses_percentage"]  # 1,23 as people write it


class SiteInline(admin.StackedInline):
    model = Site
    extra = 0
    fields = [
        ("sequence", "name"),
        ("street", "house_number", "postal_code", "municipality"),
    ]


class RegistrationCodeInline(LookedAtOnly, admin.TabularInline):
    model = RegistrationCode
    fields = readonly_fields = ["sent_to", "sent_by", "created_at", "expires_at", "used_at"]
    verbose_name_plural = "verstuurde registratiecodes"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("sent_by")


class YesNoFilter(admin.SimpleListFilter):
    """Whether `lookup` holds something."""

    lookup: str

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("ja", "Ja"), ("nee", "Nee")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() in ("ja", "nee"):
            return queryset.filter(**{f"{self.lookup}__isnull": self.value() == "nee"})
        return queryset


class RegisteredFilter(YesNoFilter):
    title = "geregistreerd"
    parameter_name = "geregistreerd"
    lookup = "registered_at"


class OpenCodeFilter(YesNoFilter):
    title = "geldige registratiecode"
    parameter_name = "code"
    lookup = "code_until"


@admin.register(School)
class SchoolAdmin(LooksUp, admin.ModelAdmin):
    form = SchoolForm
    list_display = [
        "institution_number",
        "name",
        "municipality",
        "umbrella",
        "is_registered",
        "open_code",
    ]
    list_display_links = ["institution_number", "name"]
    list_filter = [
        RegisteredFilter,
        OpenCodeFilter,
        "umbrella",
        "kind",
    ]
    list_per_page = 50
    search_fields = [
        "institution_number__startswith",
        "name",
        "municipality",
        "email",
        "memberships__user__first_name",
        "memberships__user__last_name",
        "memberships__user__email",
    ]
    search_help_text = "Zoek op instellingsnummer, naam, gemeente, e-mailadres of persoon."
    actions = ["send_codes"]
    inlines = [SiteInline, RegistrationCodeInline]
    readonly_fields = ["registered_at"]
    autocomplete_fields = ["board"]
    fieldsets = [
        (None, {"fields": ["institution_number", "name", "umbrella", "kind", "registered_at"]}),
        ("Bereiken", {"fields": ["email", "phone"]}),
        (
            "Adres",
            {"fields": [("street", "house_number"), ("postal_code", "municipality")]},
        ),
        ("Aanmelden", {"fields": ["two_step_from"]}),
        ("Facturen", {"fields": ["board"]}),
        ("SES", {"fields": [("ses_percentage", "ses_zone")]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        codes = RegistrationCode.objects.filter(
            school=OuterRef("pk"), used_at=None, expires_at__gt=timezone.now()
        ).order_by("-expires_at")
        return (
            super()
            .get_queryset(request)
            .annotate(code_until=Subquery(codes.values("expires_at")[:1]))
        )

    def has_delete_permission(self, request: HttpRequest, obj: School | None = None) -> bool:
        """One that registered has people and orders; a list of schools is never removed at once."""
        return (
            super().has_delete_permission(request, obj)
            and obj is not None
            and not obj.registered_at
        )

    @admin.display(description="geregistreerd", boolean=True, ordering="registered_at")
    def is_registered(self, school: School) -> bool:
        return school.registered_at is not None

    @admin.display(description="code geldig tot en met", ordering="code_until")
    def open_code(self, school: School) -> str:
        return long_date(school.code_until) or "–"

    @admin.action(description="Stuur registratiecode", permissions=["change"])
    def send_codes(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """First says what it will do, then does it for the schools that can get one."""
        if "confirmed" in request.POST:
            return self._send(request, queryset)
        reasons = {school: why_no_code(school) for school in queryset}
        return self._page(
            request,
            "admin/schools/school/send_codes.html",
            {
                "title": "Stuur registratiecode",
                "ready": [school for school, reason in reasons.items() if not reason],
                "reasons": [reason for reason in reasons.values() if reason],
                "valid_until": RegistrationCode.end_of_new(),
                "action": "send_codes",
            },
        )

    def _send(self, request: HttpRequest, queryset: QuerySet) -> None:
        sent = []
        for school in queryset:
            try:
                sent.append(send_registration_code(school=school, by=request.user).sent_to)
            except Refused as refusal:
                self.message_user(request, refusal.sentence, messages.WARNING)
        if sent:
            listed = ", ".join(sent[:5]) + (f" en {len(sent) - 5} andere" if len(sent) > 5 else "")
            self.message_user(
                request, f"Registratiecode verstuurd naar {listed}.", messages.SUCCESS
            )

    def _page(self, request: HttpRequest, template: str, context: dict, status: int = 200):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "list_url": reverse("admin:schools_school_changelist"),
            **context,
        }
        return TemplateResponse(request, template, context, status=status)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path(
                "importeer/",
                view(school_import.upload),
                {"model_admin": self},
                name="schools_school_import",
            ),
            path(
                "importeer/nazien/",
                view(school_import.review),
                {"model_admin": self},
                name="schools_school_import_review",
            ),
            *super().get_urls(),
        ]
