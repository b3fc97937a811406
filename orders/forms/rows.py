"""The rows of the order as they are typed in the table itself: a small form per row.

Each row also says which row it is and what the page showed of it (`was_…`), so that what somebody
else typed meanwhile is neither lost nor overwritten. See `orders/domain/keep.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from orders.domain.keep import ROW_TYPED, TypedRow
from orders.domain.rows import MOST_ROWS
from orders.forms.fields import MOST_COPIES, MOST_TEACHERS, number_field
from orders.models import DeliveryRow
from orders.models.order import DeliveryAddress

LONGEST_NAME = DeliveryRow._meta.get_field("site_name").max_length


@dataclass(frozen=True)
class Wrong:
    """Why a field was not kept; `value`: what was typed, None to show what stands there now.
    `is_kept`: it was, but can't be confirmed."""

    sentence: str
    value: str | None = None
    is_kept: bool = False


class RowForm(forms.Form):
    """The name and the numbers of one address. Hidden: its number, and what the page showed."""

    site_name = forms.CharField(
        label="Naam vestiging",
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Vul de naam van de vestiging in.",
            "max_length": f"Een naam heeft hoogstens {LONGEST_NAME} tekens.",
        },
    )
    teachers = number_field("Aantal leerkrachten", MOST_TEACHERS)
    copies = number_field("Aantal exemplaren", MOST_COPIES)
    row_id = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1
    )
    was_site_name = forms.CharField(widget=forms.HiddenInput, required=False)
    was_teachers = forms.IntegerField(widget=forms.HiddenInput, required=False)
    was_copies = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, position: int, name: str = "", **kwargs) -> None:
        super().__init__(*args, prefix=prefix_of(position), auto_id="%s", **kwargs)
        self.position = position
        for field in ROW_TYPED:
            whose = f", {name or f'rij {position + 1}'}"
            self.fields[field].widget.attrs |= {
                "aria-label": f"{self.fields[field].label}{whose}",
                "aria-describedby": f"{self.add_prefix(field)}-fout",
            }

    @classmethod
    def of(
        cls, row: DeliveryAddress, position: int, wrong: Mapping[str, Wrong] | None = None
    ) -> "RowForm":
        """The row as it stands; with `wrong`, what was typed and could not be kept."""
        values = {field: getattr(row, field) for field in ROW_TYPED}
        shown = {f"was_{field}": value for field, value in values.items()}
        typed = {name: one.value for name, one in (wrong or {}).items() if one.value is not None}
        initial = {"row_id": row.pk, **values, **shown, **typed}
        form = cls(initial=initial, position=position, name=row.site_name)
        for name in wrong or {}:
            form.fields[name].widget.attrs["aria-invalid"] = "true"
        return form

    @property
    def typed(self) -> TypedRow:
        """What was typed; what can't be read (and has its sentence) is left out."""
        data = self.cleaned_data
        return TypedRow(
            row_id=data.get("row_id"),
            wanted={field: data[field] for field in ROW_TYPED if field in data},
            shown={field: data.get(f"was_{field}") for field in ROW_TYPED},
        )

    @property
    def wrong(self) -> dict[str, Wrong]:
        """What could not be read, as it was typed."""
        return {
            name: Wrong(" ".join(self.errors[name]), self[name].value() or "")
            for name in ROW_TYPED
            if name in self.errors
        }


def prefix_of(position: int) -> str:
    return f"rij-{position}"


def typed_rows(data: Mapping[str, Any]) -> list[RowForm]:
    """A bound, validated form for each row that the page posted; none if it posted no rows."""
    forms_of_rows = []
    for position in range(MOST_ROWS):
        if f"{prefix_of(position)}-copies" not in data:
            break
        name = data.get(f"{prefix_of(position)}-was_site_name", "")
        form = RowForm(data, position=position, name=name)
        form.is_valid()
        forms_of_rows.append(form)
    return forms_of_rows
