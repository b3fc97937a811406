"""The forms with which the helpdesk changes an order: the addresses, the choices, the reason."""

from collections.abc import Sequence

from django import forms

from orders.choices import CHOICES, Choices
from orders.domain.confirm_for_school import NO_REASON
from orders.domain.rows import MOST_ROWS
from orders.forms.address import AddressForm
from orders.forms.confirm import AskedOfEverybodyForm
from orders.forms.fields import shown
from orders.models import DeliveryRow
from orders.queries import ROW_FIELDS


class RowForm(AddressForm):
    """One address; `row` is its number when it is in the order already."""

    row = forms.IntegerField(required=False, widget=forms.HiddenInput, max_value=2**63 - 1)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, price_list=None, **kwargs)
        for field in self.fields.values():
            field.help_text = ""


class BaseRows(forms.BaseFormSet):
    def add_fields(self, form: RowForm, index: int | None) -> None:
        """Each field says of which address it is: the head of its column stands far away."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Verwijder"
        whose = (
            form.initial.get("site_name") or f"nieuw adres {index + 1 - self.initial_form_count()}"
        )
        for field in form.fields.values():
            if field.label:
                field.widget.attrs["aria-label"] = f"{field.label}, {whose}"

    @property
    def values(self) -> list[dict]:
        """The addresses that stay and those that are new, as `confirm_for_school` takes them."""
        return [
            {**{name: form.cleaned_data[name] for name in ROW_FIELDS}, "pk": form.cleaned_data["row"]}
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]  # fmt: skip

    def clean(self) -> None:
        if not any(self.errors) and not self.values:
            raise forms.ValidationError("Een bestelling heeft minstens één leveradres.")


Rows = forms.formset_factory(
    RowForm,
    formset=BaseRows,
    extra=2,
    can_delete=True,
    max_num=MOST_ROWS,
    validate_max=True,
    absolute_max=MOST_ROWS + 1,  # whoever claims thousands of rows is not drawn a thousand
)


def rows_form(data, rows: Sequence[DeliveryRow]) -> BaseRows:
    initial = [{**{name: getattr(row, name) for name in ROW_FIELDS}, "row": row.pk} for row in rows]
    return Rows(data, initial=initial, prefix="rows")


class CorrectionForm(AskedOfEverybodyForm):
    reason = forms.CharField(
        label="Reden",
        max_length=300,
        help_text="De school leest ze in haar mail en bij haar bestelling.",
        error_messages={"required": NO_REASON},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    seen_version = shown(forms.IntegerField, min_value=1, max_value=2**31 - 1)
    seen_total = shown(forms.DecimalField, required=False, max_digits=9, decimal_places=2)
    seen_report = shown(forms.DecimalField, required=False, max_digits=9, decimal_places=2)
    WRITTEN_BY_PREVIEW = ("seen_total", "seen_report", "agreed_numbers")

    LABELS = {
        "advisers_may_see": "Inzage door de pedagogisch adviseurs",
        "feedback_report": "Schoolfeedbackrapport",
        "tests_order_number": "Bestelnummer voor de toetsen (niet verplicht)",
        "report_order_number": "Bestelnummer voor het schoolfeedbackrapport (niet verplicht)",
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.LABELS.items():
            if name in self.fields:
                self.fields[name].label = label

    @classmethod
    def of(cls, choices: Choices, version: int, school) -> "CorrectionForm":
        initial = {name: getattr(choices, name) for name in CHOICES}
        return cls(initial={**initial, "seen_version": version}, school=school)
