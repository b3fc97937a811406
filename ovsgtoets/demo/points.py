"""Points of whole classes: who sat which parts, and the rows that say how it went."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from random import Random

from django.db import connection
from django.utils import timezone

from ovsgtoets.demo.battery import domain_averages
from ovsgtoets.demo.bulk import copy_rows
from ovsgtoets.demo.marks import eases, levels, marks_per_level
from ovsgtoets.demo.years import Year
from results.models import Item, ScoreCode, TestPart

COLUMNS = ("pupil_id", "item_id", "points", "code", "version", "entered_by_id", "entered_at")
ABSENT, EXEMPT_FROM_FRENCH, UNFINISHED = 0.015, 0.006, 0.004
NOTHING = "\\N"


@dataclass(frozen=True)
class Sitting:
    """A class and its points: `done` says per part how many pupils have theirs (missing: none).

    `strength` shifts the whole class; `entered_by` says per kind of part who typed it; `exempt` has
    per place in the list the domains in which nothing is asked.
    """

    pupils: Sequence[int]
    strength: float
    done: Mapping[int, int]
    entered_by: Mapping[str, int] = field(default_factory=dict)
    exempt: Mapping[int, Set[int]] = field(default_factory=dict)


class Bag:
    """The marks that one item gives to pupils of one level, each as often as it should be."""

    def __init__(self, cells: list[str], rng: Random) -> None:
        self._all, self._left, self._shuffle = cells, [], rng.shuffle

    def draw(self) -> str:
        if not self._left:
            self._left = self._all[:]
            self._shuffle(self._left)
        return self._left.pop()


class Marking:
    """Marks the sittings of one edition, and gives the rows for COPY."""

    def __init__(self, year: Year, rng: Random, *, today: date) -> None:
        self.year, self.rng, self.today = year, rng, today
        self.bags = self._fill_bags()

    def _fill_bags(self) -> dict[int, list[Bag]]:
        per_domain: dict[int, list[Item]] = {}
        for item in chain.from_iterable(self.year.items.values()):
            per_domain.setdefault(item.domain_id, []).append(item)
        averages = domain_averages()
        bags = {}
        for items in per_domain.values():
            domain = items[0].domain
            average = averages[domain.learning_area.name, domain.name]
            solved = eases(average, [item.maximum for item in items], self.rng)
            for item, ease in zip(items, solved, strict=True):
                bags[item.pk] = [
                    Bag([_cell(item, str(mark), NOTHING) for mark in marks], self.rng)
                    for marks in marks_per_level(ease, item.maximum)
                ]
        return bags

    def rows(self, sittings: Sequence[Sitting]) -> Iterator[str]:
        """The rows of each pupil, as one text."""
        general = [
            sitting.strength + self.rng.gauss(0, 0.95)
            for sitting in sittings
            for _ in sitting.pupils
        ]
        domains = {item.domain_id for items in self.year.items.values() for item in items}
        level_of = {domain: levels(general, self.rng) for domain in sorted(domains)}
        number = 0
        for sitting in sittings:
            ends = {part.pk: self._end(sitting, part) for part in self.year.parts}
            for place, pupil in enumerate(sitting.pupils):
                own = {domain: level[number] for domain, level in level_of.items()}
                done = [part for part in self.year.parts if place < sitting.done.get(part.pk, 0)]
                asked = own.keys() - sitting.exempt.get(place, set())
                yield "".join([f"{pupil}{cell}" for cell in self._cells(done, own, asked, ends)])
                number += 1

    def _end(self, sitting: Sitting, part: TestPart) -> str:
        """The last columns of a part's rows: version, by whom and when."""
        day = min(part.opens_on + timedelta(days=self.rng.randint(1, 14)), self.today)
        moment = timezone.make_aware(datetime.combine(day, time(15, self.rng.randint(0, 59))))
        moment = min(moment, timezone.now()).astimezone(UTC)
        by = sitting.entered_by.get(part.entered_by, NOTHING)
        return f"1\t{by}\t{moment.isoformat()}\n"

    def _cells(
        self,
        done: Sequence[TestPart],
        own: Mapping[int, int],
        asked: Set[int],
        ends: Mapping[int, str],
    ) -> Iterator[str]:
        """All cells of one pupil, whose level per domain is `own`, for the parts that are done, in
        the domains that are asked."""
        no_french = self.rng.random() < EXEMPT_FROM_FRENCH
        for part in done:
            items = [item for item in self.year.items[part.pk] if item.domain_id in asked]
            end = ends[part.pk]
            fate = self.rng.random()
            if no_french and part.name.startswith("Frans"):
                made, code = [], ScoreCode.EXEMPT
            elif fate < ABSENT:
                made, code = [], ScoreCode.ABSENT
            else:
                made = items[: len(items) * 2 // 3] if fate > 1 - UNFINISHED else items
                code = ScoreCode.NOT_MADE
            yield from (self.bags[item.pk][own[item.domain_id]].draw() + end for item in made)
            yield from (_cell(item, NOTHING, code) + end for item in items[len(made) :])


def _cell(item: Item, points: str, code: str) -> str:
    """The middle columns of a row; before them comes the pupil, after them who and when."""
    return f"\t{item.pk}\t{points}\t{code}\t"


def enter_points(
    sheets: Sequence[tuple[Year, Sequence[Sitting]]], *, rng: Random, today: date
) -> None:
    """Writes the points of all sittings of these years."""
    rows = (Marking(year, rng, today=today).rows(sittings) for year, sittings in sheets)
    copy_rows("results_score", COLUMNS, chain.from_iterable(rows))


# As counted from the cells, and for two pupils as a tired teacher adds up: 2 too many, 1 too few.
TOTALS = """
    INSERT INTO results_score (pupil_id, item_id, points, version, entered_by_id, entered_at)
    SELECT pupil, item, least(maximum, greatest(0, points + off)), 1, who, at
    FROM (SELECT s.pupil_id AS pupil, total.id AS item, total.maximum, sum(s.points) AS points,
                 max(s.entered_by_id) AS who, max(s.entered_at) AS at,
                 CASE row_number() OVER (ORDER BY s.pupil_id) WHEN 4 THEN 2 WHEN 11 THEN -1
                 ELSE 0 END AS off
          FROM results_score s
          JOIN results_item question ON question.id = s.item_id AND NOT question.is_total
          JOIN results_item total ON total.part_id = question.part_id AND total.is_total
          WHERE question.part_id = %s AND s.pupil_id = ANY(%s)
          GROUP BY s.pupil_id, total.id, total.maximum
          HAVING sum(s.points) IS NOT NULL) row
"""


def enter_totals(part: TestPart, pupils: Sequence[int]) -> None:
    """Writes the totals on the booklets of these pupils, two of them with a difference."""
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, [part.pk, list(pupils)])
