"""The forms of ordering: a delivery address, and the confirmation."""

from django import forms
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html

from orders.domain.confirm import Choices
from orders.models import DeliveryRow, Order
from orders.models.price_list import PriceList
from orders.queries import ROW_FIELDS

MOST_COPIES = 999
MOST_TEACHERS = 99


def number_field(label: str, most: int) -> forms.IntegerField:
    sentence = f"Vul een getal van 0 tot {most} in."
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence),
    )


class AddressForm(forms.ModelForm):
    """A delivery address and what goes there."""

    teachers = number_field("Aantal leerkrachten", MOST_TEACHERS)
    copies = number_field("Aantal exemplaren", MOST_COPIES)

    class Meta:
        model = DeliveryRow
        fields = ROW_FIELDS
        labels = {
            "site_name": "Naam vestiging",
            "street": "Straat",
            "house_number": "Huisnr",
            "postal_code": "Postcode",
            "municipality": "Gemeente",
        }
        widgets = {
            "site_name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "street": forms.TextInput(attrs={"autocomplete": "off"}),
            "house_number": forms.TextInput(attrs={"autocomplete": "off", "size": 8}),
            "postal_code": forms.TextInput(
                attrs={"autocomplete": "postal-code", "inputmode": "numeric", "size": 6}
            ),
            "municipality": forms.TextInput(attrs={"autocomplete": "address-level2"}),
        }
        error_messages = {
            "site_name": {"required": "Vul de naam van de vestiging in."},
            "street": {"required": "Vul de straat in."},
            "house_number": {"required": "Vul het huisnummer in."},
            "postal_code": {"required": "Vul de postcode in."},
            "municipality": {"required": "Vul de gemeente in."},
        }

    def __init__(self, *args, price_list: PriceList | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["copies"].help_text = "Eén exemplaar per leerling."
        if price_list:
            self.fields["teachers"].help_text = (
                f"Per begonnen {price_list.copies_per_free_bundle} exemplaren is er "
                "één instructiebundel gratis."
            )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("copies") == 0 and data.get("teachers") == 0:
            self.add_error("copies", "Vul het aantal exemplaren of leerkrachten in.")
        return data


def _privacy_hint() -> str:
    return format_html('<a href="{}">Lees de privacyverklaring</a>', reverse_lazy("privacy"))


def tick(label: str, *, needed: str = "", **options) -> forms.BooleanField:
    """A tick; `needed` is the sentence for who leaves an obligatory one empty."""
    return forms.BooleanField(
        label=label, required=bool(needed), error_messages={"required": needed}, **options
    )


def order_number(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def shown(kind: type[forms.Field], **limits) -> forms.Field:
    """A hidden field that says what the page showed."""
    sentence = "Laad de pagina opnieuw, en bevestig dan."
    names = ("required", "invalid", "min_value", "max_value", "max_digits", "max_decimal_places",
             "max_whole_digits")  # fmt: skip
    return kind(widget=forms.HiddenInput, error_messages=dict.fromkeys(names, sentence), **limits)


class ConfirmForm(forms.Form):
    """The lower half of the guide's page. The two obligatory ticks always begin empty."""

    agreed_direction = tick(
        "Ik bevestig dat de directie akkoord gaat met deze bestelling.",
        needed="Vink aan dat de directie akkoord gaat.",
    )
    agreed_privacy = tick(
        "Ik heb kennis genomen van de OVSG privacyverklaring en ga hiermee akkoord",
        needed="Vink aan dat je de privacyverklaring kent en ermee akkoord gaat.",
        help_text=lazy(_privacy_hint, str)(),
    )
    advisers_may_see = tick(
        "Wij zijn akkoord om de pedagogisch adviseurs inzage te geven in de puntenmodule."
    )
    feedback_report = tick("Wij wensen een schoolfeedbackrapport te bestellen")
    tests_order_number = order_number(
        "Voeg indien gewenst bestelnummer voor de toetsen in (facturatie juni)"
    )
    report_order_number = order_number(
        "Voeg indien gewenst bestelnummer voor schoolfeedbackrapport in (facturatie najaar)"
    )
    # What the page showed. The template writes these two itself, as they are now.
    seen_version = shown(forms.IntegerField, min_value=1, max_value=2**31 - 1)
    seen_total = shown(forms.DecimalField, max_digits=9, decimal_places=2)

    ONLY_OVSG = ("advisers_may_see", "feedback_report", "report_order_number")

    def __init__(self, *args, school, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not school.is_ovsg:
            for name in self.ONLY_OVSG:
                del self.fields[name]

    @classmethod
    def of(cls, order: Order | None, school) -> "ConfirmForm":
        """Empty, except for what was chosen at the last confirmation."""
        names = Choices.__dataclass_fields__
        initial = {name: getattr(order, name) for name in names} if order else {}
        return cls(initial=initial, school=school)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("report_order_number") and not data.get("feedback_report"):
            self.add_error(
                "report_order_number",
                "Vink ook aan dat je een schoolfeedbackrapport bestelt, of laat dit leeg.",
            )
        return data

    @property
    def choices(self) -> Choices:
        names = Choices.__dataclass_fields__
        return Choices(**{n: self.cleaned_data[n] for n in names if n in self.cleaned_data})

    def asked_again(self, school) -> "ConfirmForm":
        """The same choices, with the obligatory ticks empty: what they were for has changed."""
        return ConfirmForm(initial=vars(self.choices), school=school)
