"""The lower half of the guide's page."""

from decimal import Decimal

from django import forms
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html

from orders.choices import ADVISERS, CHOICES, REPORT, Choices
from orders.forms.fields import order_number, shown, tick
from orders.models import Order
from ovsgtoets.kernel.formats import euro


def _privacy_hint() -> str:
    return format_html('<a href="{}">Lees de privacyverklaring</a>', reverse_lazy("privacy"))


class ChoicesForm(forms.Form):
    """What a school may add. Kept as it is typed, so it refuses nothing but what can't be stored.

    Hidden: what the page showed of it (`was_…`).
    """

    advisers_may_see = tick(ADVISERS)
    feedback_report = tick(REPORT)
    tests_order_number = order_number(
        "Voeg indien gewenst bestelnummer voor de toetsen in (facturatie juni)"
    )
    report_order_number = order_number(
        "Voeg indien gewenst bestelnummer voor schoolfeedbackrapport in (facturatie najaar)"
    )

    ONLY_OVSG = ("advisers_may_see", "feedback_report", "report_order_number")

    def __init__(self, *args, school, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not school.is_ovsg:
            for name in self.ONLY_OVSG:
                del self.fields[name]

    @property
    def choices(self) -> Choices:
        """Those that could be read; the others as if they were not chosen."""
        return Choices(**self.cleaned_data_of_choices)

    @property
    def typed(self) -> dict[str, bool | str]:
        """Only those that differ from what the page showed."""
        return {
            name: value
            for name, value in self.cleaned_data_of_choices.items()
            if self._was(name) != as_shown(value)
        }

    @property
    def cleaned_data_of_choices(self) -> dict[str, bool | str]:
        """The choices that this form has, as they were posted."""
        return {name: self.cleaned_data[name] for name in CHOICES if name in self.cleaned_data}

    def _was(self, name: str) -> str:
        return self.data.get(f"was_{name}", as_shown(getattr(Choices(), name)))


def as_shown(choice: bool | str) -> str:
    """A choice as the hidden field `was_…` says it."""
    return {True: "ja", False: "nee"}.get(choice, choice) if isinstance(choice, bool) else choice


class AskedOfEverybodyForm(ChoicesForm):
    """What the school and the helpdesk alike are asked when they confirm."""

    agreed_numbers = tick("Ja, deze aantallen kloppen.")  # shown and asked when there is a question

    def clean(self) -> dict:
        data = super().clean()
        if data.get("report_order_number") and not data.get("feedback_report"):
            self.add_error(
                "report_order_number", "Vink ook het schoolfeedbackrapport aan, of laat dit leeg."
            )
        return data


class ConfirmForm(AskedOfEverybodyForm):
    """The whole lower half. The obligatory ticks always begin empty."""

    agreed_direction = tick(
        "Ik bevestig dat de directie akkoord gaat met deze bestelling.",
        needed="Vink aan dat de directie akkoord gaat.",
    )
    agreed_privacy = tick(
        "Ik heb kennis genomen van de OVSG privacyverklaring en ga hiermee akkoord",
        needed="Vink aan dat je de privacyverklaring kent en ermee akkoord gaat.",
        help_text=lazy(_privacy_hint, str)(),
    )
    # What the page showed. The template writes these itself, as they are now.
    seen_version = shown(forms.IntegerField, min_value=1, max_value=2**31 - 1)
    seen_total = shown(forms.DecimalField, max_digits=9, decimal_places=2)
    seen_price_list = shown(forms.IntegerField, required=False, min_value=1, max_value=2**63 - 1)
    field_order = ("agreed_direction", "agreed_privacy", *CHOICES)

    @classmethod
    def of(cls, order: Order | None, school) -> "ConfirmForm":
        """Empty, except for what was chosen so far."""
        initial = {name: getattr(order, name) for name in CHOICES} if order else {}
        return cls(initial=initial, school=school)

    def say_report_price(self, price: Decimal | None) -> None:
        """Under the tick for the report, which the total of the order leaves out."""
        if "feedback_report" not in self.fields:
            return
        apart = "apart gefactureerd in het najaar"
        self["feedback_report"].help_text = (
            f"De prijs is nog niet bekend. Het rapport wordt {apart}."
            if price is None
            else f"{euro(price)}, {apart}: niet in de prijs hieronder."
        )
