"""Several figures of one picture in one sentence: where the group differs, and where it doesn't."""

from collections.abc import Mapping, Sequence

from results.analysis.suppression import FEWEST_PUPILS
from results.analysis.uncertainty import Comparison, Standing
from results.analysis.wording.words import (
    EVERYBODY,
    capital,
    enumeration,
    number_of_pupils,
    of_pupils,
)

# What is said of the first subjects with a standing, and of those after others.
Says = Mapping[Standing, tuple[str, str]]

FEW = 4  # of more subjects in one piece, the number is said and not the names


def summary_sentence(
    label: str,
    figures: Sequence[tuple[str, Comparison | None]],
    *,
    what: str,
    reference: str = EVERYBODY,
) -> str:
    """`figures`: subject with its comparison, None where there is no figure to show. `what` the
    subjects are: `domeinen`, `leergebieden`.

    No verb goes with `label`, which may be one (`klas 6A`) or many (`de meisjes van klas 6A`).
    """
    shown = [(name, figure) for name, figure in figures if figure]
    if not shown:
        return f"Er zijn nog geen cijfers van {label} om te tonen."
    found = {
        standing: [name for name, figure in shown if figure.standing is standing]
        for standing in Standing
    }
    number = number_of_pupils([figure.own.pupils for _, figure in shown])
    own, beside = f"het gemiddelde van {label}", f"dat van {reference}"
    says = _says(f"{own} ({number})", beside)
    too_few = [figure for _, figure in shown if figure.standing is Standing.UNKNOWN]
    if all(one.reference is not None and one.own.pupils < FEWEST_PUPILS for one in too_few):
        are = "is" if number == of_pupils(1) else "zijn"
        says |= {
            Standing.UNKNOWN: (
                f"{are} {number} te weinig om {own} te vergelijken met {beside}",
                "zijn er te weinig leerlingen om te vergelijken",
            )
        }
    return in_one_sentence(says, found, total=len(figures), what=what)


def _says(own: str, beside: str) -> dict[Standing, tuple[str, str]]:
    return {
        Standing.ABOVE: (f"is {own} hoger dan {beside}", "is het hoger"),
        Standing.BELOW: (f"is {own} lager dan {beside}", "is het lager"),
        Standing.NOT_DISTINCT: (
            f"is {own} niet te onderscheiden van {beside}",
            "is het verschil niet te onderscheiden van toeval",
        ),
        Standing.UNKNOWN: (
            f"kan je {own} nog niet vergelijken met {beside}",
            "kan je nog niet vergelijken",
        ),
    }


def in_one_sentence(
    says: Says, found: Mapping[Standing, Sequence[str]], *, total: int, what: str
) -> str:
    """A piece per standing that has subjects: the first one in full, the others short. `total` is
    how many subjects there are, also those of which nothing is said."""
    pieces: list[str] = []
    before = 0
    for standing, (first, then) in says.items():
        if names := found.get(standing):
            who = _named(names, before=before, total=total, what=what)
            pieces.append(f"voor {who} {then if pieces else first}")
            before += len(names)
    return f"{capital(', '.join(pieces[:-1]) + ', en ' + pieces[-1] if pieces[1:] else pieces[0])}."


def _named(names: Sequence[str], *, before: int, total: int, what: str) -> str:
    count = len(names)
    if count > 2 and count == total:
        return f"alle {total} {what}"
    if count <= FEW:
        return enumeration(names)
    return (
        f"de andere {count} {what}" if before + count == total else f"{count} van de {total} {what}"
    )
