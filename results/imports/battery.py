"""Storing a spreadsheet with the year's tests: the plan that was seen, carried out at once."""

from django.db import transaction

from ovsgtoets.kernel.errors import OTHER_NOW, Refused
from ovsgtoets.kernel.history import acting_as
from results.domain.battery import hold_battery
from results.imports.battery_plan import ImportPlan, Kind, key_of
from results.imports.battery_planner import plan_import
from results.imports.battery_rows import Sheet
from results.models import Domain, Item, LearningArea, TestPart
from schools.models import Edition

NOT_WHOLE = "Sommige rijen kunnen niet. Er is niets bewaard: verbeter ze in het bestand."


@transaction.atomic
def import_battery(*, sheet: Sheet, edition: Edition, seen: str, by) -> ImportPlan:
    """Makes the plan again while nobody else changes anything, and carries it out, all or nothing.

    Refuses when it is not the plan that was `seen` (its fingerprint), or when it refuses
    something. A second time everything is equal. The history says by whom.
    """
    hold_battery(edition)
    plan = plan_import(sheet=sheet, edition=edition)
    if plan.fingerprint != seen:
        raise Refused(OTHER_NOW)
    if plan.is_refused:
        raise Refused(NOT_WHOLE)
    with acting_as(by):
        Item.objects.filter(pk__in=[item.pk for item in plan.gone]).delete()
        _make_domains(plan)
        _write_parts(plan)
        _write_items(plan)
        _remove_empty(plan)
    return plan


def _make_domains(plan: ImportPlan) -> None:
    for number, area in enumerate(_new(plan.areas.values()), _next(LearningArea, plan.edition)):
        area.position = number
        area.save()
    last: dict[int, int] = {}
    for domain in plan.domains.values():
        area = domain.learning_area
        last[area.pk] = max(last.get(area.pk, 0), domain.position or 0)
    domains = _new(plan.domains.values())
    for domain in domains:
        domain.learning_area_id = domain.learning_area.pk
        domain.position = last[domain.learning_area_id] = last[domain.learning_area_id] + 1
    Domain.objects.bulk_create(domains)


def _write_parts(plan: ImportPlan) -> None:
    for number, one in enumerate(plan.new_parts, _next(TestPart, plan.edition)):
        one.part.position = number
        one.part.save()
    for one in plan.changed_parts:
        one.part.save()


def _write_items(plan: ImportPlan) -> None:
    new, changed = [], []
    for part in plan.parts:
        for planned in part.items:
            if planned.kind == Kind.EQUAL:
                continue
            row, item = planned.row, planned.item or Item(part=part.part, label=planned.row.label)
            item.domain = plan.domains[key_of(row.area, row.domain)]
            item.maximum, item.position = row.maximum, planned.place
            if plan.sheet.has_pages:
                item.page = row.page
            (changed if planned.item else new).append(item)
    Item.objects.bulk_update(changed, ["domain", "maximum", "page", "position"])
    Item.objects.bulk_create(new)


def _remove_empty(plan: ImportPlan) -> None:
    """The domains whose last question went, and the areas whose last domain did."""
    areas = {domain.learning_area_id for domain in plan.left_empty}
    Domain.objects.filter(pk__in=[domain.pk for domain in plan.left_empty]).delete()
    LearningArea.objects.filter(pk__in=areas, domains__isnull=True).delete()


def _new(rows) -> list:
    return [row for row in rows if row.pk is None]


def _next(model, edition: Edition) -> int:
    """The position after the last one of the edition."""
    last = model.objects.filter(edition=edition).order_by("-position").first()
    return last.position + 1 if last else 1
