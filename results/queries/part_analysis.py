"""The stored analysis of parts, as the makers of the test read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet

from results.analysis.part_analysis import PartFigures, QuestionFigures
from results.analysis.suppression import Verdict
from results.analysis.uncertainty import measurement_error
from results.analysis.wording.makers import (
    WORDS,
    Attention,
    attention,
    attention_sentence,
    part_sentence,
)
from results.models import Item, PartAnalysis, TestPart
from schools.models import Edition

# The orders in which questions can be looked at.
ORDERS = {
    "aandacht": "wat aandacht vraagt",
    "moeilijk": "moeilijkste eerst",
    "samenhang": "laagste samenhang eerst",
    "toets": "zoals in de toets",
}


@dataclass(frozen=True)
class Line:
    """A question with its figures. `annulled`: it counted when it was computed, and no more now."""

    item: Item
    figures: QuestionFigures
    asks: Attention
    sentence: str

    @property
    def word(self) -> str:
        return WORDS[self.asks]

    @property
    def annulled(self) -> bool:
        return not self.item.counts


@dataclass(frozen=True)
class PartView:
    part: TestPart
    computed_at: datetime
    figures: PartFigures
    lines: tuple[Line, ...]

    @property
    def error(self) -> float | None:
        figures = self.figures
        if figures.alpha is None or figures.sd is None:
            return None
        return measurement_error(figures.sd, figures.alpha)

    @property
    def sentence(self) -> str:
        return part_sentence(self.figures, self.error)

    @cached_property
    def asking(self) -> list[Line]:
        """The questions that ask attention and still count, most pressing first."""
        return [line for line in self.sorted("aandacht") if line.asks.asks and not line.annulled]

    def sorted(self, order: str) -> list[Line]:
        """In one of ORDERS; what has no figure comes last."""
        keys = {
            "aandacht": lambda line: (line.annulled, line.asks, _last(line.figures.rir)),
            "moeilijk": lambda line: _last(line.figures.p),
            "samenhang": lambda line: _last(line.figures.rir),
            "toets": lambda line: line.item.position,
        }
        return sorted(self.lines, key=keys[order])


def editions_with_parts() -> QuerySet[Edition]:
    return Edition.objects.filter(test_parts__isnull=False).distinct().order_by("-year")


def part_views(edition: Edition, *, only: int | None = None) -> list[PartView]:
    """Every analysed part in the order of the edition, or `only` one (its key). Two queries."""
    stored = PartAnalysis.objects.filter(part__edition=edition).select_related("part")
    if only is not None:
        stored = stored.filter(part=only)
    stored = list(stored.order_by("part__position", "part_id"))
    items = Item.objects.questions().filter(part__in=[one.part_id for one in stored])
    found = {item.pk: item for item in items.select_related("domain")}
    return [_view(one, found) for one in stored]


def _view(stored: PartAnalysis, items: dict[int, Item]) -> PartView:
    questions = tuple(
        QuestionFigures(item, Verdict[verdict], *figures)
        for item, verdict, *figures in stored.questions
    )
    figures = PartFigures(
        stored.part_id,
        Verdict[stored.verdict],
        stored.pupils,
        stored.schools,
        stored.alpha,
        stored.sd,
        questions,
    )
    lines = tuple(_lines(figures, items))
    return PartView(stored.part, stored.computed_at, figures, lines)


def _lines(figures: PartFigures, items: dict[int, Item]) -> Iterable[Line]:
    """Without the questions that were removed meanwhile."""
    for question in figures.questions:
        if question.item in items:
            yield Line(
                items[question.item],
                question,
                attention(question, figures),
                attention_sentence(question, figures),
            )


def _last(value: float | None) -> tuple[bool, float]:
    return value is None, value or 0.0
