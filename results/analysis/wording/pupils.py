"""One pupil's percentage, with its error of measurement."""

from collections.abc import Sequence

from ovsgtoets.kernel.formats import percent
from results.analysis.uncertainty import Interval, Standing, standing_of
from results.analysis.view import PupilFigure
from results.analysis.wording.overview import in_one_sentence
from results.analysis.wording.words import EVERYBODY, STANDS, between, enumeration


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
    name: str,
    figures: Sequence[PupilFigure],
    *,
    which: str,
    what: str,
    reference: str = EVERYBODY,
) -> str:
    """All of a pupil's areas or domains in one sentence: where the error of measurement leaves a
    difference with the mean of `reference`. `which` reference that is in the figures; `what` they
    are: `domeinen`, `leergebieden`."""
    made = [figure for figure in figures if figure.percent is not None]
    if not made:
        return f"Er zijn nog geen cijfers van {name}."
    found: dict[Standing, list[str]] = {}
    for figure in made:
        mean = getattr(figure, which).mean
        known = figure.interval is not None and mean is not None
        standing = standing_of(figure.interval, mean) if known else Standing.UNKNOWN
        found.setdefault(standing, []).append(figure.subject)
    if found.keys() == {Standing.UNKNOWN}:
        each = enumeration([f"{percent(one.percent)} voor {one.subject}" for one in made])
        return f"{name} haalt {each}."
    own, beside = f"het resultaat van {name}", f"het gemiddelde van {reference}"
    says = {
        Standing.ABOVE: (f"is {own} duidelijk hoger dan {beside}", "is het duidelijk hoger"),
        Standing.BELOW: (f"is {own} duidelijk lager dan {beside}", "is het duidelijk lager"),
        Standing.NOT_DISTINCT: (
            f"is {own} niet te onderscheiden van {beside}",
            "is het er niet van te onderscheiden",
        ),
        Standing.UNKNOWN: ("", "kan je nog niet vergelijken"),
    }
    return in_one_sentence(says, found, total=len(figures), what=what)
