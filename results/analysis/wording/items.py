"""The questions, for teachers: the hardest one, and which ones differ."""

from collections.abc import Sequence

from ovsgtoets.kernel.formats import percent
from results.analysis.uncertainty import Comparison, Standing
from results.analysis.wording.words import (
    EVERYBODY,
    capital,
    enumeration,
    number_of_pupils,
    verb,
)

FEW = 4


def items_sentence(
    label: str, items: Sequence[tuple[str, Comparison]], *, reference: str = EVERYBODY
) -> str:
    """The hardest question for the group, and where it differs from `reference` by more than
    chance. `items`: name and p-value (a mean in percent) with its comparison."""
    if not items:
        return "Er zijn nog geen vragen met punten."
    said = _hardest(label, items, reference)
    pieces = [
        f"duidelijk {word} dan {reference} voor {_named(names, len(items))}"
        for standing, word in ((Standing.ABOVE, "meer"), (Standing.BELOW, "minder"))
        if (names := [name for name, item in items if item.standing is standing])
    ]
    if pieces:
        gets = verb(label, "haalt", "halen")
        return f"{said} {capital(label)} {gets} {', en '.join(pieces)}."
    if any(item.standing is Standing.NOT_DISTINCT for _, item in items):
        said += f" Geen enkele vraag is te onderscheiden van het gemiddelde van {reference}."
    return said


def _hardest(label: str, items: Sequence[tuple[str, Comparison]], reference: str) -> str:
    """Which question, or how many where several are equally hard."""
    least = min(item.own.mean for _, item in items)
    found = [(name, item) for name, item in items if item.own.mean == least]
    name, hardest = found[0]
    whose = f"voor {label} ({number_of_pupils([item.own.pupils for _, item in found])})"
    share = f"{percent(least)} van de punten"
    if len(found) == 1:
        beside = _beside(hardest.reference, reference)
        return f"{capital(name)} was {whose} het moeilijkst: {share}{beside}."
    if len(found) == len(items):
        return f"Alle {len(items)} vragen waren {whose} even moeilijk: {share}."
    named = capital(_named([name for name, _ in found], len(items)))
    return f"{named} waren {whose} het moeilijkst: {share}."


def _named(names: Sequence[str], total: int) -> str:
    """Of more than a few, how many they are: single questions are read into too easily."""
    return enumeration(names) if len(names) <= FEW else f"{len(names)} van de {total} vragen"


def _beside(mean: float | None, reference: str) -> str:
    return "" if mean is None else f" ({reference}: {percent(mean)})"
