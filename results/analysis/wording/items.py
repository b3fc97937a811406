"""The questions, for teachers: the hardest one, and which ones differ."""

from collections.abc import Sequence

from ovsgtoets.kernel.formats import percent
from results.analysis.uncertainty import Comparison, Standing
from results.analysis.wording.words import (
    EVERYBODY,
    capital,
    enumeration,
    of_pupils,
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
    name, hardest = min(items, key=lambda item: item[1].own.mean)
    said = (
        f"{capital(name)} was voor {label} ({of_pupils(hardest.own.pupils)}) het moeilijkst: "
        f"{percent(hardest.own.mean)} van de punten{_beside(hardest.reference, reference)}."
    )
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


def _named(names: Sequence[str], total: int) -> str:
    """Of more than a few, how many they are: single questions are read into too easily."""
    return enumeration(names) if len(names) <= FEW else f"{len(names)} van de {total} vragen"


def _beside(mean: float | None, reference: str) -> str:
    return "" if mean is None else f" ({reference}: {percent(mean)})"
