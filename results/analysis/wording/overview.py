"""Several figures of one picture in one sentence: where the group differs, and where it doesn't."""

from collections.abc import Sequence

from ovsgtoets.kernel.formats import number
from results.analysis.uncertainty import Comparison, Standing
from results.analysis.wording.words import EVERYBODY, capital, enumeration, of_pupils

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
    own = f"het gemiddelde van {label} ({_pupils([f.own.pupils for _, f in shown])})"
    pieces = _pieces(found, own, f"dat van {reference}", f"{len(figures)} {what}")
    return f"{capital(', '.join(pieces[:-1]) + ', en ' + pieces[-1] if pieces[1:] else pieces[0])}."


def _pieces(found: dict[Standing, list[str]], own: str, beside: str, total: str) -> list[str]:
    """One piece per standing; the first one that there is says of what and beside what."""
    says = {
        Standing.ABOVE: (f"is {own} hoger dan {beside}", "is het hoger"),
        Standing.BELOW: (f"is {own} lager dan {beside}", "is het lager"),
        Standing.NOT_DISTINCT: (
            f"is {own} niet te onderscheiden van {beside}",
            "is het verschil niet te onderscheiden van toeval",
        ),
        Standing.UNKNOWN: (
            f"valt over {own} naast {beside} nog niets te zeggen",
            "valt er nog niets over te zeggen",
        ),
    }
    pieces: list[str] = []
    for standing, (first, then) in says.items():
        if names := found[standing]:
            pieces.append(f"voor {_named(names, total)} {then if pieces else first}")
    return pieces


def _named(names: Sequence[str], total: str) -> str:
    if len(names) > 2 and total.startswith(f"{len(names)} "):
        return f"alle {total}"
    return enumeration(names) if len(names) <= FEW else f"{len(names)} van de {total}"


def _pupils(counts: Sequence[int]) -> str:
    least, most = min(counts), max(counts)
    return of_pupils(most) if least == most else f"{number(least)} tot {of_pupils(most)}"
