"""The pupils of a class: adding, changing, moving and removing them, and taking a removal back."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from schools.models import Pupil, SchoolClass
from schools.names import key_of

MOST_PUPILS = 200
FULL = f"Een klas heeft hoogstens {MOST_PUPILS} leerlingen."
KEPT = ["school_class_id", "last_name", "first_name", "gender", "number", "voluntary", "left_on"]


class NewPupil(NamedTuple):
    """A pupil as typed, tidied: gender is M, V or X, and the stamnummer may be empty."""

    last_name: str
    first_name: str
    gender: str
    number: str = ""


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
def add_pupils(*, new: Mapping[SchoolClass, list[NewPupil]], by) -> list[Pupil]:
    """Adds pupils to classes that the caller holds locked. Refuses more than 200 in a class."""
    for school_class, pupils in new.items():
        _refuse_full(school_class, len(pupils))
    with acting_as(by):
        return Pupil.objects.bulk_create(
            Pupil(school_class=school_class, **pupil._asdict())
            for school_class, pupils in new.items()
            for pupil in pupils
        )


@transaction.atomic
def change_pupil(
    *,
    pupil: Pupil,
    changed: NewPupil,
    school_class: SchoolClass | None = None,
    voluntary: bool | None = None,
    seen: str = "",
    by,
) -> Pupil:
    """Corrects name, gender and stamnummer; moves the pupil to `school_class`, where the points go
    along; says whether the pupil takes part voluntarily. None leaves a thing as it is.

    Refuses when the pupil is no longer as it was `seen` (`seen_of`, if given), a class of another school or year, where the points would mean nothing, a class that is
    full, and a stamnummer that another pupil of the class has. The history keeps how it was.
    """
    target = school_class or pupil.school_class
    pupil = hold_pupil(pupil, target)
    if seen and seen != seen_of(pupil):
        raise Refused(
            f"Een collega wijzigde deze leerling intussen. Nu staat er: {_in_words(pupil)}. "
            "Kijk na wat je hieronder typte, en bewaar dan opnieuw."
        )
    if target != pupil.school_class:
        _refuse_elsewhere(pupil.school_class, target)
        _refuse_full(target, 1)
    for field, value in changed._asdict().items():
        setattr(pupil, field, value)
    pupil.school_class = target
    if voluntary is not None:
        pupil.voluntary = voluntary
    save_pupils([pupil], by=by)
    return pupil


@transaction.atomic
def move_back(*, pupil_id: int, school_class: SchoolClass, seen: str, by) -> Pupil | None:
    """Takes back a move out of `school_class`. None when the pupil is gone or back already; refuses
    when somebody changed the pupil since (`seen`: as the move left them)."""
    pupil = Pupil.objects.select_related("school_class").filter(pk=pupil_id).first()
    if pupil is None or pupil.school_class == school_class:
        return None
    pupil = hold_pupil(pupil, school_class)
    if seen_of(pupil) != seen:
        raise Refused(
            f"{pupil.full_name} is sinds de verhuizing gewijzigd. "
            f"Wie voor klas {pupil.school_class} staat, kan de leerling terug verplaatsen."
        )
    _refuse_elsewhere(pupil.school_class, school_class)
    _refuse_full(school_class, 1)
    pupil.school_class = school_class
    save_pupils([pupil], by=by)
    return pupil


@transaction.atomic
def save_pupils(pupils: list[Pupil], *, by) -> None:
    """Writes changed rows of pupils whose classes the caller holds locked; all or none."""
    try:
        with transaction.atomic(), acting_as(by):
            Pupil.objects.bulk_update(pupils, KEPT)
    except IntegrityError as error:
        if "pupil_number_unique" not in str(error):
            raise
        _save_exchanged(pupils, by)


def _save_exchanged(pupils: list[Pupil], by) -> None:
    """Numbers that go from one of these pupils to another are laid down first: the database looks
    at one row after the other."""
    try:
        with transaction.atomic(), acting_as(by):
            Pupil.objects.filter(pk__in=[pupil.pk for pupil in pupils]).update(number="")
            Pupil.objects.bulk_update(pupils, KEPT)
    except IntegrityError as error:
        if "pupil_number_unique" not in str(error):
            raise
        raise Refused(
            "Een andere leerling van deze klas heeft dit stamnummer al.", field="number"
        ) from error


@transaction.atomic
def set_left_on(*, pupil: Pupil, left_on: date | None, by) -> Pupil:
    """From `left_on` on no points are asked of this pupil; None: the pupil is back. Points stay."""
    pupil = hold_pupil(pupil)
    if pupil.left_on != left_on:
        pupil.left_on = left_on
        with acting_as(by):
            pupil.save(update_fields=["left_on"])
    return pupil


@transaction.atomic
def remove_pupil(*, pupil: Pupil, by) -> None:
    """Removes a pupil without points; refuses one with points. Can be taken back."""
    hold_pupil(pupil)
    try:
        with transaction.atomic(), acting_as(by):
            pupil.delete()
    except ProtectedError as error:
        raise Refused(
            f"{pupil.full_name} heeft al punten of een vrijstelling en kan niet verwijderd worden. "
            "Maak eerst die punten leeg bij Punten, of zeg bij de leerling dat die vertrokken is."
        ) from error


@transaction.atomic
def remove_without_points(pupil_ids: Iterable[int], *, by) -> set[int]:
    """Removes those of these pupils that have no points; returns which those were. The caller
    holds their classes locked, so one try more is enough."""
    wanted = set(Pupil.objects.filter(pk__in=pupil_ids).values_list("pk", flat=True))
    try:
        with transaction.atomic(), acting_as(by):
            Pupil.objects.filter(pk__in=wanted).delete()
    except ProtectedError as error:
        wanted -= {row.pupil_id for row in error.protected_objects}
        with acting_as(by):
            Pupil.objects.filter(pk__in=wanted).delete()
    return wanted


@transaction.atomic
def remove_added(*, pupil_id: int, classes: Iterable[SchoolClass], by) -> int:
    """Takes back an addition: removes the pupil if still in `classes` and without points.

    Returns how many went; repeating removes nothing more.
    """
    pupil = Pupil.objects.filter(pk=pupil_id, school_class__in=classes).first()
    if pupil is None:
        return 0
    lock_class(pupil.school_class)
    return len(remove_without_points([pupil.pk], by=by))


@transaction.atomic
def restore_pupil(*, pupil_id: int, classes: Iterable[SchoolClass], by) -> Pupil | None:
    """Takes back a removal, from the history, in one of `classes`. None when there is nothing
    to take back or it was done already. Refuses a class that is full by now."""
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
    _refuse_full(removed.school_class, 1)
    facts = {name: getattr(removed, name) for name in KEPT}
    taken = Pupil.objects.filter(school_class=removed.school_class, number=removed.number)
    if removed.number and taken.exists():
        facts["number"] = ""  # somebody else got it meanwhile
    with acting_as(by):
        return Pupil.objects.create(pk=pupil_id, **facts)


def lock_class(school_class: SchoolClass) -> None:
    """Whoever adds or removes pupils of a class waits for the others who do, and for who removes
    the class. Refuses one that was removed."""
    if not SchoolClass.objects.select_for_update(no_key=True).filter(pk=school_class.pk).first():
        raise Refused(f"Klas {school_class} bestaat niet meer.")


def seen_of(pupil: Pupil) -> str:
    """Stands for all that can be said of a pupil on one page."""
    facts = [getattr(pupil, name) for name in KEPT]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _in_words(pupil: Pupil) -> str:
    facts = [str(pupil), pupil.gender, pupil.number, "vrijwillig" if pupil.voluntary else ""]
    return ", ".join(fact for fact in facts if fact)


def hold_pupil(pupil: Pupil, *classes: SchoolClass) -> Pupil:
    """The pupil as it is now, held with its class and with `classes`. Refuses who was removed or
    moved since: whoever asked may have nothing to say about the other class."""
    for school_class in sorted({pupil.school_class, *classes}, key=lambda one: one.pk):
        lock_class(school_class)
    rows = Pupil.objects.select_for_update(of=["self"]).select_related("school_class")
    if (found := rows.filter(pk=pupil.pk).first()) is None:
        raise Refused(f"{pupil.full_name} is intussen verwijderd.")
    if found.school_class != pupil.school_class:
        raise Refused(f"{found.full_name} zit intussen in klas {found.school_class}.")
    return found


def namesakes_in(classes: Iterable[SchoolClass]) -> Counter:
    """(class, name key) → how many pupils of that name the class has. One query."""
    return Counter(
        (class_id, *key_of(last_name, first_name))
        for class_id, last_name, first_name in Pupil.objects.filter(
            school_class__in=classes
        ).values_list("school_class", "last_name", "first_name")
    )


def _refuse_full(school_class: SchoolClass, more: int) -> None:
    if school_class.pupils.count() + more > MOST_PUPILS:
        raise Refused(FULL, field="school_class")


def _refuse_elsewhere(here: SchoolClass, there: SchoolClass) -> None:
    if (here.school_id, here.edition_id) != (there.school_id, there.edition_id):
        raise Refused(
            "Een leerling verhuist alleen naar een klas van dezelfde school en hetzelfde jaar.",
            field="school_class",
        )
