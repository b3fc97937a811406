"""What would happen with every line of a list: new, changed, equal, doubtful or refused.

Whether two lines are one pupil: the stamnummer says so where both have one; else the name does,
in one class. What only looks alike (another class, another gender, a name that is close or turned
around) is a doubt: nothing happens with it until the person says what it is.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.formats import long_date
from schools.domain.pupils import FULL, MOST_PUPILS, NewPupil
from schools.imports.pupil_lines import Line, why_gone
from schools.models import Pupil, SchoolClass
from schools.names import key_of, rough_key_of

COLLEAGUES = "Deze naam staat al in klas {}, van een collega. Die kan de leerling verhuizen."
CLOSE = 0.86  # of 1: one letter in seven that differs
ALIKE = 0.75  # with the same stamnummer, a name may differ more
WORDS = {
    "last_name": "naam",
    "first_name": "voornaam",
    "gender": "geslacht",
    "number": "stamnummer",
}


class Status(StrEnum):
    NEW = "new"
    CHANGED = "changed"  # a pupil we know, of whom the list says something else
    EQUAL = "equal"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


@dataclass
class PlannedLine:
    """What will happen with one line. `pupil` is whom we think it is. `namesakes` is how many of
    this name come before it in the class: who says "another pupil" says it about that number."""

    line: Line
    status: Status
    reason: str = ""
    school_class: SchoolClass | None = None
    pupil: Pupil | None = None
    namesakes: int = 0
    can_be_another: bool = True
    choice: str = ""

    @property
    def options(self) -> list[tuple[str, str]]:
        """What the person can choose: (value, words); the first is what happens by itself."""
        if self.status in (Status.NEW, Status.REFUSED):
            return []
        first = "Wijzig" if self.status == Status.CHANGED else "Doe niets"
        options = [("", first)]
        if self.status == Status.CHANGED:
            options.append(("niets", "Doe niets"))
        if self.status == Status.DOUBTFUL and self.pupil:
            options.append(
                (f"zelfde.{self.pupil.pk}", f"Zelfde leerling: wijzig {self.pupil.full_name}")
            )
        if self.can_be_another:
            options.append((f"ander.{self.namesakes}", "Andere leerling: voeg toe"))
        return options

    @property
    def is_added(self) -> bool:
        return self.status == Status.NEW or self.choice.startswith("ander.")

    @property
    def is_changed(self) -> bool:
        if self.status == Status.CHANGED:
            return not self.choice
        return self.choice.startswith("zelfde.")

    @property
    def new(self) -> NewPupil:
        line = self.line
        return NewPupil(line.last_name, line.first_name, line.gender, line.pupil_number)

    @property
    def merged(self) -> NewPupil:
        """The pupil as the list says, where it says something else: PEETERS is Peeters, and a list
        without stamnummers takes none away."""
        new, pupil = self.new, self.pupil
        same = key_of(*new[:2]) == key_of(pupil.last_name, pupil.first_name)
        return new._replace(
            last_name=pupil.last_name if same else new.last_name,
            first_name=pupil.first_name if same else new.first_name,
            number=new.number or pupil.number,
        )

    @property
    def differences(self) -> str:
        """`voornaam Jan → Jean, klas 6A → 6B`; empty when nothing would change."""
        pieces = [
            f"{word} {getattr(self.pupil, name) or '(geen)'} → {value}"
            for name, word in WORDS.items()
            if (value := getattr(self.merged, name)) != getattr(self.pupil, name)
        ]
        if self.school_class != self.pupil.school_class:
            pieces.append(f"klas {self.pupil.school_class} → {self.school_class}")
        return ", ".join(pieces)


@dataclass
class Known:
    """The pupils of the own classes, and the names in the other classes of the school. Two
    queries; the planner asks it as often as there are lines."""

    classes: list[SchoolClass]
    claimed: dict[int, int] = field(default_factory=dict)  # pupil → the line that is about them

    def __post_init__(self) -> None:
        own = Pupil.objects.filter(school_class__in=self.classes)
        self.pupils = list(own.select_related("school_class"))
        self.by_number = {pupil.number: pupil for pupil in self.pupils if pupil.number}
        self.by_name: dict[tuple[str, str], list[Pupil]] = {}
        self.rough: dict[int, list[tuple[str, Pupil]]] = {}
        for pupil in self.pupils:
            self.by_name.setdefault(key_of(pupil.last_name, pupil.first_name), []).append(pupil)
            rough = rough_key_of(pupil.last_name, pupil.first_name)
            self.rough.setdefault(pupil.school_class_id, []).append((rough, pupil))
        self.elsewhere = self._elsewhere()

    def _elsewhere(self) -> dict[tuple[str, str], str]:
        if not self.classes:
            return {}
        one = self.classes[0]
        others = Pupil.objects.filter(
            school_class__school=one.school_id, school_class__edition=one.edition_id
        ).exclude(school_class__in=self.classes)
        return {
            key_of(last_name, first_name): name
            for last_name, first_name, name in others.values_list(
                "last_name", "first_name", "school_class__name"
            )
        }

    def namesakes(self, key: tuple[str, str]) -> list[Pupil]:
        """Pupils of this name whom no line before was about."""
        return [pupil for pupil in self.by_name.get(key, []) if pupil.pk not in self.claimed]

    def close_to(self, new: NewPupil, school_class: SchoolClass) -> Pupil | None:
        """The pupil of the class whose name is nearest, turned around or near enough."""
        turned = rough_key_of(new.first_name, new.last_name)
        best, found = CLOSE, None
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(rough_key_of(*new[:2]))
        for rough, pupil in self.rough.get(school_class.pk, []):
            if pupil.pk in self.claimed:
                continue
            if rough == turned:
                return pupil
            matcher.set_seq1(rough)
            if matcher.real_quick_ratio() < best or matcher.quick_ratio() < best:
                continue
            if (ratio := matcher.ratio()) >= best:
                best, found = ratio, pupil
        return found


class Planner:
    """Takes the lines of one list in their order. `choices`: line number → what was chosen."""

    def __init__(self, classes: Iterable[SchoolClass], choices: Mapping[int, str]) -> None:
        classes = list(classes)
        self.classes = {_class_key(one.name): one for one in classes}
        *most, last = sorted(one.name for one in classes) or [""]
        self.own = f"{', '.join(most)} en {last}" if most else last  # as people list them
        self.choices = choices
        self.known = Known(classes)
        self.listed: Counter = Counter()  # (class, name) of the lines before
        self.numbers: dict[str, int] = {}  # stamnummer → the line that had it
        self.size = Counter(pupil.school_class_id for pupil in self.known.pupils)

    def plan(self, line: Line) -> PlannedLine:
        if line.reason:
            return PlannedLine(line, Status.REFUSED, line.reason)
        school_class = self._class_of(line)
        if isinstance(school_class, str):
            return PlannedLine(line, Status.REFUSED, school_class)
        planned = PlannedLine(line, Status.NEW, school_class=school_class)
        if refusal := why_gone(line, today()) or self._number_twice(line):
            return PlannedLine(line, Status.REFUSED, refusal)
        self._compare(planned)
        self._choose(planned)
        if self._is_full(planned):
            return PlannedLine(line, Status.REFUSED, FULL)
        return planned

    def _class_of(self, line: Line) -> SchoolClass | str:
        if line.class_name:
            return (
                self.classes.get(_class_key(line.class_name))
                or f"Klas {line.class_name} is niet jouw klas. Jij geeft leerlingen in van {self.own}."
            )
        if len(self.classes) == 1:
            return next(iter(self.classes.values()))
        return "Zet de klas vooraan: je hebt meer dan één klas."

    def _number_twice(self, line: Line) -> str:
        if not line.pupil_number:
            return ""
        first = self.numbers.setdefault(line.pupil_number, line.number)
        twice = f"Stamnummer {line.pupil_number} staat ook op regel {first}."
        return "" if first == line.number else twice

    def _compare(self, planned: PlannedLine) -> None:
        """Fills in whom the line is about, and what that makes of it."""
        new, school_class = planned.new, planned.school_class
        key = key_of(*new[:2])
        here = [one for one in self.known.by_name.get(key, []) if one.school_class == school_class]
        planned.namesakes = len(here) + self.listed[(school_class.pk, key)]
        before = self.listed[(school_class.pk, key)]
        self.listed[(school_class.pk, key)] += 1
        free = self.known.namesakes(key)
        if numbered := self.known.by_number.get(new.number):
            self._same_number(planned, numbered)
        elif any(pupil.school_class == school_class for pupil in free):
            self._same_name(planned, free)
        elif before and not new.number:
            self._doubt(planned, None, "Deze naam staat hier twee keer.")
        elif free:
            self._same_name(planned, free)
        elif key in self.known.elsewhere:
            where = self.known.elsewhere[key]
            self._doubt(planned, None, COLLEAGUES.format(where))
        elif pupil := self.known.close_to(new, school_class):
            self._doubt(planned, pupil, f"Lijkt op {pupil.full_name} in klas {school_class}.")

    def _same_number(self, planned: PlannedLine, pupil: Pupil) -> None:
        planned.can_be_another = False  # a class has a stamnummer once
        if first := self.known.claimed.get(pupil.pk):
            planned.status = Status.REFUSED
            planned.reason = (
                f"Stamnummer {pupil.number} is van {pupil.full_name}: "
                f"daarover gaat regel {first} al."
            )
            return
        names = (rough_key_of(*planned.new[:2]), rough_key_of(pupil.last_name, pupil.first_name))
        if SequenceMatcher(None, *names, autojunk=False).ratio() < ALIKE:
            reason = (
                f"Stamnummer {pupil.number} is van {pupil.full_name} in klas {pupil.school_class}."
            )
            self._doubt(planned, pupil, reason)
            return
        self._known_as(planned, pupil)

    def _same_name(self, planned: PlannedLine, free: list[Pupil]) -> None:
        new, school_class = planned.new, planned.school_class
        can_be = [p for p in free if not (p.number and new.number)]  # else the number says: another
        here = [pupil for pupil in can_be if pupil.school_class == school_class]
        same = [pupil for pupil in here if pupil.gender == new.gender]
        if same:
            self._known_as(planned, same[0])
        elif here:
            reason = f"Deze naam staat al in klas {school_class}, met een ander geslacht."
            self._doubt(planned, here[0], reason)
        elif can_be:
            self._doubt(planned, can_be[0], f"Deze naam staat al in klas {can_be[0].school_class}.")
        else:
            reason = f"{free[0].full_name} in klas {free[0].school_class} heeft stamnummer {free[0].number}."
            self._doubt(planned, None, reason)

    def _known_as(self, planned: PlannedLine, pupil: Pupil) -> None:
        planned.pupil = pupil
        self.known.claimed[pupil.pk] = planned.line.number
        planned.status = Status.CHANGED if planned.differences else Status.EQUAL
        planned.reason = planned.differences or f"Staat al in klas {pupil.school_class}."
        if pupil.left_on:
            planned.reason += f" Vertrokken op {long_date(pupil.left_on)}."

    def _doubt(self, planned: PlannedLine, pupil: Pupil | None, reason: str) -> None:
        planned.status, planned.pupil, planned.reason = Status.DOUBTFUL, pupil, reason

    def _choose(self, planned: PlannedLine) -> None:
        choice = self.choices.get(planned.line.number, "")
        if choice not in dict(planned.options):
            return  # chosen about something that is no longer so
        planned.choice = choice
        if choice.startswith("zelfde."):
            self.known.claimed[planned.pupil.pk] = planned.line.number

    def _is_full(self, planned: PlannedLine) -> bool:
        comes = planned.is_added or (
            planned.is_changed and planned.pupil.school_class != planned.school_class
        )
        self.size[planned.school_class.pk] += comes
        return comes and self.size[planned.school_class.pk] > MOST_PUPILS


def _class_key(name: str) -> str:
    return "".join(name.split()).casefold()
