"""The pupils of a class: adding, changing and removing them, and taking that back."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.apps import apps
from django.db import transaction
from django.db.models import ProtectedError

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from schools.models import Pupil, SchoolClass
from schools.names import key_of

MOST_PUPILS = 200


class NewPupil(NamedTuple):
    """A pupil as typed, tidied: gender is M, V or X."""

    last_name: str
    first_name: str
    gender: str


class Namesakes(Refused):
    """The class has pupils with this name already; is this somebody else? `count` is how many."""

    def __init__(self, new: NewPupil, school_class: SchoolClass, count: int) -> None:
        super().__init__(
            f"In klas {school_class} staat al een {new.first_name} {new.last_name}. "
            "Is dit een andere leerling? Kruis dat dan aan.",
            field="another",
        )
        self.count = count


@transaction.atomic
def add_pupil(*, school_class: SchoolClass, new: NewPupil, known_namesakes: int = 0, by) -> Pupil:
    """Adds one pupil. Refuses with Namesakes when the class has pupils of this name, unless
    exactly `known_namesakes` of them; so sending the same form twice adds one."""
    lock_class(school_class)
    count = namesakes_in([school_class])[(school_class.pk, *key_of(*new[:2]))]
    if count != known_namesakes and count:
        raise Namesakes(new, school_class, count)
    return add_pupils(new={school_class: [new]}, by=by)[0]


@transaction.atomic
def add_pupils(*, new: dict[SchoolClass, list[NewPupil]], by) -> list[Pupil]:
    """Adds pupils to classes that the caller holds locked. Refuses more than 200 in a class."""
    for school_class, pupils in new.items():
        if school_class.pupils.count() + len(pupils) > MOST_PUPILS:
            raise Refused(f"Een klas heeft hoogstens {MOST_PUPILS} leerlingen.")
    with acting_as(by):
        return Pupil.objects.bulk_create(
            Pupil(school_class=school_class, **pupil._asdict())
            for school_class, pupils in new.items()
            for pupil in pupils
        )


@transaction.atomic
def change_pupil(*, pupil: Pupil, changed: NewPupil, by) -> Pupil:
    """Corrects name and gender. The history keeps how it was."""
    pupil = Pupil.objects.select_for_update().get(pk=pupil.pk)
    for field, value in changed._asdict().items():
        setattr(pupil, field, value)
    with acting_as(by):
        pupil.save(update_fields=NewPupil._fields)
    return pupil


@transaction.atomic
def remove_pupil(*, pupil: Pupil, by) -> None:
    """Removes a pupil without points; refuses one with points. Can be taken back."""
    lock_class(pupil.school_class)
    try:
        with transaction.atomic(), acting_as(by):
            pupil.delete()
    except ProtectedError as error:
        raise Refused(
            f"{pupil.first_name} {pupil.last_name} heeft al punten en kan niet verwijderd worden. "
            "Maak eerst die punten leeg bij Punten."
        ) from error


@transaction.atomic
def remove_added(*, pupil_ids: Iterable[int], classes: Iterable[SchoolClass], by) -> int:
    """Takes back an addition: removes those that are still in `classes` and have no points.

    Returns how many went; repeating removes nothing more.
    """
    removed = 0
    for pupil in Pupil.objects.filter(pk__in=pupil_ids, school_class__in=classes):
        try:
            remove_pupil(pupil=pupil, by=by)
        except Refused:
            continue
        removed += 1
    return removed


@transaction.atomic
def restore_pupil(*, pupil_id: int, classes: Iterable[SchoolClass], by) -> Pupil | None:
    """Takes back a removal, from the history, in one of `classes`. None when there is nothing
    to take back or it was done already."""
    removed = (
        apps.get_model("schools", "PupilEvent")
        .objects.filter(pgh_obj_id=pupil_id, pgh_label="delete", school_class__in=classes)
        .last()
    )
    if removed is None:
        return None
    lock_class(removed.school_class)
    if Pupil.objects.filter(pk=pupil_id).exists():
        return None
    with acting_as(by):
        return Pupil.objects.create(
            pk=pupil_id,
            school_class=removed.school_class,
            last_name=removed.last_name,
            first_name=removed.first_name,
            gender=removed.gender,
        )


def lock_class(school_class: SchoolClass) -> None:
    """Whoever adds or removes pupils of a class waits for the others who do, and for who removes
    the class. Refuses one that was removed."""
    if not SchoolClass.objects.select_for_update(no_key=True).filter(pk=school_class.pk).first():
        raise Refused(f"Klas {school_class} bestaat niet meer.")


def namesakes_in(classes: Iterable[SchoolClass]) -> Counter:
    """(class, name key) → how many pupils of that name the class has. One query."""
    return Counter(
        (class_id, *key_of(last_name, first_name))
        for class_id, last_name, first_name in Pupil.objects.filter(
            school_class__in=classes
        ).values_list("school_class", "last_name", "first_name")
    )
