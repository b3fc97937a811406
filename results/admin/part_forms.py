"""The form of a part with its questions: what points forbid is closed, and says why."""

from decimal import Decimal

from django import forms

from results.domain.battery_rules import (
    why_item_stays,
    why_items_stay,
    why_no_sum,
    why_not_as_total,
    why_not_that_day,
    why_part_stays,
    why_totals_stay,
)
from results.models import TestPart
from results.models.battery_triggers import LAST
from results.queries.battery import PointsOf, points_of

BOUND = ("label", "domain", "maximum")  # of an item with points


def points_of_part(part: TestPart | None) -> PointsOf:
    return points_of([part])[part.pk] if part and part.pk else PointsOf()


class PartForm(forms.ModelForm):
    """Closed fields keep what they have, whatever is sent."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.points = points_of_part(self.instance)
        reason = why_part_stays(self.points)
        for name in ("edition", "entered_by"):
            if reason and name in self.fields:
                self.fields[name].disabled = True
                self.fields[name].help_text = reason
        reason = why_totals_stay(self.points)
        if reason and self.instance.may_be_total and "may_be_total" in self.fields:
            self.fields["may_be_total"].disabled = True
            self.fields["may_be_total"].help_text = reason

    def clean(self) -> dict:
        data = super().clean()
        edition, day = data.get("edition"), data.get("opens_on")
        if edition and day and (reason := why_not_that_day(day, edition)):
            self.add_error("opens_on", reason)
        return data


class ItemForm(forms.ModelForm):
    class Meta:
        localized_fields = ["maximum"]  # 2,5 as people write it

    def clean_maximum(self) -> Decimal:
        maximum = self.cleaned_data["maximum"]
        if maximum <= 0:
            raise forms.ValidationError("Het maximum is hoger dan 0.")
        return maximum

    def clean_position(self) -> int:
        position = self.cleaned_data["position"]
        if position >= LAST:
            raise forms.ValidationError("Kies een lager getal.")
        return position


class ItemFormSet(forms.BaseInlineFormSet):
    """The questions of a part."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.points = points_of_part(self.instance)
        self._domains: list | None = None

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "domain" in form.fields:
            self._domains = self._domains or list(form.fields["domain"].choices)
            form.fields["domain"].choices = self._domains  # asked once, not per question
        if form.instance.pk and why_item_stays(form.instance.pk, self.points):
            for name in (*BOUND, forms.formsets.DELETION_FIELD_NAME):
                if name in form.fields:
                    form.fields[name].disabled = True

    def clean(self) -> None:
        super().clean()
        left = [
            form
            for form in self.forms
            if form.cleaned_data and not self._should_delete_form(form)
        ] if not any(self.errors) else []  # fmt: skip
        if left:
            self._refuse_new(left)
            self._refuse_sum(left)
            self._refuse_domains(left)

    def _refuse_new(self, left: list) -> None:
        reason = why_items_stay(self.points)
        for form in left:
            if reason and not form.instance.pk:
                form.add_error(None, reason)

    @staticmethod
    def _refuse_sum(left: list) -> None:
        if reason := why_no_sum(form.cleaned_data["maximum"] for form in left):
            raise forms.ValidationError(reason)

    def _refuse_domains(self, left: list) -> None:
        domains = {form.cleaned_data["domain"] for form in left}
        if {domain.learning_area.edition_id for domain in domains} != {self.instance.edition_id}:
            raise forms.ValidationError("Kies domeinen van dezelfde editie als het onderdeel.")
        if reason := why_not_as_total(self.instance, domains):
            raise forms.ValidationError(reason)
