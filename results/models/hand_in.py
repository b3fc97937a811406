"""That a class handed in a part: while the row is there, its cells keep still; and that the
helpdesk opened it again after the last day."""

import pghistory
from django.conf import settings
from django.db import models

from results.models.battery import TestPart
from schools.models import SchoolClass


class OfClassQuerySet(models.QuerySet):
    def for_school(self, school) -> "OfClassQuerySet":
        return self.filter(school_class__school=school)


@pghistory.track()
class HandIn(models.Model):
    """Reopening removes the row; the history keeps who handed in and who reopened, and when.

    `missing` and `differences` are what was still open, as whoever handed in was told.
    A trigger on scores refuses writes while the row is there.
    """

    school_class = models.ForeignKey(
        SchoolClass, models.CASCADE, related_name="handed_in", verbose_name="klas"
    )
    part = models.ForeignKey(
        TestPart, models.PROTECT, related_name="handed_in", verbose_name="toetsonderdeel"
    )
    missing = models.PositiveIntegerField("ontbrekende cellen")
    differences = models.PositiveIntegerField("verschillen met het boekje")
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="ingediend door",
    )
    handed_in_at = models.DateTimeField("ingediend op")

    objects = OfClassQuerySet.as_manager()

    class Meta:
        verbose_name = "ingediende klas"
        verbose_name_plural = "ingediende klassen"
        constraints = [
            models.UniqueConstraint(fields=["school_class", "part"], name="handed_in_once"),
        ]

    def __str__(self) -> str:
        return f"{self.part}, klas {self.school_class}"


@pghistory.track()
class Reopening(models.Model):
    """The last day is over, and whoever enters this part of this class may type all the same,
    until it is handed in: that removes the row. The history keeps who opened it, and when."""

    school_class = models.ForeignKey(
        SchoolClass, models.CASCADE, related_name="reopened", verbose_name="klas"
    )
    part = models.ForeignKey(
        TestPart, models.CASCADE, related_name="reopened", verbose_name="toetsonderdeel"
    )
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="heropend door",
    )
    reopened_at = models.DateTimeField("heropend op", auto_now_add=True)

    objects = OfClassQuerySet.as_manager()

    class Meta:
        verbose_name = "heropende klas"
        verbose_name_plural = "heropende klassen"
        constraints = [
            models.UniqueConstraint(fields=["school_class", "part"], name="reopened_once"),
        ]

    def __str__(self) -> str:
        return f"{self.part}, klas {self.school_class}"
