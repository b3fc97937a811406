"""Pupils. No national number, ever: it needs a legal authorisation that nobody here has."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import Q

from schools.models.school_class import SchoolClass


class Gender(models.TextChoices):
    BOY = "M", "jongen"
    GIRL = "V", "meisje"
    OTHER = "X", "X"


class PupilQuerySet(models.QuerySet):
    def for_school(self, school) -> "PupilQuerySet":
        return self.filter(school_class__school=school)

    def present(self, on: date) -> "PupilQuerySet":
        """Without those who left by that day: nothing is asked of them any more."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=on))


@pghistory.track()
class Pupil(models.Model):
    """A pupil in a class of one edition; the school and the edition are those of the class.

    `number` is the stamnummer of the school's own administration: it tells namesakes apart and
    means nothing outside the school. Who is `voluntary` has an own result and counts in no
    average. From `left_on` on no points are asked; the points there are stay and count.
    """

    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, related_name="pupils", verbose_name="klas"
    )
    last_name = models.CharField("naam", max_length=80)
    first_name = models.CharField("voornaam", max_length=80)
    gender = models.CharField("geslacht", max_length=1, choices=Gender.choices)
    number = models.CharField("stamnummer", max_length=20, blank=True, default="")
    voluntary = models.BooleanField("neemt vrijwillig deel", default=False)
    left_on = models.DateField("vertrokken op", null=True, blank=True)
    created_at = models.DateTimeField("toegevoegd op", auto_now_add=True)

    objects = PupilQuerySet.as_manager()

    class Meta:
        verbose_name = "leerling"
        verbose_name_plural = "leerlingen"
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "number"],
                condition=~Q(number=""),
                name="pupil_number_unique",
                violation_error_message="Een leerling van deze klas heeft dit stamnummer al.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.last_name} {self.first_name}"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
