"""The pupils of a school as arrays, and the groups that can be made of them."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from results.analysis.layout import Layout
from results.analysis.percentages import LeftOut, Percentages, Sums, area_percentages
from results.analysis.suppression import Audit, Verdict

BOYS, GIRLS = "M", "V"
GENDERS = {GIRLS: "meisjes", BOYS: "jongens"}
# A learning area shows what its domains show: the first of these that holds for one of them.
WORST_FIRST = (Verdict.NOBODY, Verdict.TOO_FEW, Verdict.WOULD_REVEAL)


@dataclass(frozen=True)
class Crowd:
    """`keys`, `classes` (int64 [pupils]), `genders` (U1), `voluntary`, `sums` per domain of the
    layout, `filled`: how many questions have a cell. `marks` [pupils, items]: only where asked for.
    `moments`: class → since when its figures are as they are."""

    layout: Layout
    keys: NDArray[np.int64]
    classes: NDArray[np.int64]
    genders: NDArray[np.str_]
    voluntary: NDArray[np.bool_]
    filled: NDArray[np.int64]
    sums: Sums
    moments: Mapping[int, datetime]
    marks: NDArray[np.int32] | None = None

    @cached_property
    def domains(self) -> Percentages:
        return self.sums.percentages(voluntary=self.voluntary)

    @cached_property
    def areas(self) -> Percentages:
        return area_percentages(self.domains, self.layout.area_of)

    @cached_property
    def with_points(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.domains.percent).all(axis=1)

    def only(self, rows: NDArray) -> "Crowd":
        """`rows`: bool [pupils] or places, in that order."""
        sums = Sums(pupils=0, domains=0)
        sums.won, sums.possible = self.sums.won[rows], self.sums.possible[rows]
        sums.exempt = self.sums.exempt[rows]
        return replace(
            self,
            keys=self.keys[rows],
            classes=self.classes[rows],
            genders=self.genders[rows],
            voluntary=self.voluntary[rows],
            filled=self.filled[rows],
            sums=sums,
            marks=None if self.marks is None else self.marks[rows],
        )

    def only_items(self, places: Sequence[int]) -> "Crowd":
        """With the questions of whole parts; the domains keep the sums of all of theirs."""
        layout = replace(self.layout, items=tuple(self.layout.items[place] for place in places))
        return replace(self, layout=layout, marks=self.marks[:, places])


def together(layout: Layout, crowds: Sequence[Crowd]) -> Crowd:
    """Crowds of the same layout, one after the other."""
    sums = Sums(pupils=0, domains=len(layout.domains))
    if not crowds:
        nobody = np.zeros(0, np.int64)
        marks = np.zeros((0, len(layout.items)), np.int32)
        return Crowd(
            layout,
            nobody,
            nobody,
            nobody.astype("U1"),
            nobody.astype(bool),
            nobody,
            sums,
            {},
            marks,
        )
    sums.won = np.concatenate([crowd.sums.won for crowd in crowds])
    sums.possible = np.concatenate([crowd.sums.possible for crowd in crowds])
    sums.exempt = np.concatenate([crowd.sums.exempt for crowd in crowds])
    marks = [crowd.marks for crowd in crowds]
    return Crowd(
        layout,
        np.concatenate([crowd.keys for crowd in crowds]),
        np.concatenate([crowd.classes for crowd in crowds]),
        np.concatenate([crowd.genders for crowd in crowds]),
        np.concatenate([crowd.voluntary for crowd in crowds]),
        np.concatenate([crowd.filled for crowd in crowds]),
        sums,
        {key: moment for crowd in crowds for key, moment in crowd.moments.items()},
        None if any(of is None for of in marks) else np.concatenate(marks),
    )


@dataclass(frozen=True)
class Choice:
    """A group that can be chosen: the whole `school`, a `site`, a `class`, a `group` of the
    school's own making; with `gender` only its boys or girls."""

    kind: str = "school"
    pk: int = 0
    gender: str = ""


def members(
    crowd: Crowd,
    *,
    classes: Sequence[int],
    sites: Mapping[int, Collection[int]],
    groups: Mapping[int, Collection[int]],
) -> dict[Choice, NDArray[np.bool_]]:
    """Who is in each group that can be chosen, the most important group first: bool [pupils].

    `sites`: site → its classes; `groups`: leerlingengroep → its pupils.
    """
    whole = {Choice(): np.ones(len(crowd.keys), bool)}
    whole |= {Choice("site", site): np.isin(crowd.classes, list(of)) for site, of in sites.items()}
    whole |= {Choice("class", one): crowd.classes == one for one in classes}
    whole |= {Choice("group", group): np.isin(crowd.keys, list(of)) for group, of in groups.items()}
    return whole | {
        Choice(choice.kind, choice.pk, gender): rows & (crowd.genders == gender)
        for choice, rows in whole.items()
        for gender in GENDERS
    }


def verdicts(
    counts: NDArray[np.bool_],
    reach: Mapping[Hashable, NDArray[np.bool_]],
    known: NDArray[np.bool_],
) -> dict[Hashable, list[Verdict]]:
    """For each group that the viewer can reach a verdict per column. `counts`: bool [pupils,
    columns], who is in the mean of the column; `known`: bool [pupils], whom they see by name."""
    found: dict[bytes, dict[Hashable, Verdict]] = {}
    columns = []
    for column in counts.T:
        pattern = column.tobytes()
        if pattern not in found:
            found[pattern] = _of_column(column, reach, known)
        columns.append(found[pattern])
    return {choice: [column[choice] for column in columns] for choice in reach}


def _of_column(column: NDArray[np.bool_], reach: Mapping, known: NDArray[np.bool_]) -> dict:
    if not (column & ~known).any():  # nothing to hide
        return {
            choice: Verdict.SHOWN if (rows & column).any() else Verdict.NOBODY
            for choice, rows in reach.items()
        }
    groups = np.array([rows & column for rows in reach.values()])
    return dict(zip(reach, Audit(~known).verdicts(groups), strict=True))


def area_verdicts(
    layout: Layout, of_domains: Sequence[Verdict], of_areas: Sequence[Verdict]
) -> list[Verdict]:
    """An area is shown when each of its domains is, and who has them all may be shown too."""
    return [
        _worst([*(of_domains[place] for place in layout.domains_of(area)), own])
        for area, own in enumerate(of_areas)
    ]


def _worst(of: Sequence[Verdict]) -> Verdict:
    return next((verdict for verdict in WORST_FIRST if verdict in of), Verdict.SHOWN)


def why_left_out(percentages: Percentages, rows: NDArray[np.bool_], column: int) -> dict:
    """LeftOut → how many of the rows; only those with somebody."""
    numbers = np.bincount(percentages.left_out[rows, column], minlength=len(LeftOut))
    return {why: int(numbers[why]) for why in LeftOut if why is not LeftOut.COUNTS and numbers[why]}
