"""Editions with their prices and their tests."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from orders.models import PriceList
from ovsgtoets.demo.battery import PARTS, domain_averages
from results.models import Domain, Item, LearningArea, TestPart
from schools.models import Edition


@dataclass(frozen=True)
class Year:
    """An edition as it was made. `items` has per part its questions; `areas` per item its area."""

    edition: Edition
    prices: PriceList
    parts: list[TestPart]
    items: dict[int, list[Item]]

    def parts_open_on(self, day: date) -> list[TestPart]:
        return [part for part in self.parts if part.opens_on <= day]


def make_year(year: int) -> Year:
    """The edition of `year`, open from 1 September before; orders until 1 April."""
    edition = Edition.objects.create(
        year=year,
        orders_open_on=date(year - 1, 9, 1),
        orders_close_on=date(year, 4, 1),
        entry_opens_on=date(year - 1, 9, 1),
        entry_closes_on=date(year, 6, 26),
    )
    prices = PriceList.objects.create(
        edition=edition,
        copy_price=Decimal("4.70"),
        bundle_price=Decimal("4.70"),
        delivery_price=Decimal("13.50"),
    )
    domains = _make_domains(edition)
    parts = TestPart.objects.bulk_create(
        TestPart(
            edition=edition,
            name=plan.name,
            mode=plan.mode,
            entered_by=plan.entered_by,
            opens_on=plan.opens_on(year),
            may_be_total=plan.may_be_total,
            position=position,
        )
        for position, plan in enumerate(PARTS, start=1)
    )
    return Year(edition, prices, parts, _make_items(parts, domains))


def _make_domains(edition: Edition) -> dict[tuple[str, str], Domain]:
    keys = list(domain_averages())
    areas = {
        name: LearningArea.objects.create(edition=edition, name=name, position=position)
        for position, name in enumerate(dict.fromkeys(area for area, _ in keys), start=1)
    }
    domains = Domain.objects.bulk_create(
        Domain(learning_area=areas[area], name=name, position=position)
        for position, (area, name) in enumerate(keys, start=1)
    )
    return dict(zip(keys, domains, strict=True))


def _make_items(
    parts: list[TestPart], domains: dict[tuple[str, str], Domain]
) -> dict[int, list[Item]]:
    return {
        part.pk: Item.objects.bulk_create(
            Item(
                part=part,
                domain=domains[domain],
                label=label,
                page=page,
                maximum=maximum,
                position=position,
            )
            for position, (label, page, domain, maximum) in enumerate(plan.items(), start=1)
        )
        for part, plan in zip(parts, PARTS, strict=True)
    }
