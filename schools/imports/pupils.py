"""Bringing in a list of pupils: the preview is the plan, and the import is the same plan, carried
out. One function makes it for both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from schools.domain.pupil_imports import facts_of, record_import
from schools.domain.pupils import NewPupil, add_pupils, lock_class, save_pupils
from schools.imports.pupil_columns import Column
from schools.imports.pupil_lines import read_lines
from schools.imports.pupil_plan import PlannedLine, Planner, Status
from schools.models import Pupil, PupilImport, SchoolClass


@dataclass(frozen=True)
class PupilList:
    """What somebody wants to bring in: the text, what they said of its columns (None: nothing
    said), and line number → what they chose for a line."""

    text: str
    meanings: Sequence[str] | None = None
    has_header: bool | None = None
    choices: Mapping[int, str] = field(default_factory=dict)


@dataclass
class Plan:
    lines: list[PlannedLine]
    columns: list[Column]
    header: str

    def of(self, *statuses: Status) -> list[PlannedLine]:
        return [line for line in self.lines if line.status in statuses]

    @property
    def unused(self) -> list[str]:
        return [one.title for one in self.columns if one.title and not one.meaning]

    @property
    def to_add(self) -> list[PlannedLine]:
        return [line for line in self.lines if line.is_added]

    @property
    def to_change(self) -> list[PlannedLine]:
        return [line for line in self.lines if line.is_changed]

    @property
    def refused(self) -> list[PlannedLine]:
        return self.of(Status.REFUSED)

    @property
    def not_refused(self) -> list[PlannedLine]:
        return [line for line in self.lines if line.status != Status.REFUSED]

    @property
    def undecided(self) -> list[PlannedLine]:
        """Doubts with which nothing happens."""
        return [line for line in self.of(Status.DOUBTFUL) if not line.choice]

    @property
    def equal(self) -> list[PlannedLine]:
        return [line for line in self.of(Status.EQUAL) if not line.is_added]


def plan(*, wanted: PupilList, classes: Iterable[SchoolClass]) -> Plan:
    """What would happen with every line for somebody who enters pupils of `classes`. Two queries,
    whatever the number of lines."""
    reading = read_lines(wanted.text, meanings=wanted.meanings, has_header=wanted.has_header)
    planner = Planner(classes, wanted.choices)
    return Plan([planner.plan(line) for line in reading.lines], reading.columns, reading.header)


@transaction.atomic
def apply(
    *, wanted: PupilList, classes: Iterable[SchoolClass], by
) -> tuple[Plan, PupilImport | None]:
    """Makes the plan again, holding the classes, carries it out, and records it so that it can be
    undone; None when nothing had to be done. All or nothing.

    Applying the same list twice does nothing the second time.
    """
    classes = sorted(classes, key=lambda one: one.pk)
    for school_class in classes:
        lock_class(school_class)
    planned = plan(wanted=wanted, classes=classes)
    new: dict[SchoolClass, list[NewPupil]] = {}
    for line in planned.to_add:
        new.setdefault(line.school_class, []).append(line.new)
    changes = _change(planned.to_change, by)
    added = add_pupils(new=new, by=by)
    if not (added or changes):
        return planned, None
    return planned, record_import(added=added, changes=changes, by=by)


def _change(lines: list[PlannedLine], by) -> list[tuple[dict, Pupil]]:
    """Changes the pupils of these lines; returns how each was, and the row as it is now."""
    changes = []
    for line in lines:
        pupil, merged = line.pupil, line.merged
        before = facts_of(pupil)
        for name, value in merged._asdict().items():
            setattr(pupil, name, value)
        pupil.school_class = line.school_class
        changes.append((before, pupil))
    save_pupils([pupil for _, pupil in changes], by=by)
    return changes
