"""New versions of a price list. One that was used is never changed."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from orders.models import PriceList
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import long_date
from schools.models import Edition

SAID = (
    "counts_from", "copy_price", "bundle_price", "copies_per_free_bundle", "delivery_price",
    "tier_copies", "tier_prices", "report_price", "vat_percentage", "vat_exemption",
    "minimum_copies",
)  # fmt: skip


@transaction.atomic
def make_new_version(*, based_on: PriceList, values: Mapping[str, Any], by) -> PriceList:
    """Writes the next version of the list with `values` (each name of SAID), and returns it.

    From its day on it counts for every order that is confirmed then; what is confirmed already
    keeps its prices. Twice the same gives the same version. Refused as `check_new_version` says.
    """
    Edition.objects.select_for_update(no_key=True).get(pk=based_on.edition_id)
    if made := check_new_version(based_on=based_on, values=values):
        return made
    return PriceList.objects.create(
        edition_id=based_on.edition_id,
        version=based_on.version + 1,
        **{name: values[name] for name in SAID},
    )


def check_new_version(*, based_on: PriceList, values: Mapping[str, Any]) -> PriceList | None:
    """The version that says just this, if it was made already; None when it can be made.

    Writes nothing. Refused when it differs in nothing, when its day is over or before that of
    `based_on`, and when somebody made another version meanwhile.
    """
    newest = PriceList.objects.filter(edition=based_on.edition_id).order_by("-version").first()
    if newest.version == based_on.version + 1 and _says(newest, values):
        return newest
    if newest.pk != based_on.pk:
        raise Refused(
            f"Intussen maakte iemand versie {newest.version}. Maak een nieuwe versie van die lijst."
        )
    refuse_wrong_day(based_on, values["counts_from"])
    if _says(based_on, {**values, "counts_from": based_on.counts_from}):
        raise Refused("Er verandert niets: alle prijzen zijn die van de vorige versie.")
    return None


def refuse_wrong_day(previous: PriceList, day) -> None:
    """A version counts from today or later, and not before the one that it replaces."""
    if day is None:
        raise Refused("Vul in vanaf welke dag deze prijzen tellen.", field="counts_from")
    if day < today():
        raise Refused("Kies vandaag of een dag die nog komt.", field="counts_from")
    if previous.counts_from and day < previous.counts_from:
        raise Refused(
            f"Versie {previous.version} telt vanaf {long_date(previous.counts_from)}. "
            "Kies die dag of een latere.",
            field="counts_from",
        )


def _says(price_list: PriceList, values: Mapping[str, Any]) -> bool:
    return all(getattr(price_list, name) == values[name] for name in SAID)
