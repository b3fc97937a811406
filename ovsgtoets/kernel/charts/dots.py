"""The own pupils as dots over how the reference lies: who is where, without names."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ovsgtoets.kernel.charts.drawing import (
    NARROWEST,
    SMALL,
    SOFT,
    Reference,
    along,
    dot,
    element,
    ground,
    heading,
    label,
    middle_half,
    named_percent,
    rows_over_axis,
    trimmed,
)

RADIUS = 4.5
PITCH = 2 * RADIUS + 1  # pixels from one dot to the next that touches it
TALLEST = 110  # pixels for a stack; a higher one is pressed together
APART = 100 * PITCH / (NARROWEST * along(100) / 100)  # in percent of the scale, when narrowest
LEAST, GAP = 34, 20


@dataclass(frozen=True)
class DotRow:
    """`values` are percentages, 0–100, one per pupil."""

    name: str
    values: tuple[float, ...]
    reference: Reference | None = None


def dot_chart(rows: Sequence[DotRow], *, text: str) -> SafeString:
    """A row per domain or learning area; `text` says it in words."""
    return rows_over_axis(rows, _row, gap=GAP, text=text)


def _row(row: DotRow, top: float) -> tuple[list[SafeString], float]:
    drawn, top = heading(row.name, top)
    reference = row.reference
    if reference:
        words = named_percent(reference.name, reference.mean)
        drawn.append(label(words, along(reference.mean), top + SMALL - 2, fill=SOFT))
        top += SMALL + 5
    lanes = stacked(row.values)
    pitch = min(PITCH, TALLEST / max(max(lanes, default=0), 1))
    bottom = top + max(LEAST, max(lanes, default=0) * pitch + 2 * PITCH)
    drawn += ground(reference, top, bottom)
    drawn.append(_floor(bottom))
    drawn += [
        dot(value, bottom - RADIUS - 3 - lane * pitch, RADIUS)
        for value, lane in zip(sorted(row.values), lanes, strict=True)
    ]
    if reference:
        centre = (along(reference.low) + along(reference.high)) / 2
        drawn.append(label(middle_half(reference), centre, bottom + SMALL + 3, fill=SOFT))
        bottom += SMALL + 5
    return drawn, bottom


def _floor(bottom: float) -> SafeString:
    y = trimmed(bottom)
    return element("line", x1="0%", x2="100%", y1=y, y2=y, stroke=SOFT)


def stacked(values: Sequence[float]) -> list[int]:
    """For the values in order: how many dots each must rise so that none lies over another.

    A dot stays at its own place across and takes the lowest lane whose last dot is far enough
    (dot plots: Wilkinson, The American Statistician 53, 1999).
    """
    last: list[float] = []
    lanes = []
    for value in sorted(values):
        lane = next((n for n, end in enumerate(last) if value - end >= APART), len(last))
        last[lane : lane + 1] = [value]
        lanes.append(lane)
    return lanes
