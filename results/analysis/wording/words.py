"""What the sentences about figures share: numbers of pupils, intervals, capitals."""

from collections.abc import Sequence

from ovsgtoets.kernel.formats import NO_BREAK, number, percent
from results.analysis.uncertainty import Interval, Standing

EVERYBODY = "alle deelnemers"
COMPARABLE = "vergelijkbare scholen"
# How the pupils of each are called.
WHOM = {EVERYBODY: EVERYBODY, COMPARABLE: f"de leerlingen van {COMPARABLE}"}

STANDS = {
    Standing.ABOVE: "hoger dan",
    Standing.BELOW: "lager dan",
    Standing.NOT_DISTINCT: "niet te onderscheiden van",
}


def between(interval: Interval, beside: float | None) -> str:
    """`66 % en 77 %`, rounded outwards; with a decimal where rounding would put `beside` on the
    other side of an end."""
    low, high = int(interval.low // 1), int(-(-interval.high // 1))
    if beside is not None and (low <= beside <= high) != interval.holds(beside):
        return f"{percent(interval.low)} en {percent(interval.high)}"
    return f"{low}{NO_BREAK}% en {high}{NO_BREAK}%"


def in_points(value: float) -> str:
    shown = number(value, 1)
    return f"{shown} procentpunt" if shown == "1,0" else f"{shown} procentpunten"


def of_pupils(count: int) -> str:
    return "1 leerling" if count == 1 else f"{number(count)} leerlingen"


def number_of_pupils(counts: Sequence[int]) -> str:
    """Of several figures: `23 tot 24 leerlingen`."""
    least, most = min(counts), max(counts)
    return of_pupils(most) if least == most else f"{number(least)} tot {of_pupils(most)}"


def or_none(count: int) -> str:
    return str(count) if count else "geen"


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def verb(label: str, one: str, many: str) -> str:
    """`haalt` or `halen`: a label is one group, or the boys or girls of it."""
    return many if label.startswith("de ") else one


def enumeration(pieces: Sequence[str]) -> str:
    """a, b, c → `a, b en c`."""
    *most, last = pieces
    return f"{', '.join(most)} en {last}" if most else last
