"""The steps "Punten" and "Feedback" on the start page."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.acting import Acting
from accounts.rights import Right
from ovsgtoets.kernel.formats import long_date
from ovsgtoets.kernel.steps import Step
from results.queries.entry import (
    Progress,
    is_closed,
    progress_of_school,
    progress_to_enter,
    takes_part,
)
from results.queries.feedback import feedback_to_give
from schools.models import Edition


def steps_of(acting: Acting, edition: Edition | None) -> list[Step]:
    """Entering points for who does, its progress for the schoolbeheerder, and feedback."""
    if edition is None:
        return []
    ordered = takes_part(acting.school, edition)
    steps = []
    if acting.may(Right.ENTER_POINTS_OWN_CLASS, Right.ENTER_POINTS_ALL_CLASSES):
        steps.append(_entering(acting, edition, ordered))
    elif acting.may(Right.MANAGE_USERS):
        steps.append(_following(acting, edition, ordered))
    if acting.may(Right.GIVE_FEEDBACK):
        steps.append(_feedback(acting, edition, ordered))
    return steps


@dataclass(frozen=True)
class _Standing:
    state: str
    word: str
    detail: str


NOT_ORDERED = _Standing("waiting", "later", "Dit kan zodra je school de toetsen besteld heeft.")


def _entering(acting: Acting, edition: Edition, ordered: bool) -> Step:
    standing = _standing(progress_to_enter(acting, edition), edition) if ordered else NOT_ORDERED
    link = "Geef de punten in" if standing.state in ("todo", "busy") else "Bekijk de punten"
    return _step(50, "Punten", standing, "results:points", link)


def _standing(all_progress: list[Progress], edition: Edition) -> _Standing:
    until = f"tot en met {long_date(edition.entry_closes_on)}"
    if not any(progress.cells for progress in all_progress):
        return _Standing("waiting", "later", f"Er is nog niets om in te geven. Dit kan {until}.")
    done = sum(progress.is_done for progress in all_progress)
    so_far = f"{done} van {len(all_progress)} onderdelen volledig ingevuld"
    closed = is_closed(edition)
    if any(progress.is_reopened and not progress.is_handed_in for progress in all_progress):
        return _Standing("busy", "heropend", f"{so_far}. {_reopened(all_progress)}.")
    if all(progress.is_settled for progress in all_progress):
        return _Standing(
            "done", "klaar", f"{so_far}. Verbeteren {'kon' if closed else 'kan'} {until}."
        )
    if closed:
        return _Standing("warning", "niet volledig", f"{so_far}. Ingeven kon {until}.")
    if not any(progress.is_open or progress.cells_typed for progress in all_progress):
        opens = min(progress.opens_on for progress in all_progress)
        return _Standing(
            "waiting", "later", f"Punten ingeven kan vanaf {long_date(opens)}, {until}."
        )
    started = any(progress.cells_typed for progress in all_progress)
    state, word = ("busy", "bezig") if started else ("todo", "te doen")
    return _Standing(state, word, f"{so_far}, {until}.")


def _reopened(all_progress: list[Progress]) -> str:
    named = [f"{one.part} (klas {one.school_class})" for one in all_progress if one.is_reopened]
    return f"De helpdesk heropende {', '.join(named)}: ingeven kan tot je opnieuw indient"


def _following(acting: Acting, edition: Edition, ordered: bool) -> Step:
    """The schoolbeheerder types nowhere, and sees how far every class is."""
    standing = NOT_ORDERED
    if ordered:
        all_progress = progress_of_school(acting.school, edition)
        standing = _standing(all_progress, edition)
        if per_class := _per_class(all_progress):
            standing = _Standing(standing.state, standing.word, f"{standing.detail} {per_class}")
    title = "Punten van alle klassen"
    return _step(50, title, standing, "results:progress", "Bekijk de stand", mine=False)


def _per_class(all_progress: list[Progress]) -> str:
    """`Ingevuld in klas 6A: 40 %, 6B: 100 %.` — cells filled of all cells, rounded down so that 100 means all."""
    filled: dict[str, int] = {}
    cells: dict[str, int] = {}
    for progress in all_progress:
        name = progress.school_class.name
        filled[name] = filled.get(name, 0) + progress.cells_filled
        cells[name] = cells.get(name, 0) + progress.cells
    shares = [
        f"{name}: {100 * filled[name] // cells[name]}\u00a0%" for name in cells if cells[name]
    ]
    return f"Ingevuld in klas {', '.join(shares)}." if shares else ""


def _feedback(acting: Acting, edition: Edition, ordered: bool) -> Step:
    states = feedback_to_give(acting, edition) if ordered else []
    to_give = [state for state in states if state.is_open or state.feedback]
    given = sum(bool(state.feedback) for state in to_give)
    if not ordered:
        standing = NOT_ORDERED
    elif not to_give:
        standing = _Standing("waiting", "later", "Dit kan zodra het eerste onderdeel open is.")
    else:
        detail = f"Op {given} van {len(to_give)} onderdelen gegeven."
        if given == len(to_give):
            standing = _Standing("done", "klaar", detail)
        else:
            standing = _Standing(*(("busy", "bezig") if given else ("todo", "te doen")), detail)
    return _step(70, "Feedback ingeven", standing, "results:feedback", "Geef feedback")


def _step(
    position: int, title: str, standing: _Standing, name: str, link: str, *, mine: bool = True
) -> Step:
    return Step(
        position=position,
        title=title,
        detail=standing.detail,
        state=standing.state,
        word=standing.word,
        url=reverse(name),
        link=link,
        mine=mine,
    )
