"""The own mean with how sure it is, beside the reference's line and band."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ovsgtoets.kernel.charts.drawing import (
    PAPER,
    PETROL,
    SMALL,
    SOFT,
    Reference,
    across,
    along,
    dot,
    element,
    ground,
    heading,
    label,
    named_percent,
    rows_over_axis,
    trimmed,
    vertical,
)

TRACK_HEIGHT, GAP = 24, 18
TRACK = "#cfcac0"
NO_FIGURE = "geen cijfer"
THICK, RADIUS, CAP = 5, 6, 6


@dataclass(frozen=True)
class IntervalRow:
    """In percent, 0–100. `mean` is None where the own figure is missing; `low` and `high` where
    nothing can be said of how sure it is."""

    name: str
    own_name: str
    mean: float | None
    low: float | None = None
    high: float | None = None
    reference: Reference | None = None


def interval_chart(rows: Sequence[IntervalRow], *, text: str) -> SafeString:
    """A row per domain or learning area; `text` says it in words."""
    return rows_over_axis(rows, _row, gap=GAP, text=text)


def _row(row: IntervalRow, top: float) -> tuple[list[SafeString], float]:
    drawn, top = heading(row.name, top)
    baseline = top + SMALL - 2
    top += SMALL + 5
    if row.mean is None:
        y = trimmed(baseline)
        drawn.append(element("text", NO_FIGURE, x=0, y=y, font_size=SMALL, fill=SOFT))
        if row.reference is None:
            return drawn, top
    else:
        words = named_percent(row.own_name, row.mean)
        drawn.append(label(words, along(row.mean), baseline, fill=PETROL, font_weight=600))
    bottom = top + TRACK_HEIGHT
    middle = trimmed((top + bottom) / 2)
    drawn += ground(row.reference, top, bottom)
    drawn.append(element("line", x1="0%", x2="100%", y1=middle, y2=middle, stroke=TRACK))
    if row.mean is not None:
        drawn += _own(row, row.mean, (top + bottom) / 2)
    if row.reference:
        words = named_percent(row.reference.name, row.reference.mean)
        drawn.append(label(words, along(row.reference.mean), bottom + SMALL + 3, fill=SOFT))
        bottom += SMALL + 5
    return drawn, bottom


def _own(row: IntervalRow, mean: float, y: float) -> list[SafeString]:
    """The bar from `low` to `high` with a cap at each end, and the dot of the mean."""
    drawn = []
    if row.low is not None and row.high is not None:
        left, right = along(row.low), along(row.high)
        for colour, grown in ((PAPER, 2), (PETROL, 0)):  # a rim of paper keeps it off the band
            drawn.append(
                element(
                    "rect",
                    x=across(left),
                    y=trimmed(y - THICK / 2 - grown / 2),
                    width=across(right - left),
                    height=THICK + grown,
                    fill=colour,
                )
            )
        drawn += [
            vertical(end, y - CAP, y + CAP, stroke=PETROL, stroke_width=2) for end in (left, right)
        ]
    return [*drawn, dot(mean, y, RADIUS)]
