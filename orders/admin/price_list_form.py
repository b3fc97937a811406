"""The form of a price list: amounts as people write them, and the tiers of delivery as pairs."""

from django import forms

from orders.domain.price_lists import refuse_wrong_day
from orders.domain.rows import MOST_ROWS
from orders.forms.fields import MOST_COPIES, MOST_TEACHERS
from orders.models import PriceList
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.forms import day_input
from schools.models import Edition

TIERS = range(1, 5)
PRICES = ["copy_price", "bundle_price", "delivery_price", "report_price", "vat_percentage"]
FIELDS = [
    "counts_from", "copy_price", "copies_per_free_bundle", "bundle_price", "delivery_price",
    "minimum_copies", "report_price", "vat_percentage", "vat_exemption",
]  # fmt: skip
MOST_IN_PARCEL = MOST_ROWS * MOST_COPIES


def tier_fields() -> list[tuple[str, str]]:
    return [(f"tier_{number}_copies", f"tier_{number}_price") for number in TIERS]


class PriceListForm(forms.ModelForm):
    class Meta:
        model = PriceList
        fields = FIELDS
        localized_fields = PRICES  # 4,70 as people write it
        labels = {
            "delivery_price": "Prijs levering per adres (EUR)",
            "copies_per_free_bundle": "Gratis instructiebundel per begonnen … exemplaren",
        }
        help_texts = {"delivery_price": "Met grenzen hieronder: voor alles wat groter is."}
        widgets = {"counts_from": day_input()}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.version > 1:
            self.fields["counts_from"].help_text = "Vandaag of een dag die nog komt."
        stored = list(zip(self.instance.tier_copies, self.instance.tier_prices, strict=True))
        for number, names in zip(TIERS, tier_fields(), strict=True):
            copies, price = names
            self.fields[copies] = forms.IntegerField(
                label=f"Grens {number}: tot … exemplaren",
                required=False, min_value=1, max_value=MOST_IN_PARCEL,
            )  # fmt: skip
            self.fields[price] = forms.DecimalField(
                label="prijs van die levering (EUR)",
                required=False, min_value=0, max_digits=7, decimal_places=2, localize=True,
            )  # fmt: skip
            if number <= len(stored):
                self.initial[copies], self.initial[price] = stored[number - 1]

    def clean(self) -> dict:
        data = super().clean()
        tiers = self._tiers(data)
        self.instance.tier_copies = [copies for copies, _ in tiers]
        self.instance.tier_prices = [price for _, price in tiers]
        self._refuse_past_day(data)
        return data

    def _tiers(self, data: dict) -> list[tuple]:
        tiers, last = [], 0
        for copies_name, price_name in tier_fields():
            copies, price = data.get(copies_name), data.get(price_name)
            if self.errors.keys() & {copies_name, price_name} or copies is price is None:
                continue
            if copies is None:
                self.add_error(copies_name, "Vul in tot hoeveel exemplaren deze prijs geldt.")
            elif price is None:
                self.add_error(price_name, "Vul de prijs in.")
            elif copies <= last:
                self.add_error(copies_name, f"Kies meer dan {last} exemplaren.")
            else:
                tiers.append((copies, price))
                last = copies
        return tiers

    def _refuse_past_day(self, data: dict) -> None:
        """The day of a version that was never used may still move, but not back into the past."""
        previous = self._previous()
        if "counts_from" in self.errors or "counts_from" not in self.changed_data or not previous:
            return
        try:
            refuse_wrong_day(previous, data.get("counts_from"))
        except Refused as refusal:
            refusal.show_on(self)

    def _previous(self) -> PriceList | None:
        if self.instance.pk is None:
            return None
        lists = PriceList.objects.filter(edition=self.instance.edition_id)
        return lists.filter(version__lt=self.instance.version).order_by("-version").first()


class FirstPriceListForm(PriceListForm):
    """The first list of an edition; from then on there are new versions."""

    class Meta(PriceListForm.Meta):
        fields = ["edition", *FIELDS]

    def clean_edition(self):
        """Held until the list is written: of two people at once the second is refused."""
        chosen = self.cleaned_data["edition"]
        edition = Edition.objects.select_for_update(no_key=True).get(pk=chosen.pk)
        if PriceList.objects.filter(edition=edition).exists():
            raise forms.ValidationError(
                f"{edition} heeft al een prijslijst. Open die, en kies Maak een nieuwe versie."
            )
        return edition


class ExampleForm(forms.Form):
    """The order whose price is shown beside a list."""

    copies = forms.IntegerField(label="leerlingen", min_value=0, max_value=MOST_COPIES)
    teachers = forms.IntegerField(label="leerkrachten", min_value=0, max_value=MOST_TEACHERS)
