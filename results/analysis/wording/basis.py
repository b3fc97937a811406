"""On what figures rest: how many pupils have points, and what they are laid beside."""

from datetime import datetime

from ovsgtoets.kernel.formats import NO_BREAK, long_date, long_moment, number
from results.analysis.left_out import left_out_sentence
from results.analysis.suppression import Verdict
from results.analysis.view import Basis, GroupView
from results.analysis.wording.reasons import REFERENCE_NOT_SHOWN
from results.analysis.wording.words import capital, of_pupils

NO_ZONE = (
    "Vergelijkbare scholen: van je school kennen we de SES-zone niet, dus zijn er geen te tonen."
)


def own_sentences(view: GroupView) -> list[str]:
    """On what the own figures rest: how many have points, which version or since when, and who is
    left out."""
    said = [
        points_sentence(view),
        view.released or since_sentence(view.moment),
        left_out_sentence(why for _, why in view.left_out),
    ]
    return [sentence for sentence in said if sentence]


def since_sentence(moment: datetime | None) -> str:
    return f"De cijfers zijn zo sinds {long_moment(moment)}." if moment else ""


def points_sentence(view: GroupView) -> str:
    """Of how many pupils there are points."""
    there, everybody = view.pupils_with_points, view.pupils_in_group
    if there < everybody:
        return f"Er zijn al punten van {there} van de {of_pupils(everybody)}."
    if everybody == 1:
        return "Er zijn punten van de enige leerling."
    return f"Er zijn punten van alle {of_pupils(everybody)}."


def basis_sentence(basis: Basis | None, *, name: str) -> str:
    """What the averages of `name` (`alle deelnemers`) rest on, and since when."""
    if basis is None:
        return f"{capital(name)}: {_lower(REFERENCE_NOT_SHOWN[Verdict.NOBODY])}"
    who = f"{_of_schools(basis.schools)} en {of_pupils(basis.pupils)}"
    if basis.is_definitive:
        again = f" (versie {basis.version}: {basis.reason})" if basis.version > 1 else ""
        return (
            f"{capital(name)}: definitief, {who}, vastgelegd op {long_date(basis.moment)}{again}."
        )
    filled = ""
    if basis.entered is not None:
        filled = f"{number(basis.entered)}{NO_BREAK}% ingevoerd, "
    return f"{capital(name)}: voorlopig, {who}, {filled}berekend op {long_moment(basis.moment)}."


def _of_schools(count: int) -> str:
    return "1 school" if count == 1 else f"{number(count)} scholen"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
