"""One figure in one line of a table on paper: the dot and its interval on the reference's band.

No letters: the numbers stand in the columns beside it. As few shapes as can be: a class has a
thousand of these, and each shape costs 0.2 ms.
"""

from django.utils.safestring import SafeString

from ovsgtoets.kernel.charts.drawing import (
    PETROL,
    SOFT,
    Reference,
    element,
    joined,
    trimmed,
)

WIDTH, HEIGHT, MIDDLE = 200.0, 14.0, 7.0
INSET = 5.0  # so that a dot on 0 % or 100 % is whole
RADIUS = 4.2
TRACK = "#d5d1c7"  # the band and the line that it lies on


def track(
    percent: float | None,
    *,
    low: float | None = None,
    high: float | None = None,
    reference: Reference | None = None,
) -> SafeString:
    """An SVG of its own (not for in a page). Its alternative text is for who shows it."""
    drawn = _ground(reference) if reference else []
    if percent is not None:
        shapes = _dot(_x(percent))
        if low is not None and high is not None:
            shapes += _box(_x(low), _x(high), MIDDLE - 1, MIDDLE + 1)
        drawn.append(element("path", d=shapes, fill=PETROL))
    return element(
        "svg",
        joined(drawn),
        xmlns="http://www.w3.org/2000/svg",
        width=trimmed(WIDTH),
        height=trimmed(HEIGHT),
        viewBox=f"0 0 {trimmed(WIDTH)} {trimmed(HEIGHT)}",
    )


def _x(percent: float) -> float:
    return INSET + min(max(percent, 0), 100) * (WIDTH - 2 * INSET) / 100


def _ground(reference: Reference) -> list[SafeString]:
    """The scale and the middle half in one shape, the mean in another."""
    left, right, mean = (_x(value) for value in (reference.low, reference.high, reference.mean))
    band = _box(0, WIDTH, MIDDLE - 0.4, MIDDLE + 0.4) + _box(left, right, 0.5, HEIGHT - 0.5)
    return [
        element("path", d=band, fill=TRACK),
        element("path", d=_box(mean - 0.8, mean + 0.8, 0, HEIGHT), fill=SOFT),
    ]


def _box(left: float, right: float, top: float, bottom: float) -> str:
    left, right, top, bottom = map(trimmed, (left, right, top, bottom))
    return f"M{left} {top}H{right}V{bottom}H{left}z"


def _dot(x: float) -> str:
    """A circle as a path: two halves."""
    left, right, r = trimmed(x - RADIUS), trimmed(x + RADIUS), RADIUS
    return f"M{left} {MIDDLE}A{r} {r} 0 1 1 {right} {MIDDLE}A{r} {r} 0 1 1 {left} {MIDDLE}z"
