"""Comparing the rows of a sheet with the tests that there are: this makes the plan."""

from ovsgtoets.kernel.formats import points as as_text
from results.domain.battery_rules import (
    why_item_stays,
    why_items_stay,
    why_no_sum,
    why_not_as_total,
    why_not_that_day,
    why_part_stays,
    why_totals_stay,
)
from results.imports.battery_plan import (
    PART_FIELDS,
    WORDS,
    Change,
    ImportPlan,
    Kind,
    PlannedItem,
    PlannedPart,
    key_of,
)
from results.imports.battery_rows import Row, Sheet
from results.models import Domain, Item, LearningArea, TestPart
from results.queries.battery import PointsOf, battery_of
from schools.models import Edition


def plan_import(*, sheet: Sheet, edition: Edition) -> ImportPlan:
    """What storing this sheet would do. A fixed number of queries, however long it is."""
    return _Planner(sheet, edition).plan()


class _Planner:
    def __init__(self, sheet: Sheet, edition: Edition) -> None:
        self.sheet, self.edition = sheet, edition
        battery = battery_of(edition)
        self.areas = {key_of(view.area.name)[0]: view.area for view in battery.areas}
        self.domains = {
            key_of(view.area.name, one.domain.name): one.domain
            for view in battery.areas
            for one in view.domains
        }
        self.views = {key_of(view.part.name)[0]: view for view in battery.parts}
        self.parts: dict[str, PlannedPart] = {}
        self.refused: list[PlannedItem] = []
        self.labels: dict[tuple[str, str], int] = {}
        self.said: dict[tuple[str, str], object] = {}  # (part, field) → what the file says

    def plan(self) -> ImportPlan:
        for row in self.sheet.rows:
            self._plan_row(row)
        for key, part in self.parts.items():
            self._finish(key, part)
        return ImportPlan(
            self.edition,
            self.sheet,
            list(self.parts.values()),
            self.refused,
            self.areas,
            self.domains,
            self._left_empty(),
            [view.part for key, view in self.views.items() if key not in self.parts],
        )

    # --- a row ---

    def _plan_row(self, row: Row) -> None:
        if not row.reason:
            row.reason = self._why_not(row)
        if row.reason:
            self.labels.setdefault((key_of(row.part)[0], key_of(row.label)[0]), row.number)
            self.refused.append(PlannedItem(row, Kind.REFUSED, reason=row.reason))
            return
        part = self._part_of(row)
        planned = self._compare(row, part)
        (self.refused if planned.kind == Kind.REFUSED else part.items).append(planned)

    def _why_not(self, row: Row) -> str:
        """What this row says against the rows above it."""
        part = key_of(row.part)[0]
        label = (part, key_of(row.label)[0])
        if first := self.labels.get(label):
            return f"Vraag {row.label} van {row.part} staat er al, in rij {first}."
        if row.opens_on and (reason := why_not_that_day(row.opens_on, self.edition)):
            return reason
        for name, in_words in PART_FIELDS.items():
            value = getattr(row, name)
            said = self.said.get((part, name))
            if None not in (value, said) and value != said:
                return f"Hoger staat voor {row.part} bij {WORDS[name]}: {in_words(said)}."
            if value is not None:
                self.said[part, name] = value
        self.labels[label] = row.number
        return ""

    def _part_of(self, row: Row) -> PlannedPart:
        key = key_of(row.part)[0]
        if key not in self.parts:
            view = self.views.get(key)
            part = view.part if view else TestPart(edition=self.edition, name=row.part)
            self.parts[key] = PlannedPart(part, view.points if view else PointsOf(), view is None)
        return self.parts[key]

    def _domain_of(self, row: Row) -> Domain:
        (area_key,) = key_of(row.area)
        if area_key not in self.areas:
            self.areas[area_key] = LearningArea(edition=self.edition, name=row.area)
        key = key_of(row.area, row.domain)
        if key not in self.domains:
            self.domains[key] = Domain(learning_area=self.areas[area_key], name=row.domain)
        return self.domains[key]

    def _compare(self, row: Row, part: PlannedPart) -> PlannedItem:
        view = self.views.get(key_of(row.part)[0])
        known = {key_of(item.label)[0]: item for item in view.items} if view else {}
        item = known.get(key_of(row.label)[0])
        place = len(part.items) + 1
        domain = self._domain_of(row)
        if item is None:
            reason = why_items_stay(part.points)
            return PlannedItem(row, Kind.REFUSED if reason else Kind.NEW, None, place, [], reason)
        changes = self._changes(item, row, domain, place)
        is_bound = any(change.label in ("maximum", "domein") for change in changes)
        if is_bound and (reason := why_item_stays(item.pk, part.points)):
            return PlannedItem(row, Kind.REFUSED, item, place, changes, reason)
        return PlannedItem(row, Kind.CHANGED if changes else Kind.EQUAL, item, place, changes)

    def _changes(self, item: Item, row: Row, domain: Domain, place: int) -> list[Change]:
        changes = []
        if item.domain != domain:
            old = f"{item.domain} ({item.domain.learning_area})"
            changes.append(Change("domein", old, f"{row.domain} ({row.area})"))
        if item.maximum != row.maximum:
            changes.append(Change("maximum", as_text(item.maximum), as_text(row.maximum)))
        if self.sheet.has_pages and item.page != row.page:
            changes.append(Change("bladzijde", str(item.page or ""), str(row.page or "")))
        if item.position != place:
            changes.append(Change("volgorde", str(item.position), str(place)))
        return changes

    # --- a part, once all its rows are read ---

    def _finish(self, key: str, planned: PlannedPart) -> None:
        part, view = planned.part, self.views.get(key)
        wanted = {name: self.said[key, name] for name in PART_FIELDS if (key, name) in self.said}
        if planned.is_new:
            for name, value in wanted.items():
                setattr(part, name, value)
            missing = [WORDS[name] for name in ("mode", "opens_on") if name not in wanted]
            if missing:
                planned.reason = f"Dit onderdeel is nieuw: vul {' en '.join(missing)} in."
        else:
            planned.changes = [
                Change(WORDS[name], in_words(getattr(part, name)), in_words(wanted[name]))
                for name, in_words in PART_FIELDS.items()
                if name in wanted and wanted[name] != getattr(part, name)
            ]
            planned.reason = self._why_part_stays(planned, wanted)
            for name, value in wanted.items():
                setattr(part, name, value)
            self._find_gone(planned, view.items)
        planned.reason = planned.reason or self._why_no_total(planned)

    @staticmethod
    def _why_part_stays(planned: PlannedPart, wanted: dict) -> str:
        part, points = planned.part, planned.points
        if wanted.get("entered_by", part.entered_by) != part.entered_by:
            return why_part_stays(points)
        if part.may_be_total and wanted.get("may_be_total") is False:
            return why_totals_stay(points)
        return ""

    def _why_no_total(self, planned: PlannedPart) -> str:
        rows = [item.row for item in planned.items]
        if reason := why_no_sum(row.maximum for row in rows):
            return reason
        return why_not_as_total(planned.part, {key_of(row.area, row.domain) for row in rows})

    def _find_gone(self, planned: PlannedPart, items: list[Item]) -> None:
        part = key_of(planned.part.name)[0]
        for item in items:
            if (part, key_of(item.label)[0]) in self.labels:
                continue
            if reason := why_item_stays(item.pk, planned.points):
                row = Row(0, item.domain.learning_area.name, item.domain.name, planned.part.name,
                          item.label)  # fmt: skip
                reason = f"Deze vraag staat niet in het bestand. {reason}"
                self.refused.append(PlannedItem(row, Kind.REFUSED, item, reason=reason))
            else:
                planned.gone.append(item)

    def _left_empty(self) -> list[Domain]:
        """Domains that had questions, and have none after this."""
        before = {item.domain_id for view in self.views.values() for item in view.items}
        after = {
            item.domain_id
            for key, view in self.views.items()
            if key not in self.parts
            for item in view.items
        }
        after |= {
            self._domain_of(planned.row).pk
            for part in self.parts.values()
            for planned in part.items
        }
        kept = {planned.item.domain_id for planned in self.refused if planned.item}
        return [
            domain
            for domain in self.domains.values()
            if domain.pk in before and domain.pk not in after | kept
        ]
