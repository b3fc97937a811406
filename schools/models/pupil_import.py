"""What an import of pupils did, so that it can be undone later. The file itself is never kept."""

from django.conf import settings
from django.db import models

from schools.models.edition import Edition
from schools.models.school import School
from schools.models.school_class import SchoolClass


class PupilImportQuerySet(models.QuerySet):
    def for_school(self, school) -> "PupilImportQuerySet":
        return self.filter(school=school)


class PupilImport(models.Model):
    """One list that was imported: who, when, and how many lines did what."""

    school = models.ForeignKey(School, models.CASCADE, related_name="+", verbose_name="school")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+", verbose_name="editie")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="ingegeven door",
    )
    at = models.DateTimeField("ingegeven op", auto_now_add=True)
    added = models.PositiveIntegerField("nieuw")
    changed = models.PositiveIntegerField("gewijzigd")
    undone_at = models.DateTimeField("ongedaan gemaakt op", null=True, blank=True)

    objects = PupilImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import van leerlingen"
        verbose_name_plural = "imports van leerlingen"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.added} nieuw, {self.changed} gewijzigd"


class PupilImportChange(models.Model):
    """One pupil of an import: how the row was (`before`; None: it was new) and how it became.

    `pupil` is a bare number: the pupil may be gone. Names in here go with the names of the pupils
    (`domain/retention.py`).
    """

    of = models.ForeignKey(PupilImport, models.CASCADE, related_name="changes")
    pupil = models.BigIntegerField("leerling")
    school_class = models.ForeignKey(SchoolClass, models.CASCADE, related_name="+")
    before = models.JSONField("voorheen", null=True)
    after = models.JSONField("daarna")

    class Meta:
        verbose_name = "leerling van een import"
        verbose_name_plural = "leerlingen van een import"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"leerling {self.pupil}"
