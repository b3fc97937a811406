"""What a list of pupils did: written down with it, and undone from it, also weeks later."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from ovsgtoets.kernel.errors import Refused
from schools.domain.pupils import lock_class, remove_without_points, save_pupils
from schools.models import Pupil, PupilImport, PupilImportChange, SchoolClass

FACTS = ("school_class_id", "last_name", "first_name", "gender", "number")


def facts_of(pupil: Pupil) -> dict:
    """What a list can say of a pupil."""
    return {name: getattr(pupil, name) for name in FACTS}


@transaction.atomic
def record_import(
    *, added: Sequence[Pupil], changes: Sequence[tuple[dict, Pupil]], by
) -> PupilImport:
    """Writes down which pupils were added and how the others were before. In the transaction of
    the import itself."""
    school_class = next(pupil.school_class for pupil in [*added, *(p for _, p in changes)])
    done = PupilImport.objects.create(
        school_id=school_class.school_id,
        edition_id=school_class.edition_id,
        by=by,
        added=len(added),
        changed=len(changes),
    )
    rows = [(None, pupil) for pupil in added] + list(changes)
    PupilImportChange.objects.bulk_create(
        PupilImportChange(
            of=done,
            pupil=pupil.pk,
            school_class_id=pupil.school_class_id,
            before=before,
            after=facts_of(pupil),
        )
        for before, pupil in rows
    )
    return done


@dataclass
class Undone:
    """How many were removed again and how many are as before; and whom we left as they are."""

    removed: int = 0
    restored: int = 0
    kept: list[str] = field(default_factory=list)  # sentences


@transaction.atomic
def undo_import(*, done: PupilImport, classes: Iterable[SchoolClass], by) -> Undone:
    """Takes an import back: what it added goes, what it changed is as before.

    Leaves alone, and says so: who has points, who was changed since, who is in a class that is
    not in `classes`, whose stamnummer of before another pupil has by now. Refuses a second time.
    """
    classes = sorted(classes, key=lambda one: one.pk)
    for school_class in classes:
        lock_class(school_class)
    done = PupilImport.objects.select_for_update().get(pk=done.pk)
    if done.undone_at:
        raise Refused("Dit is al ongedaan gemaakt.")
    undone = Undone()
    changes = list(done.changes.all())
    pupils = _found(changes, classes, undone)
    _remove_added([c for c in changes if c.before is None], pupils, undone, by)
    _restore_changed([c for c in changes if c.before is not None], pupils, classes, undone, by)
    done.undone_at = timezone.now()
    done.save(update_fields=["undone_at"])
    return undone


def _found(changes: list[PupilImportChange], classes, undone: Undone) -> dict[int, Pupil]:
    """The pupils that are still as the import left them; why not, of the others."""
    rows = Pupil.objects.select_for_update().in_bulk([change.pupil for change in changes])
    own = {one.pk for one in classes}
    found = {}
    for change in changes:
        pupil = rows.get(change.pupil)
        if pupil is None:
            if change.before is not None:
                name = f"{change.after['first_name']} {change.after['last_name']}"
                undone.kept.append(f"{name} is intussen verwijderd.")
        elif pupil.school_class_id not in own:
            undone.kept.append(f"{pupil.full_name} zit intussen in een klas van een collega.")
        elif facts_of(pupil) != change.after or _has_more(pupil, change):
            undone.kept.append(f"{pupil.full_name} is intussen gewijzigd en blijft zo.")
        else:
            found[pupil.pk] = pupil
    return found


def _has_more(pupil: Pupil, change: PupilImportChange) -> bool:
    """Whether somebody said more of a pupil that this import added than a list can say."""
    return change.before is None and bool(pupil.voluntary or pupil.left_on)


def _remove_added(changes: list, pupils: dict[int, Pupil], undone: Undone, by) -> None:
    wanted = [change.pupil for change in changes if change.pupil in pupils]
    gone = remove_without_points(wanted, by=by)
    undone.removed = len(gone)
    undone.kept += [
        f"{pupils[pk].full_name} heeft al punten of een vrijstelling en blijft staan."
        for pk in wanted
        if pk not in gone
    ]


def _restore_changed(changes: list, pupils: dict[int, Pupil], classes, undone: Undone, by) -> None:
    own = {one.pk for one in classes}
    wanted = []
    for change in changes:
        if (pupil := pupils.get(change.pupil)) is None:
            continue
        if change.before["school_class_id"] not in own:
            undone.kept.append(f"{pupil.full_name} kwam uit een klas die niet meer jouw klas is.")
            continue
        wanted.append(change)
    restored = []
    for change in _with_free_number(wanted, pupils, own, undone):
        pupil = pupils[change.pupil]
        for name in FACTS:
            setattr(pupil, name, change.before[name])
        restored.append(pupil)
    save_pupils(restored, by=by)
    undone.restored = len(restored)


def _with_free_number(changes: list, pupils: dict[int, Pupil], own: set[int], undone: Undone):
    """Those who can have their stamnummer back. Who can't keeps the one of now, and so may stand in
    the way of the next: as long as somebody does, we look again. One query."""
    numbered = Pupil.objects.filter(school_class__in=own).exclude(number="")
    now = {(one.school_class_id, one.number): one for one in numbered}
    while True:
        going = {change.pupil for change in changes}
        taken = {
            change.pupil: holder
            for change in changes
            if (holder := now.get((change.before["school_class_id"], change.before["number"])))
            and holder.pk not in going
        }
        if not taken:
            return changes
        undone.kept += [_number_taken(pupils[pk], holder) for pk, holder in taken.items()]
        changes = [change for change in changes if change.pupil not in taken]


def _number_taken(pupil: Pupil, holder: Pupil) -> str:
    return (
        f"{pupil.full_name} blijft zoals nu: stamnummer {holder.number} van voorheen is intussen "
        f"van {holder.full_name}."
    )
