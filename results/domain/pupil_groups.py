"""Making, changing and removing a leerlingengroep."""

from collections.abc import Collection

from django.db import transaction

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from results.models import GroupedPupil, PupilGroup
from schools.models import Edition, Pupil, School


@transaction.atomic
def make_group(
    *, school: School, edition: Edition, name: str, pupils: Collection[Pupil], by
) -> PupilGroup:
    """A new group. Refuses one without pupils, or with a pupil of another school or year."""
    _check(school, edition, pupils)
    with acting_as(by, school=school):
        group = PupilGroup.objects.create(school=school, edition=edition, name=name, made_by=by)
        _put(group, pupils)
    return group


@transaction.atomic
def change_group(*, group: PupilGroup, name: str, pupils: Collection[Pupil], by) -> PupilGroup:
    """Afterwards the group has this name and exactly these pupils. Safe to repeat. Refuses what
    `make_group` does, and a group that is gone."""
    _check(group.school, group.edition, pupils)
    group = PupilGroup.objects.select_for_update(of=["self"]).filter(pk=group.pk).first()
    if group is None:
        raise Refused("Deze leerlingengroep is intussen verwijderd.")
    with acting_as(by, school=group.school):
        group.name = name
        group.save()
        GroupedPupil.objects.filter(group=group).exclude(pupil__in=pupils).delete()
        _put(group, pupils)
    return group


@transaction.atomic
def remove_group(*, group: PupilGroup, by) -> None:
    """The group goes, its pupils stay as they are. Refuses while findings are about it; safe to
    repeat."""
    group = PupilGroup.objects.select_for_update(of=["self"]).filter(pk=group.pk).first()
    if group is None:
        return
    if group.findings.exists():
        raise Refused(
            f"Over {group.name} zijn er vaststellingen. Maak die eerst los, dan kan de groep weg."
        )
    with acting_as(by, school=group.school):
        group.delete()


def _check(school: School, edition: Edition, pupils: Collection[Pupil]) -> None:
    if not pupils:
        raise Refused("Kies minstens één leerling.", field="pupils")
    of_here = Pupil.objects.for_school(school).filter(
        school_class__edition=edition, pk__in=[pupil.pk for pupil in pupils]
    )
    if of_here.count() != len({pupil.pk for pupil in pupils}):
        raise Refused("Een van deze leerlingen is er intussen niet meer.", field="pupils")


def _put(group: PupilGroup, pupils: Collection[Pupil]) -> None:
    there = set(GroupedPupil.objects.filter(group=group).values_list("pupil_id", flat=True))
    GroupedPupil.objects.bulk_create(
        GroupedPupil(group=group, pupil=pupil) for pupil in pupils if pupil.pk not in there
    )
