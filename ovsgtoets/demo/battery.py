"""The tests of an edition, as data: learning areas, domains, parts and items, with how hard.

The twenty domains and their averages are those published for 2017 (`averages.csv`); the areas
that were not published have averages of our own choice (`OWN_AVERAGES`).
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from results.models import Enterer, Mode

AVERAGES = Path(__file__).with_name("averages.csv")
OWN_AVERAGES = {
    ("Lichamelijke opvoeding", "motorische competenties"): 79.4,
    ("Lichamelijke opvoeding", "gezonde en veilige levensstijl"): 82.6,
    ("Lichamelijke opvoeding", "zelfconcept en sociaal functioneren"): 84.1,
    ("Muzische vorming", "beeld"): 76.8,
    ("Muzische vorming", "muziek"): 78.3,
    ("ICT", "informatie zoeken en tonen"): 73.5,
}
# A whole class from the top: 1a 1b, 2, 3a 3b 3c, 4, 5a 5b, …
QUESTION_SIZES = (2, 1, 3, 1, 2, 2)


@dataclass(frozen=True)
class PartPlan:
    """`opens` is month and day in the school year; `content` has per domain the items' maxima."""

    name: str
    mode: Mode
    opens: tuple[int, int]
    content: tuple[tuple[str, str, str], ...]
    entered_by: Enterer = Enterer.CLASS_TEACHER
    may_be_total: bool = False

    def opens_on(self, edition_year: int) -> date:
        month, day = self.opens
        return date(edition_year - 1 if month >= 9 else edition_year, month, day)

    def items(self) -> Iterator[tuple[str, int | None, tuple[str, str], int]]:
        """Label, page, (area, domain) and maximum of each item, in the booklet's order."""
        plan = [
            ((area, domain), int(maximum))
            for area, domain, maxima in self.content
            for maximum in maxima.split()
        ]
        for (label, question), (domain, maximum) in zip(_labels(len(plan)), plan, strict=True):
            page = 2 + (question - 1) // 2 if self.mode == Mode.PAPER else None
            yield label, page, domain, maximum


def _labels(count: int) -> list[tuple[str, int]]:
    """`1a`, `1b`, `2`, `3a`, … with the question's number beside it."""
    labels: list[tuple[str, int]] = []
    question = 0
    while len(labels) < count:
        size = min(QUESTION_SIZES[question % len(QUESTION_SIZES)], count - len(labels))
        question += 1
        letters = "abc"[:size] if size > 1 else [""]
        labels += [(f"{question}{letter}", question) for letter in letters]
    return labels


LO, WO, NL, FR, WI = (
    "Lichamelijke opvoeding",
    "Wereldoriëntatie",
    "Nederlands",
    "Frans",
    "Wiskunde",
)
PARTS = (
    PartPlan(
        "Lichamelijke opvoeding",
        Mode.PRACTICAL,
        (9, 1),
        (
            (LO, "motorische competenties", "4 4 5 5"),
            (LO, "gezonde en veilige levensstijl", "3 3"),
            (LO, "zelfconcept en sociaal functioneren", "3 4"),
        ),
        Enterer.PE_TEACHER,
    ),
    PartPlan(
        "Fietsexamen",
        Mode.PRACTICAL,
        (9, 1),
        ((WO, "ruimte", "2 2 3 1 2 2 3 2"),),
        may_be_total=True,
    ),
    PartPlan(
        "Nederlands schrijven", Mode.PRACTICAL, (10, 1), ((NL, "schrijven", "3 3 4 2 2 5 3 2"),)
    ),
    PartPlan(
        "Muzische vorming – ICT – techniek",
        Mode.PRACTICAL,
        (11, 3),
        (
            ("Muzische vorming", "beeld", "3 4 3"),
            ("Muzische vorming", "muziek", "4 3 3"),
            ("ICT", "informatie zoeken en tonen", "2 3 2"),
            (WO, "techniek", "2 4 3"),
        ),
    ),
    PartPlan(
        "Nederlands spreken en luisteren – wetenschappen en techniek",
        Mode.PRACTICAL,
        (1, 11),
        (
            (NL, "luisteren", "2 1 2"),
            (NL, "spreken", "3 4 3 2"),
            (WO, "natuur", "2 3 2 1"),
            (WO, "techniek", "3 2 2"),
        ),
    ),
    PartPlan(
        "Frans mondelinge interactie",
        Mode.PRACTICAL,
        (4, 20),
        ((FR, "mondelinge interactie", "3 3 4 2 2 4"),),
        may_be_total=True,
    ),
    PartPlan("Frans spreken", Mode.PRACTICAL, (4, 20), ((FR, "spreken", "3 2 2 4 3 3 2 2"),)),
    PartPlan(
        "Wiskunde hoofdrekenen",
        Mode.DIGITAL,
        (6, 1),
        ((WI, "hoofdrekenen", "1 1 1 1 1 2 1 1 1 2 1 1"),),
        may_be_total=True,
    ),
    PartPlan("Nederlands luisteren", Mode.DIGITAL, (6, 1), ((NL, "luisteren", "1 2 1 1 2 1 1 3"),)),
    PartPlan("Frans luisteren", Mode.DIGITAL, (6, 1), ((FR, "luisteren", "1 1 2 1 1 2 1 1"),)),
    PartPlan(
        "Wiskunde getallen en cijferen",
        Mode.PAPER,
        (6, 8),
        (
            (WI, "getallen", "1 1 2 1 1 2 1 3 1 1"),
            (WI, "cijferen", "2 2 1 2 2 1 2 2"),
        ),
    ),
    PartPlan(
        "Wiskunde meten en meetkunde",
        Mode.PAPER,
        (6, 8),
        (
            (WI, "meten", "1 1 2 1 3 1 2 1 1 2"),
            (WI, "meetkunde", "1 2 1 1 2 1 3 1"),
        ),
    ),
    PartPlan(
        "Nederlands lezen en taalbeschouwing",
        Mode.PAPER,
        (6, 8),
        (
            (NL, "lezen", "1 2 1 1 2 1 1 3 1 2"),
            (NL, "taalbeschouwing", "1 1 2 1 1 2 1 1 1 2"),
        ),
    ),
    PartPlan(
        "Wereldoriëntatie tijd en maatschappij",
        Mode.PAPER,
        (6, 8),
        ((WO, "tijd", "1 2 1 1 3 1 2"), (WO, "maatschappij", "1 1 2 1 2 1 1")),
    ),
    PartPlan(
        "Wereldoriëntatie ruimte en natuur",
        Mode.PAPER,
        (6, 8),
        ((WO, "ruimte", "1 1 2 1 3 1"), (WO, "natuur", "1 2 1 1 2 1 1 2")),
    ),
    PartPlan(
        "Frans lezen en schrijven",
        Mode.PAPER,
        (6, 8),
        ((FR, "lezen", "1 1 2 1 1 2 1"), (FR, "schrijven", "1 2 1 3 2 1 2")),
    ),
)


def domain_averages() -> dict[tuple[str, str], float]:
    """(learning area, domain) → the average of all participants, in percent, in their order."""
    with AVERAGES.open(encoding="utf-8", newline="") as file:
        published = {
            (row["learning_area"], row["domain"]): float(row["average_percent"])
            for row in csv.DictReader(file, delimiter=";")
        }
    return published | OWN_AVERAGES
