"""Bars under each other: what is compared says its name and its number, so there is no legend and
no meaning in colour alone; the bars differ as much in grey print."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from django.utils.html import format_html
from django.utils.safestring import SafeString

from ovsgtoets.kernel import formats
from ovsgtoets.kernel.charts.drawing import LETTER, svg

TRACK = 76.0  # percent of the width that stands for 100 %; right of it stands the number
ROOM_FOR_NAME = 50  # a petrol bar of fewer percent has its name behind it
BAR, GAP = 22, 16  # pixels


class Whose(Enum):
    """(bar, letters on the bar)"""

    OWN = ("#0f5257", "#ffffff")
    REFERENCE = ("#8e9498", "#1c1f21")


@dataclass(frozen=True)
class Bar:
    """`percent` is 0–100; None draws no bar."""

    name: str
    percent: float | None
    whose: Whose


@dataclass(frozen=True)
class BarGroup:
    """What is compared, with its bars under each other."""

    name: str
    bars: tuple[Bar, ...]


def bar_chart(groups: Sequence[BarGroup], *, text: str) -> SafeString:
    """An `<svg>` as wide as its container; `text` says every number of it in words."""
    drawn, top = [], 0
    for group in groups:
        drawn.append(_name(group.name, top))
        top += LETTER + 8
        for bar in group.bars:
            if bar.percent is not None:
                drawn.append(_bar(bar, top))
                top += BAR + 2
        top += GAP
    return svg(drawn, height=top - GAP, text=text)


def _name(name: str, top: int) -> SafeString:
    return format_html('<text x="0" y="{}" font-weight="600">{}</text>', top + LETTER, name)


def _bar(bar: Bar, top: int) -> SafeString:
    fill, letters = bar.whose.value
    middle = top + BAR // 2 + LETTER // 3
    # Ink is read on grey and on the track alike; white is read on petrol only.
    inside = bar.percent >= ROOM_FOR_NAME or bar.whose is Whose.REFERENCE
    return format_html(
        '<rect x="0" y="{top}" width="{track}%" height="{height}" fill="#efece6"/>'
        '<rect x="0" y="{top}" width="{width}%" height="{height}" fill="{fill}"/>'
        '<text x="{start}%" dx="8" y="{middle}" fill="{letters}">{name}</text>'
        '<text x="100%" y="{middle}" text-anchor="end" font-weight="{weight}">{number}</text>',
        top=top,
        track=TRACK,
        height=BAR,
        width=_along(bar.percent),
        fill=fill,
        start=0 if inside else _along(bar.percent),
        middle=middle,
        letters=letters if inside else "#1c1f21",
        name=bar.name,
        weight=600 if bar.whose is Whose.OWN else 400,
        number=formats.percent(bar.percent),
    )


def _along(percent: float) -> str:
    """Where `percent` ends on the track, as a number that SVG reads."""
    return f"{min(max(percent, 0), 100) * TRACK / 100:.2f}"
