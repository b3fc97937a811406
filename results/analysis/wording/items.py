"""The questions: for teachers which ones differ, for the makers how well each works."""

import math
from collections.abc import Sequence

from ovsgtoets.kernel.formats import half_up, number, percent
from results.analysis.item_analysis import ItemAnalysis
from results.analysis.uncertainty import Comparison, Standing
from results.analysis.wording.words import (
    EVERYBODY,
    capital,
    enumeration,
    in_points,
    of_pupils,
    verb,
)

FEW = 4
LOW = 0.2  # below it an item is worth a look: Ebel's rule of thumb (Ebel & Frisbie 1991, ch. 13)


def items_sentence(label: str, items: Sequence[tuple[str, Comparison]]) -> str:
    """The hardest question for the group, and where it differs from all participants by more than
    chance. `items`: name and p-value (a mean in percent) with its comparison."""
    if not items:
        return "Er zijn nog geen vragen met punten."
    name, hardest = min(items, key=lambda item: item[1].own.mean)
    said = (
        f"{capital(name)} was voor {label} ({of_pupils(hardest.own.pupils)}) het moeilijkst: "
        f"{percent(hardest.own.mean)} van de punten{_beside(hardest.reference)}."
    )
    pieces = [
        f"duidelijk {word} dan {EVERYBODY} voor {_named(names, len(items))}"
        for standing, word in ((Standing.ABOVE, "meer"), (Standing.BELOW, "minder"))
        if (names := [name for name, item in items if item.standing is standing])
    ]
    if pieces:
        gets = verb(label, "haalt", "halen")
        return f"{said} {capital(label)} {gets} {', en '.join(pieces)}."
    if any(item.standing is Standing.NOT_DISTINCT for _, item in items):
        said += f" Geen enkele vraag is te onderscheiden van het gemiddelde van {EVERYBODY}."
    return said


def _named(names: Sequence[str], total: int) -> str:
    """Of more than a few, how many they are: single questions are read into too easily."""
    return enumeration(names) if len(names) <= FEW else f"{len(names)} van de {total} vragen"


def _beside(mean: float | None) -> str:
    return "" if mean is None else f" ({EVERYBODY}: {percent(mean)})"


def reliability_sentence(subject: str, items: ItemAnalysis, error: float | None) -> str:
    """For the makers: how well the items of a part or domain hang together. `error`: the standard
    error of measurement, in percent points."""
    pupils = f"{of_pupils(items.pupils)} met alle vragen"
    if math.isnan(items.alpha):
        return f"De betrouwbaarheid van {subject} is niet te berekenen ({pupils})."
    said = f"De betrouwbaarheid van {subject} is {number(items.alpha, 2)} (alfa van Cronbach, {pupils})."
    if error is None:
        return said
    return f"{said} Het percentage van één leerling heeft een meetfout van {in_points(error)}."


def item_sentence(name: str, place: int, p: float, items: ItemAnalysis) -> str:
    """For the makers: one item (its `place` in the analysis) and whether it pulls its weight."""
    rir, without = float(items.rir[place]), float(items.alpha_without[place])
    said = f"{capital(name)}: {percent(p)} van de punten"
    if math.isnan(rir):
        return f"{said}; de samenhang met de andere vragen is niet te berekenen."
    low = " (laag)" if rir < LOW else ""
    said += f"; samenhang met de andere vragen {number(rir, 2)}{low}."
    if not math.isnan(without) and half_up(without, 2) > half_up(items.alpha, 2):
        said += (
            f" Zonder deze vraag gaat de betrouwbaarheid van {number(items.alpha, 2)} "
            f"naar {number(without, 2)}."
        )
    return said
