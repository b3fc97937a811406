"""What the makers of the test see of a part: of each question how hard it is and whether it pulls
its weight, over all participants.

The one rule of suppression holds: a question, and the part as a whole, rest on enough schools or
leave with their verdict alone.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from results.analysis.crowd import Crowd
from results.analysis.distribution import p_values
from results.analysis.item_analysis import ItemAnalysis, analyse_items
from results.analysis.marks import Part
from results.analysis.suppression import Verdict, which_references_are_shown


@dataclass(frozen=True)
class QuestionFigures:
    """`item`: its key. `pupils` and `schools` made it, also where nothing is shown; `p` in
    percent; `rir` and `alpha_without` are None where they can't be computed or shown."""

    item: int
    verdict: Verdict
    pupils: int
    schools: int
    p: float | None = None
    rir: float | None = None
    alpha_without: float | None = None


@dataclass(frozen=True)
class PartFigures:
    """`pupils` and `schools`: with every question of the part, on whom `alpha`, each `rir` and
    `alpha_without` rest. `sd`: of the total, in percent."""

    part: int
    verdict: Verdict
    pupils: int
    schools: int
    alpha: float | None
    sd: float | None
    questions: tuple[QuestionFigures, ...]


def part_figures(crowd: Crowd, schools: NDArray[np.int64]) -> Iterator[PartFigures]:
    """Part by part, of a crowd with marks. `schools`: int64 [pupils], each pupil's school. Who
    does not count in a domain (exempt, voluntary) is not in the figures of its questions."""
    keys = iter([item.pk for item in crowd.layout.items if not item.is_total])
    for pk, part in crowd.layout.parts_of(crowd.marks):
        questions = part.questions()
        items = [next(keys) for _ in questions.maxima]
        if items:
            yield _of_part(pk, questions, items, crowd, schools)


def _of_part(
    pk: int, part: Part, items: Sequence[int], crowd: Crowd, schools: NDArray[np.int64]
) -> PartFigures:
    made = part.made() & crowd.domains.counts[:, part.domains]
    whole = made.all(axis=1)
    verdict, among = _verdict(schools[whole])
    found = analyse_items(part.only_pupils(whole))
    hard = p_values(part, crowd.domains)
    return PartFigures(
        part=pk,
        verdict=verdict,
        pupils=found.pupils,
        schools=among,
        alpha=_number(found.alpha, verdict),
        sd=_number(found.sd, verdict),
        questions=tuple(
            _of_question(item, place, schools[made[:, place]], hard.p[place], found, verdict)
            for place, item in enumerate(items)
        ),
    )


def _of_question(
    item: int, place: int, schools: NDArray, p: float, found: ItemAnalysis, of_part: Verdict
) -> QuestionFigures:
    own, among = _verdict(schools)
    both = own if of_part.is_shown else of_part
    return QuestionFigures(
        item=item,
        verdict=own,
        pupils=len(schools),
        schools=among,
        p=_number(p, own),
        rir=_number(found.rir[place], both),
        alpha_without=_number(found.alpha_without[place], both),
    )


def _verdict(schools: NDArray[np.int64]) -> tuple[Verdict, int]:
    """The verdict of a figure over pupils of these schools, and how many schools they are."""
    keys, numbers = np.unique(schools, return_counts=True)
    sizes = dict(zip(keys.tolist(), numbers.tolist(), strict=True))
    return which_references_are_shown({"": sizes})[""], len(keys)


def _number(value: float, verdict: Verdict) -> float | None:
    return float(value) if verdict.is_shown and not math.isnan(value) else None
