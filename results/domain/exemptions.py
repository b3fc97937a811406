"""Exempting a pupil from whole learning areas, and taking that back."""

from collections.abc import Collection

from django.db import transaction

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from results.models import Exemption, LearningArea
from schools.domain.pupils import hold_pupil
from schools.models import Pupil


@transaction.atomic
def set_exemptions(*, pupil: Pupil, areas: Collection[LearningArea], by) -> None:
    """Afterwards the pupil is exempt from exactly these learning areas.

    Points that stand in them stay, as the pupil's own result. Refuses an area of another year and
    a pupil who is gone or in another class by now; the history keeps who said what. Safe to repeat.
    """
    pupil = hold_pupil(pupil)
    if any(area.edition_id != pupil.school_class.edition_id for area in areas):
        raise Refused("Dit leergebied hoort bij een ander jaar.", field="areas")
    with acting_as(by):
        Exemption.objects.filter(pupil=pupil).exclude(learning_area__in=areas).delete()
        there = set(
            Exemption.objects.filter(pupil=pupil).values_list("learning_area_id", flat=True)
        )
        Exemption.objects.bulk_create(
            Exemption(pupil=pupil, learning_area=area) for area in areas if area.pk not in there
        )
