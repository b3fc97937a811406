"""Editions: their dates, with the mistakes that a tired person makes refused."""

from datetime import date

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from ovsgtoets.kernel.clock import school_year_of, today
from schools.models import Edition

DATES = ["orders_open_on", "orders_close_on", "entry_opens_on", "entry_closes_on"]


class EditionForm(forms.ModelForm):
    class Meta:
        model = Edition
        fields = ["year", *DATES]

    def clean(self) -> dict:
        data = super().clean()
        if not (year := data.get("year")):
            return data
        if not 2000 <= year <= 2100:
            self.add_error("year", "Het jaar waarin het schooljaar eindigt, bv. 2027.")
            return data
        first, last = date(year - 1, 9, 1), date(year, 8, 31)
        for name in DATES:
            if (day := data.get(name)) and not first <= day <= last:
                self.add_error(
                    name,
                    f"Kies een dag in het schooljaar {year - 1}-{year} (1 september–31 augustus).",
                )
        return data


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    form = EditionForm
    list_display = ["year", *DATES, "is_running"]
    fieldsets = [
        (None, {"fields": ["year"]}),
        (
            "Bestellen",
            {
                "fields": ["orders_open_on", "orders_close_on"],
                "description": "Tot en met de laatste dag wijzigt de school zelf; daarna enkel de helpdesk.",
            },
        ),
        ("Punten", {"fields": ["entry_opens_on", "entry_closes_on"]}),
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        """The usual days of the next edition that does not exist yet."""
        last = Edition.objects.order_by("-year").values_list("year", flat=True).first()
        year = last + 1 if last else school_year_of(today())
        return {
            "year": year,
            "orders_open_on": date(year - 1, 9, 1),
            "orders_close_on": date(year, 4, 1),
            "entry_opens_on": date(year - 1, 9, 1),
            "entry_closes_on": date(year, 6, 30),
        }

    @admin.display(description="loopt nu", boolean=True)
    def is_running(self, edition: Edition) -> bool:
        return edition.year == school_year_of(today())
