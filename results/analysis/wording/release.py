"""Which version of the figures somebody sees who waits for the school's release."""

from collections.abc import Collection, Sequence
from datetime import datetime

from ovsgtoets.kernel.formats import long_moment

WAITS = (
    "Een klas waarin enkele leerlingen of antwoorden bijkwamen of wegvielen, of waarin enkele "
    "resultaten sterk veranderden, staat er nog zoals in een vorige versie: uit het verschil zou "
    "hun resultaat af te leiden zijn."
)


def released_sentence(
    version: int, moment: datetime, changes: Sequence[Sequence], *, known: Collection[str]
) -> str:
    """`changes`: of the release, each a class, a part and how many cells. Where points changed is
    said only of the classes whose pupils the reader may see by name (`known`, their names):
    elsewhere two versions would tell whose points they are."""
    said = [f"Versie {version}, door de school vrijgegeven op {long_moment(moment)}."]
    if version > 1:
        said += [f"Sinds versie {version - 1} zijn er punten gewijzigd.", WAITS]
    own = [f"klas {of}, {part} ({cells})" for of, part, cells in changes if of in known]
    if own:
        said.insert(2, f"In je eigen klas: {'; '.join(own)}.")
    return " ".join(said)
