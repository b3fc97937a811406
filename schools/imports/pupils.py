"""Adding pasted pupils: the preview is the plan, and the import is the same plan, carried out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from schools.domain.pupils import MOST_PUPILS, NewPupil, add_pupils, lock_class, namesakes_in
from schools.imports.pupil_lines import Line, read_lines
from schools.models import Pupil, SchoolClass
from schools.names import key_of


class Status(StrEnum):
    NEW = "new"
    EQUAL = "equal"  # the class has this pupil
    DOUBTFUL = "doubtful"  # the same name, but is it the same pupil?
    REFUSED = "refused"


@dataclass
class PlannedLine:
    """What will happen with one line. `namesakes` is how many of this name come before it;
    whoever says "another pupil" says it about that number."""

    line: Line
    status: Status
    reason: str = ""
    school_class: SchoolClass | None = None
    namesakes: int = 0
    added_anyway: bool = False

    @property
    def is_added(self) -> bool:
        return self.status == Status.NEW or self.added_anyway

    @property
    def new(self) -> NewPupil:
        return NewPupil(self.line.last_name, self.line.first_name, self.line.gender)


@dataclass
class Plan:
    lines: list[PlannedLine]
    unused: list[str]

    def of(self, *statuses: Status) -> list[PlannedLine]:
        return [line for line in self.lines if line.status in statuses]

    @property
    def to_add(self) -> list[PlannedLine]:
        return [line for line in self.lines if line.is_added]

    @property
    def refused(self) -> list[PlannedLine]:
        return self.of(Status.REFUSED)

    @property
    def present(self) -> list[PlannedLine]:
        return [line for line in self.of(Status.EQUAL) if not line.is_added]

    @property
    def doubtful(self) -> list[PlannedLine]:
        return [line for line in self.of(Status.DOUBTFUL) if not line.is_added]


def plan(
    *, text: str, classes: Iterable[SchoolClass], another: Mapping[int, int] | None = None
) -> Plan:
    """What would happen with every line of `text` for somebody who enters pupils of `classes`.

    `another` says for which line numbers the pupil is another one than the namesakes (so many).
    Two queries, whatever the number of lines.
    """
    classes = list(classes)
    reading = read_lines(text)
    planner = _Planner(classes, another or {})
    return Plan([planner.plan(line) for line in reading.lines], reading.unused)


@transaction.atomic
def apply(
    *,
    text: str,
    classes: Iterable[SchoolClass],
    another: Mapping[int, int] | None = None,
    by,
) -> tuple[Plan, list[Pupil]]:
    """Makes the plan again, holding the classes, and adds its pupils.

    Applying the same text twice adds nothing the second time.
    """
    classes = sorted(classes, key=lambda one: one.pk)
    for school_class in classes:
        lock_class(school_class)
    planned = plan(text=text, classes=classes, another=another)
    new: dict[SchoolClass, list[NewPupil]] = {}
    for line in planned.to_add:
        new.setdefault(line.school_class, []).append(line.new)
    return planned, add_pupils(new=new, by=by)


class _Planner:
    def __init__(self, classes: list[SchoolClass], another: Mapping[int, int]) -> None:
        self.classes = {_class_key(one.name): one for one in classes}
        self.another = another
        self.there = namesakes_in(classes)
        self.genders = {
            (pupil.school_class_id, *key_of(pupil.last_name, pupil.first_name), pupil.gender)
            for pupil in Pupil.objects.filter(school_class__in=classes)
        }
        self.pasted: Counter = Counter()
        self.size = Counter(key[0] for key in self.there.elements())

    def plan(self, line: Line) -> PlannedLine:
        if line.reason:
            return PlannedLine(line, Status.REFUSED, line.reason)
        school_class = self._class_of(line)
        if isinstance(school_class, str):
            return PlannedLine(line, Status.REFUSED, school_class)
        planned = self._compare(line, school_class)
        if planned.is_added:
            if self.size[school_class.pk] >= MOST_PUPILS:
                reason = f"Een klas heeft hoogstens {MOST_PUPILS} leerlingen."
                return PlannedLine(line, Status.REFUSED, reason)
            self.size[school_class.pk] += 1
        return planned

    def _class_of(self, line: Line) -> SchoolClass | str:
        if line.class_name:
            own = " en ".join(sorted(one.name for one in self.classes.values()))
            return (
                self.classes.get(_class_key(line.class_name))
                or f"Klas {line.class_name} is niet jouw klas. Jij geeft leerlingen in van {own}."
            )
        if len(self.classes) == 1:
            return next(iter(self.classes.values()))
        return "Zet de klas vooraan: je hebt meer dan één klas."

    def _compare(self, line: Line, school_class: SchoolClass) -> PlannedLine:
        key = (school_class.pk, *key_of(line.last_name, line.first_name))
        namesakes = self.there[key] + self.pasted[key]
        planned = PlannedLine(line, Status.NEW, "", school_class, namesakes)
        if self.pasted[key]:
            planned.status, planned.reason = Status.DOUBTFUL, "Deze naam staat hier twee keer."
        elif self.there[key]:
            same = (*key, line.gender) in self.genders
            planned.status = Status.EQUAL if same else Status.DOUBTFUL
            planned.reason = (
                f"Staat al in klas {school_class}."
                if same
                else f"Deze naam staat al in klas {school_class}, met een ander geslacht."
            )
        planned.added_anyway = bool(namesakes) and self.another.get(line.number) == namesakes
        self.pasted[key] += 1
        return planned


def _class_key(name: str) -> str:
    return "".join(name.split()).casefold()
