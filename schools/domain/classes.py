"""The classes of a school in an edition: how many, what they are called, who stands before them,
and in which site they are."""

from collections.abc import Iterable, Mapping
from string import ascii_uppercase

from django.db import transaction
from django.db.models import ProtectedError

from accounts.models import Membership
from accounts.roles import CLASS_ROLES
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from schools.models import ClassAssignment, Edition, School, SchoolClass, Site
from schools.queries import classes_of_school

MAX_CLASSES = len(ascii_uppercase)
TOO_MANY_CLASSES = f"Een school kan hoogstens {MAX_CLASSES} klassen hebben."
CLASS_NAMES = [f"6{letter}" for letter in ascii_uppercase]


@transaction.atomic
def set_number_of_classes(*, school: School, edition: Edition, number: int, by) -> None:
    """Afterwards the school has `number` classes: new ones take the first free name of 6A, 6B, …,
    superfluous ones go from the end.

    Safe to repeat. Refuses a number outside 1–26, and to drop a class that has pupils or points.
    """
    if not 1 <= number <= MAX_CLASSES:
        raise Refused(f"Kies een aantal van 1 tot {MAX_CLASSES}.", field="number_of_classes")
    classes = _locked_classes(school, edition)
    for school_class in classes[number:]:
        try:
            remove_class(school_class=school_class, by=by)
        except Refused as refusal:
            raise Refused(refusal.sentence, field="number_of_classes") from refusal
    taken = {school_class.name for school_class in classes}
    free = [name for name in CLASS_NAMES if name not in taken]
    with acting_as(by):
        for name in free[: max(0, number - len(classes))]:
            SchoolClass.objects.create(school=school, edition=edition, name=name)


@transaction.atomic
def add_class(*, school: School, edition: Edition, name: str, by) -> SchoolClass:
    """A class more, with this name. Refuses a name that is taken, and a 27th class."""
    classes = _locked_classes(school, edition)
    if len(classes) >= MAX_CLASSES:
        raise Refused(TOO_MANY_CLASSES)
    _refuse_taken(name, classes)
    with acting_as(by):
        return SchoolClass.objects.create(school=school, edition=edition, name=name)


@transaction.atomic
def rename_class(*, school_class: SchoolClass, name: str, by) -> None:
    """Gives the class this name. Refuses the name of another class of the school."""
    classes = _locked_classes(school_class.school, school_class.edition)
    if school_class not in classes:
        raise Refused(f"Klas {school_class} bestaat niet meer.")
    _refuse_taken(name, [other for other in classes if other.pk != school_class.pk])
    school_class.name = name
    with acting_as(by):
        school_class.save(update_fields=["name"])


@transaction.atomic
def remove_class(*, school_class: SchoolClass, by) -> None:
    """Removes the class; its teachers stay in the school. Refuses a class with pupils or more.
    Safe to repeat, and at the moment that somebody adds a pupil: who was first is right."""
    if not SchoolClass.objects.select_for_update().filter(pk=school_class.pk).first():
        return
    if school_class.pupils.exists():
        raise Refused(
            f"Klas {school_class} heeft leerlingen. Verplaats of verwijder die eerst bij Leerlingen."
        )
    try:
        with transaction.atomic(), acting_as(by):
            school_class.delete()
    except ProtectedError as error:
        raise Refused(
            f"Klas {school_class} heeft al gegevens en kan niet meer weg. Vraag de helpdesk om raad."
        ) from error


@transaction.atomic
def assign_to_class(*, membership: Membership, school_class: SchoolClass, by) -> None:
    """This (duo-)leerkracht stands before this class. Safe to repeat. Refuses other roles, and
    a class of another school."""
    if membership.role not in CLASS_ROLES:
        raise Refused("Alleen een leerkracht of een duo-leerkracht heeft een eigen klas.")
    if membership.school_id != school_class.school_id:
        raise Refused("Deze klas is van een andere school.", field="classes")
    with acting_as(by):
        ClassAssignment.objects.get_or_create(membership=membership, school_class=school_class)


@transaction.atomic
def unassign_from_class(*, membership: Membership, school_class: SchoolClass, by) -> None:
    """This person no longer stands before this class. Safe to repeat."""
    with acting_as(by):
        membership.assignments.filter(school_class=school_class).delete()


@transaction.atomic
def set_classes_of(
    *, membership: Membership, edition: Edition, classes: Iterable[SchoolClass], by
) -> None:
    """Exactly these classes of the edition are this person's; other editions stay as they were."""
    wanted = {school_class.pk: school_class for school_class in classes}
    current = membership.assignments.filter(school_class__edition=edition)
    for assignment in current.exclude(school_class__in=wanted).select_related("school_class"):
        unassign_from_class(membership=membership, school_class=assignment.school_class, by=by)
    for school_class in wanted.values():
        assign_to_class(membership=membership, school_class=school_class, by=by)


@transaction.atomic
def link_to_sites(*, school: School, links: Mapping[SchoolClass, Site | None], by) -> int:
    """Writes at which site each class is, and returns how many changed. Safe to repeat.

    Refuses a class or a site of another school."""
    changed = 0
    for school_class, site in links.items():
        if {school_class.school_id, site.school_id if site else school.pk} != {school.pk}:
            raise Refused("Deze klas en deze vestigingsplaats zijn niet van dezelfde school.")
        if school_class.site_id == (site and site.pk):
            continue
        school_class.site = site
        with acting_as(by):
            school_class.save(update_fields=["site"])
        changed += 1
    return changed


def _locked_classes(school: School, edition: Edition) -> list[SchoolClass]:
    """The classes by name; the school is held, so that two people can't add the same one."""
    School.objects.select_for_update().get(pk=school.pk)
    return list(classes_of_school(school, edition))


def _refuse_taken(name: str, classes: list[SchoolClass]) -> None:
    if name.casefold() in {school_class.name.casefold() for school_class in classes}:
        raise Refused(f"Er is al een klas {name}.", field="name")
