"""One pupil's percentage, with its error of measurement."""

from ovsgtoets.kernel.formats import percent
from results.analysis.uncertainty import Interval, standing_of
from results.analysis.wording.words import (
    EVERYBODY,
    STANDS,
    between,
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
