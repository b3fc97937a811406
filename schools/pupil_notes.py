"""What else there is to say of pupils on their list. Apps that know something of them (points,
exemptions) put their question here; schools itself knows only classes."""

from collections.abc import Callable, Iterable

from schools.models import SchoolClass

# The classes → pupil → short Dutch notes.
Ask = Callable[[Iterable[SchoolClass]], dict[int, list[str]]]
_asked: list[Ask] = []


def notes_on_pupils(ask: Ask) -> Ask:
    """Decorator: `ask` is asked for every list of pupils, once."""
    _asked.append(ask)
    return ask


def notes_of(classes: Iterable[SchoolClass]) -> dict[int, list[str]]:
    """Everything that is known, by pupil."""
    notes: dict[int, list[str]] = {}
    classes = list(classes)
    for ask in _asked:
        for pupil, said in ask(classes).items():
            notes.setdefault(pupil, []).extend(said)
    return notes
