"""A delivery address with what goes there, on a page of its own."""

from django import forms

from orders.forms.fields import MOST_COPIES, MOST_TEACHERS, number_field
from orders.models import DeliveryRow
from orders.models.price_list import PriceList
from orders.queries import ROW_FIELDS


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
