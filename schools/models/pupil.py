"""Pupils. No national number, ever: it needs a legal authorisation that nobody here has."""

import pghistory
from django.db import models

from schools.models.school_class import SchoolClass


class Gender(models.TextChoices):
    BOY = "M", "jongen"
    GIRL = "V", "meisje"
    OTHER = "X", "X"


class PupilQuerySet(models.QuerySet):
    def for_school(self, school) -> "PupilQuerySet":
        return self.filter(school_class__school=school)


@pghistory.track()
class Pupil(models.Model):
    """A pupil in a class of one edition; the school and the edition are those of the class."""

    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, related_name="pupils", verbose_name="klas"
    )
    last_name = models.CharField("naam", max_length=80)
    first_name = models.CharField("voornaam", max_length=80)
    gender = models.CharField("geslacht", max_length=1, choices=Gender.choices)
    created_at = models.DateTimeField("toegevoegd op", auto_now_add=True)

    objects = PupilQuerySet.as_manager()

    class Meta:
        verbose_name = "leerling"
        verbose_name_plural = "leerlingen"
        ordering = ["last_name", "first_name", "pk"]

    def __str__(self) -> str:
        return f"{self.last_name} {self.first_name}"
