"""Leerlingengroepen: groups of pupils that people of the school make themselves, over classes."""

import pghistory
import pgtrigger
from django.db import models

from schools.models import Edition, Pupil, School


class PupilGroupQuerySet(models.QuerySet):
    def for_school(self, school) -> "PupilGroupQuerySet":
        return self.filter(school=school)


@pghistory.track()
class PupilGroup(models.Model):
    """A group in one edition. Its name may say something of its pupils (`taalklas`), so only who
    may see the results of each of them by name sees that it exists (`queries/pupil_groups.py`)."""

    school = models.ForeignKey(School, models.CASCADE, related_name="+", verbose_name="school")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name="editie")
    name = models.CharField("naam", max_length=40)
    pupils = models.ManyToManyField(
        Pupil, through="GroupedPupil", related_name="groups", verbose_name="leerlingen"
    )
    made_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="gemaakt door"
    )

    objects = PupilGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "leerlingengroep"
        verbose_name_plural = "leerlingengroepen"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class GroupedPupil(models.Model):
    """This pupil is in this group; both are of one school and edition."""

    group = models.ForeignKey(PupilGroup, models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "leerling van een groep"
        verbose_name_plural = "leerlingen van groepen"
        constraints = [
            models.UniqueConstraint(fields=["group", "pupil"], name="grouped_pupil_once"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="grouped_pupil_of_same_school",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM results_pupilgroup g
                        JOIN schools_schoolclass class
                          ON class.school_id = g.school_id AND class.edition_id = g.edition_id
                        JOIN schools_pupil pupil ON pupil.school_class_id = class.id
                        WHERE g.id = NEW.group_id AND pupil.id = NEW.pupil_id)
                    THEN
                        RAISE EXCEPTION 'grouped_pupil_of_same_school' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.pupil}"
