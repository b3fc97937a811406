"""The tests of an edition, as the figures read them."""

from django.db.models import Q

from results.analysis.layout import Column, ItemColumn, Layout
from results.models import Item
from schools.models import Edition

OF_ITEM = (
    "pk", "label", "page", "part_id", "part__name", "maximum", "is_total", "domain_id",
    "domain__name", "domain__learning_area_id", "domain__learning_area__name",
)  # fmt: skip


def layout_of(edition: Edition) -> Layout:
    """The items that count, with a domain, and the domains and areas that have a question. One
    query. (A total that is never a result has no domain.)"""
    rows = list(
        Item.objects.filter(part__edition=edition, counts=True, domain__isnull=False)
        .filter(Q(is_total=False) | Q(part__may_be_total=True))
        .order_by("part__position", "part_id", "position", "pk")
        .values_list(*OF_ITEM, "domain__learning_area__position", "domain__position")
    )
    order = sorted({(r[11], r[9], r[12], r[7], r[10], r[8]) for r in rows if not r[6]})
    areas = list(dict.fromkeys((area, name) for _, area, _, _, name, _ in order))
    place_of_area = {area: place for place, (area, _) in enumerate(areas)}
    domains = [Column(pk, name, place_of_area[area]) for _, area, _, pk, _, name in order]
    place_of = {domain.pk: place for place, domain in enumerate(domains)}
    items = tuple(
        ItemColumn(pk, label, page, part, part_name, place_of[domain], int(100 * most), is_total)
        for pk, label, page, part, part_name, most, is_total, domain, *_ in rows
        if domain in place_of
    )
    return Layout(tuple(areas), tuple(domains), items)
