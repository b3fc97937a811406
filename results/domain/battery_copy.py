"""Taking the tests of one edition over into another: first what would come, then the same, made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from ovsgtoets.kernel.errors import OTHER_NOW, Refused
from ovsgtoets.kernel.history import acting_as
from results.domain.battery import hold_battery
from results.models import Domain, Item, LearningArea, TestPart
from results.queries.battery import Battery, battery_of
from schools.models import Edition


@dataclass(frozen=True)
class CopiedPart:
    part: TestPart
    items: int
    opens_on: date


@dataclass(frozen=True)
class CopyPlan:
    """What `copy_battery` makes in `target`."""

    source: Battery
    target: Edition
    parts: list[CopiedPart]
    annulled: int  # items that did not count, and will

    @property
    def fingerprint(self) -> str:
        """What whoever confirms has seen."""
        days = " ".join(part.opens_on.isoformat() for part in self.parts)
        return f"{self.source.questions} {self.source.maximum} {len(self.source.areas)} {days}"


def editions_to_copy(target: Edition) -> list[Edition]:
    """The other editions that have tests, the latest first."""
    editions = Edition.objects.filter(test_parts__isnull=False).exclude(pk=target.pk)
    return list(editions.distinct().order_by("-year"))


def plan_copy(*, source: Edition, target: Edition) -> CopyPlan:
    """What copying would make; changes nothing. Refuses when `target` has tests of its own, or
    `source` has none."""
    if LearningArea.objects.filter(edition=target).exists() or target.test_parts.exists():
        raise Refused(f"De {target} heeft al toetsen. Overnemen kan enkel in een lege editie.")
    battery = battery_of(source)
    if not battery.parts:
        raise Refused(f"De {source} heeft geen toetsen om over te nemen.")
    return CopyPlan(
        battery,
        target,
        [CopiedPart(v.part, len(v.items), shifted(v.part.opens_on, source, target)) for v in battery.parts],
        sum(len(view.annulled) for view in battery.parts),
    )  # fmt: skip


def shifted(day: date, source: Edition, target: Edition) -> date:
    """The same day in the target's year: the same weekday, at most three days earlier or later,
    and never before its entry opens or after it closes. The first day stays the first day."""
    if day <= source.entry_opens_on:
        return target.entry_opens_on
    year = day.year + target.year - source.year
    same = date(year, day.month, min(day.day, 28 if day.month == 2 else day.day))
    offset = (day.weekday() - same.weekday() + 3) % 7 - 3
    return min(max(same + timedelta(days=offset), target.entry_opens_on), target.entry_closes_on)


@transaction.atomic
def copy_battery(*, source: Edition, target: Edition, seen: str, by) -> CopyPlan:
    """Makes the areas, domains, parts and items of `source` in `target`, all or nothing.

    Every item counts again. Refuses as `plan_copy` does (so a second time is refused), and when
    the plan is no longer the one that was seen. The history says by whom.
    """
    hold_battery(target)
    plan = plan_copy(source=source, target=target)
    if plan.fingerprint != seen:
        raise Refused(OTHER_NOW)
    with acting_as(by):
        domains = _copy_domains(plan.source, target)
        parts = _copy_parts(plan.parts, target)
        Item.objects.bulk_create(_copies(plan.source, parts, domains))
    return plan


def _copy_domains(source: Battery, target: Edition) -> dict[int, Domain]:
    """Old domain's number → new domain."""
    copies = {}
    for view in source.areas:
        area = LearningArea.objects.create(
            edition=target, name=view.area.name, position=view.area.position
        )
        for one in view.domains:
            old = one.domain
            copies[old.pk] = Domain(learning_area=area, name=old.name, position=old.position)
    Domain.objects.bulk_create(copies.values())
    return copies


def _copy_parts(planned: list[CopiedPart], target: Edition) -> dict[int, TestPart]:
    """Old part's number → new part."""
    copies = {
        one.part.pk: TestPart(
            edition=target,
            name=one.part.name,
            mode=one.part.mode,
            entered_by=one.part.entered_by,
            opens_on=one.opens_on,
            may_be_total=one.part.may_be_total,
            position=one.part.position,
        )
        for one in planned
    }
    TestPart.objects.bulk_create(copies.values())
    return copies


def _copies(
    source: Battery, parts: dict[int, TestPart], domains: dict[int, Domain]
) -> Iterable[Item]:
    for view in source.parts:
        for item in view.items:
            yield Item(
                part=parts[view.part.pk],
                domain=domains[item.domain_id],
                label=item.label,
                maximum=item.maximum,
                page=item.page,
                position=item.position,
            )
