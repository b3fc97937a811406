"""One pupil's percentage, with its error of measurement."""

from collections.abc import Sequence

from ovsgtoets.kernel.formats import percent
from results.analysis.uncertainty import Interval, Standing, standing_of
from results.analysis.view import PupilFigure
from results.analysis.wording.words import (
    EVERYBODY,
    STANDS,
    between,
    enumeration,
)


def pupil_sentence(
    name: str,
    subject: str,
    own: float,
    interval: Interval | None,
    mean: float | None,
    *,
    reference: str = EVERYBODY,
) -> str:
    """A pupil's percentage, the interval of its error of measurement, and the reference's mean."""
    said = f"{name} haalt voor {subject} {percent(own)}."
    if interval is not None:
        said += f" Op een andere dag kan dat ergens tussen {between(interval, mean)} zijn"
        if mean is not None:
            stands = STANDS[standing_of(interval, mean)]
            said += f": {stands} het gemiddelde van {reference} ({percent(mean)})"
        return f"{said}."
    return said if mean is None else f"{said} Gemiddelde van {reference}: {percent(mean)}."


def pupil_summary(
    name: str, figures: Sequence[PupilFigure], *, which: str, reference: str = EVERYBODY
) -> str:
    """All of a pupil's areas or domains in one sentence: where the error of measurement leaves a
    difference with the mean of `reference`. `which` reference that is in the figures."""
    made = [figure for figure in figures if figure.percent is not None]
    found: dict[Standing, list[str]] = {}
    for figure in made:
        mean = getattr(figure, which).mean
        if figure.interval is not None and mean is not None:
            found.setdefault(standing_of(figure.interval, mean), []).append(figure.subject)
    if not found:
        each = enumeration([f"{percent(one.percent)} voor {one.subject}" for one in made])
        return f"{name} haalt {each}." if made else f"Er zijn nog geen cijfers van {name}."
    beside = f"het gemiddelde van {reference}"
    pieces = [
        f"{STANDS[standing]} {beside} voor {enumeration(found[standing])}"
        for standing in (Standing.ABOVE, Standing.BELOW, Standing.NOT_DISTINCT)
        if standing in found
    ]
    said = [one for of in found.values() for one in of]
    if unsaid := [one.subject for one in made if one.subject not in said]:
        pieces.append(f"voor {enumeration(unsaid)} nog niet te vergelijken")
    return f"Rekening gehouden met toeval is het resultaat van {name} {'; het is '.join(pieces)}."
