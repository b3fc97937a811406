"""Whole columns of cells for tests, drawn or given, and the same figures one by one."""

from collections.abc import Iterable
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import strategies as st

from results.analysis.marks import EMPTY, HUNDREDTHS, MARK_OF_CODE, PACKED, Part
from results.analysis.percentages import Percentages, Sums
from tests.unit.results.naive import Cell, PupilFigure, pupil_figures

PUPILS, DOMAINS, AREAS = 6, 3, np.array([0, 0, 1], np.int16)
CODE_OF_MARK = {mark: code for code, mark in MARK_OF_CODE.items()}


@st.composite
def parts(draw, pupils=PUPILS):
    """A part of a few items: maxima in hundredths, and a mark per cell that fits its maximum."""
    items = draw(st.integers(1, 5))
    maxima = draw(st.lists(st.integers(1, 99_999), min_size=items, max_size=items))
    domains = draw(st.lists(st.integers(0, DOMAINS - 1), min_size=items, max_size=items))
    others = st.sampled_from([EMPTY, *MARK_OF_CODE.values()])
    marks = [
        [draw(st.one_of(st.integers(0, m), st.integers(0, m), others)) for m in maxima]
        for _ in range(pupils)
    ]
    return Part(np.array(marks, np.int32), np.array(maxima, np.int32), np.array(domains, np.int16))


several = st.lists(parts(), min_size=1, max_size=3)
volunteers = st.lists(st.booleans(), min_size=PUPILS, max_size=PUPILS)


def cells_of(parts) -> list[Cell]:
    """The same cells, one by one."""
    return [
        Cell(
            pupil,
            int(domain),
            None if mark < 0 else Decimal(int(mark)) / HUNDREDTHS,
            Decimal(int(maximum)) / HUNDREDTHS,
            CODE_OF_MARK.get(int(mark)),
        )
        for part in parts
        for pupil, row in enumerate(part.marks)
        for mark, maximum, domain in zip(row, part.maxima, part.domains, strict=True)
        if mark != EMPTY
    ]


def one_by_one(parts, voluntary) -> list[list[PupilFigure]]:
    """[pupil][domain], by hand; who takes part voluntarily does not count."""
    figures = pupil_figures(cells_of(parts))
    return [
        [
            PupilFigure(
                figures.get((pupil, domain), PupilFigure()).percent,
                figures.get((pupil, domain), PupilFigure()).counts and not voluntary[pupil],
            )
            for domain in range(DOMAINS)
        ]
        for pupil in range(PUPILS)
    ]


def domain_percentages(
    parts: Iterable[Part], *, pupils: int, domains: int, voluntary, exempt=None
) -> Percentages:
    sums = Sums(pupils=pupils, domains=domains)
    for part in parts:
        sums.add(part)
    return sums.percentages(voluntary=voluntary, exempt=exempt)


def packed_cells(cells: Iterable[tuple[int, int]]) -> bytes:
    """(item's key, mark) pairs as the database packs them."""
    return np.array(list(cells), PACKED).tobytes()


def percentages(parts, voluntary):
    return domain_percentages(
        iter(parts), pupils=PUPILS, domains=DOMAINS, voluntary=np.array(voluntary)
    )


def same(computed, expected) -> bool:
    """Equal, where NaN is the array's way to say None."""
    if expected is None:
        return bool(np.isnan(computed))
    return computed == pytest.approx(expected, abs=1e-9)
