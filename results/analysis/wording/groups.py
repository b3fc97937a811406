"""The figures of a class, a site or a school: the mean, how its pupils lie, who is left out."""

from collections.abc import Mapping, Sequence

from ovsgtoets.kernel.formats import percent
from results.analysis.distribution import Distribution
from results.analysis.percentages import LeftOut
from results.analysis.suppression import FEWEST_PUPILS
from results.analysis.uncertainty import Comparison
from results.analysis.wording.words import (
    EVERYBODY,
    STANDS,
    between,
    capital,
    enumeration,
    of_pupils,
    or_none,
    verb,
)


def mean_sentence(
    label: str, subject: str, figure: Comparison, *, reference: str = EVERYBODY
) -> str:
    """`label` is the group (`klas 6A`), `subject` the domain or area, `reference` who it is laid
    beside (`alle deelnemers`, `vergelijkbare scholen`)."""
    gets = verb(label, "haalt", "halen")
    said = f"{capital(label)} {gets} voor {subject} gemiddeld {percent(figure.own.mean)}."
    return f"{said} {_how_sure(figure, reference)}"


def _how_sure(figure: Comparison, reference: str) -> str:
    pupils, mean = figure.own.pupils, figure.reference
    beside = f"het gemiddelde van {reference} ({percent(mean)})"
    if figure.interval is None and pupils >= FEWEST_PUPILS:
        return f"Alle {pupils} hebben hetzelfde cijfer: hoe zeker het is, valt daaruit niet af te leiden."
    if pupils < FEWEST_PUPILS:
        few = f"Met {of_pupils(pupils)} valt daar niet meer over te zeggen"
        return f"{few}." if mean is None else f"{few}, ook niet of het verschilt van {beside}."
    sure = f"Met {of_pupils(pupils)} ligt dat cijfer ergens tussen {between(figure.interval, mean)}"
    if mean is None:
        return f"{sure}."
    return f"{sure}: {STANDS[figure.standing]} {beside}."


def spread_sentence(
    label: str,
    subject: str,
    values: Sequence[float],
    lies: Distribution | None,
    *,
    reference: str = EVERYBODY,
) -> str:
    """How many of the group's pupils are below, in and above the reference's middle half."""
    if not values:
        return f"Er zijn nog geen leerlingen van {label} met een cijfer voor {subject}."
    if lies is None:
        return _from_to(label, subject, values)
    low, high = lies.middle_half
    below, above = sum(v < low for v in values), sum(v > high for v in values)
    within = len(values) - below - above
    band = f"de middelste helft van {reference} ({percent(low)} tot {percent(high)})"
    if len(values) == 1:
        where = "onder" if below else "boven" if above else "in"
        return f"De enige leerling van {label} zit voor {subject} {where} {band}."
    return (
        f"Van de {len(values)} leerlingen van {label} zitten er voor {subject} "
        f"{or_none(within)} in {band}, {or_none(below)} eronder en {or_none(above)} erboven."
    )


def _from_to(label: str, subject: str, values: Sequence[float]) -> str:
    low, high = percent(min(values)), percent(max(values))
    if len(values) == 1:
        return f"De enige leerling van {label} haalt voor {subject} {low}."
    if low == high:
        return f"Alle {len(values)} leerlingen van {label} halen voor {subject} {low}."
    return f"De {len(values)} leerlingen van {label} halen voor {subject} van {low} tot {high}."


def left_out_sentence(counts: Mapping[LeftOut, int]) -> str:
    """Who is not in the mean and why; empty where everybody is."""
    reasons = {
        LeftOut.VOLUNTARY: ("neemt vrijwillig deel", "nemen vrijwillig deel"),
        LeftOut.EXEMPT: ("is vrijgesteld", "zijn vrijgesteld"),
        LeftOut.NO_FIGURE: ("heeft geen punten", "hebben geen punten"),
    }
    pieces = [
        f"{counts[why]} {one if counts[why] == 1 else more}"
        for why, (one, more) in reasons.items()
        if counts.get(why)
    ]
    total = sum(counts.get(why, 0) for why in reasons)
    if not total:
        return ""
    verb = "telt" if total == 1 else "tellen"
    return f"{of_pupils(total)} {verb} niet mee in het gemiddelde: {enumeration(pieces)}."


def shrunken_sentence(pupils: int, mean: float, drawn_in: float) -> str:
    """Beside a small group's mean: what the size of the group leaves of it."""
    return (
        f"Met {of_pupils(pupils)} speelt toeval een grote rol. Houd je daar rekening mee, dan is "
        f"{percent(drawn_in)} een voorzichtigere schatting dan {percent(mean)}."
    )
