"""What the schoolbeheerder changes about the school itself."""

from django.db import transaction

from ovsgtoets.kernel.history import acting_as
from schools.domain.classes import set_number_of_classes
from schools.models import Edition, School


@transaction.atomic
def change_school(
    *, school: School, edition: Edition | None, email: str, number_of_classes: int | None, by
) -> None:
    """Writes the school's e-mail address and, in a running edition, its number of classes.

    Safe to repeat. Refuses to drop a class that has pupils."""
    school = School.objects.select_for_update().get(pk=school.pk)
    if school.email != email:
        school.email = email
        with acting_as(by):
            school.save(update_fields=["email"])
    if edition and number_of_classes:
        set_number_of_classes(school=school, edition=edition, number=number_of_classes, by=by)
