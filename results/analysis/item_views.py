"""The questions of one group: its p-values beside those of the references."""

from collections.abc import Hashable, Mapping
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from results.analysis.crowd import Crowd
from results.analysis.distribution import p_values
from results.analysis.layout import ItemColumn
from results.analysis.marks import Part
from results.analysis.percentages import Percentages
from results.analysis.suppression import Audit, Verdict
from results.analysis.uncertainty import Comparison, Estimate, compare
from results.analysis.view import ItemFigure, PartItems
from results.analysis.yardsticks import Reference


def items_made(crowd: Crowd) -> NDArray[np.bool_]:
    """bool [pupils, 2 · items]: who is in the mean of each item's domain, and of each item."""
    of_domain = crowd.domains.counts[:, [item.domain for item in crowd.layout.items]]
    made = [part.made() for _, part in crowd.layout.parts_of(crowd.marks)]
    return np.hstack([of_domain, np.hstack([of_domain[:, :0], *made]) & of_domain])


def item_verdicts(
    made: NDArray[np.bool_],
    reach: Mapping[Hashable, NDArray[np.bool_]],
    known: NDArray[np.bool_],
) -> dict[Hashable, list[Verdict]]:
    """Per group a verdict per item; `made`: as `items_made` gives it.

    Who made an item is a set of its own, and its sums can be laid beside those of its domain: a
    domain less the items that all but one pupil made tells that pupil's result. So the groups of
    an item are judged after, and together with, the same groups of its domain.
    """
    of_domain, counts = np.hsplit(made, 2)
    groups = np.array(list(reach.values()))
    audits: dict[bytes, Audit] = {}
    found: dict[tuple[bytes, bytes], list[Verdict]] = {}
    columns = []
    for item, domain in zip(counts.T, of_domain.T, strict=True):
        beside, pattern = domain.tobytes(), (domain.tobytes(), item.tobytes())
        if pattern not in found:
            if beside not in audits:
                audits[beside] = Audit(~known)
                audits[beside].verdicts(groups & domain)
            found[pattern] = audits[beside].copy().verdicts(groups & item)
        columns.append(found[pattern])
    return {choice: [column[place] for column in columns] for place, choice in enumerate(reach)}


def parts_of_group(
    crowd: Crowd,
    rows: NDArray[np.bool_],
    verdicts: list[Verdict],
    everybody: Reference,
    comparable: Reference,
) -> tuple[PartItems, ...]:
    """Per part its questions, in the order of the booklet. Those of a part are one picture: their
    intervals share the chance of a mark that means nothing."""
    layout = crowd.layout
    group, own = crowd.only(rows), []
    for _, part in layout.parts_of(group.marks):
        own.extend(_estimates(part, group.domains))
    questions = [
        (item, figure, verdict)
        for (item, figure), verdict in zip(
            zip((i for i in layout.items if not i.is_total), own, strict=True),
            (v for v, i in zip(verdicts, layout.items, strict=True) if not i.is_total),
            strict=True,
        )
    ]
    return tuple(
        _part(list(of_part), crowd, everybody, comparable)
        for _, of_part in groupby(questions, key=lambda question: question[0].part)
    )


def _estimates(part: Part, of_domains: Percentages) -> list[Estimate]:
    found = p_values(part, of_domains)
    return [
        Estimate(float(p), None if np.isnan(sd) else float(sd), int(pupils))
        for p, sd, pupils in zip(found.p, found.sd, found.pupils, strict=True)
    ]


def _part(
    questions: list[tuple[ItemColumn, Estimate, Verdict]],
    crowd: Crowd,
    everybody: Reference,
    comparable: Reference,
) -> PartItems:
    number = sum(verdict.is_shown for _, _, verdict in questions)
    items = tuple(
        ItemFigure(
            pk=item.pk,
            label=item.label,
            page=item.page,
            domain=crowd.layout.domains[item.domain].name,
            maximum=item.maximum / 100,
            verdict=verdict,
            pupils=own.pupils,
            own=_beside(own, everybody, item, verdict, number),
            beside_comparable=_beside(own, comparable, item, verdict, number),
            everybody=everybody.items.get(item.pk),
            comparable=comparable.items.get(item.pk),
        )
        for item, own, verdict in questions
    )
    first = questions[0][0]
    return PartItems(first.part_name, first.part, items)


def _beside(
    own: Estimate, reference: Reference, item: ItemColumn, verdict: Verdict, comparisons: int
) -> Comparison | None:
    if not verdict.is_shown:
        return None
    return compare(own, reference.items.get(item.pk), comparisons=comparisons)
