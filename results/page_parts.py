"""What pages of results share: their addresses, links to learning areas, what figures rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from results.analysis.crowd import Choice
from results.analysis.suppression import Verdict
from results.analysis.uncertainty import Standing
from results.analysis.view import AreaFigures, GroupView, PupilView
from results.analysis.wording.basis import NO_ZONE, basis_sentence
from results.analysis.wording.groups import nobody_counts
from results.analysis.wording.reasons import not_shown
from results.blocks import Against
from results.filters import Filters

# Figures that differ by more than chance.
DIFFERS = (Standing.ABOVE, Standing.BELOW)
HIDDEN = (Verdict.TOO_FEW, Verdict.WOULD_REVEAL)  # there are pupils with a figure
PAGES = {
    "school": "results:results",
    "site": "results:site",
    "class": "results:class",
    "group": "results:group",
    "pupil": "results:pupil",
}


@dataclass(frozen=True)
class AreaLink:
    """A learning area on the overview: what is said of it, and the way to its page."""

    name: str
    address: str
    sentence: str
    differs: bool = False
    has_figures: bool = True


def first_to_see(areas: Sequence[AreaLink]) -> AreaLink | None:
    """An area that differs by more than chance, else the first one of which there is something."""
    there = [area for area in areas if area.has_figures]
    return next((area for area in there if area.differs), there[0] if there else None)


def said_of_basis(view: GroupView | PupilView, against: Against) -> str:
    """What is beside the figures rests on; a school without a zone has no schools like it."""
    if against.which == "comparable" and view.comparable is None and view.everybody:
        return NO_ZONE
    return basis_sentence(getattr(view, against.which), name=against.name)


def path_of(choice: Choice) -> str:
    name = PAGES[choice.kind]
    return reverse(name, args=[choice.pk]) if choice.pk else reverse(name)


def who_of(choice: Choice) -> str:
    """How a choice is called in an address: `school`, `class-3`."""
    return f"{choice.kind}-{choice.pk}" if choice.pk else choice.kind


def address_of(
    choice: Choice, filters: Filters, year: int, *, area: int = 0, path: str = ""
) -> str:
    """`path`: where it is not the page of the school's own people."""
    query = {
        "editie": year if choice.kind in ("school", "site") else "",
        "leergebied": area or "",
        "geslacht": filters.gender,
        "naast": "vergelijkbaar" if filters.against.which == "comparable" else "",
        "groep": filters.group if choice.kind == "pupil" and filters.group else "",
    }
    query = {name: value for name, value in query.items() if value}
    path = path or path_of(choice)
    return f"{path}?{urlencode(query)}" if query else path


def why_no_mean(area: AreaFigures) -> str:
    """What is said of a learning area without a mean of its own."""
    there = sum(domain.own is not None for domain in area.domains)
    of = area.domains if not there else ()
    hidden = [one for one in (area.whole, *of) if one.verdict in HIDDEN]
    if hidden:
        return not_shown(hidden[0].verdict, hidden[0].pupils)
    if not there:
        return nobody_counts(area.whole) or "Er zijn nog geen punten."
    if there == len(area.domains):
        return (
            "Elk domein heeft een cijfer, maar geen enkele leerling heeft van alle domeinen punten. "
            "Daarom heeft het leergebied er geen."
        )
    return f"Er zijn cijfers voor {there} van de {len(area.domains)} domeinen."
