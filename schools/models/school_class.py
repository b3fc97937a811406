"""Classes of a school in an edition, and who stands before them."""

import pghistory
import pgtrigger
from django.db import models

from accounts.models import Membership
from schools.models.edition import Edition
from schools.models.school import School, Site


class SchoolClassQuerySet(models.QuerySet):
    def for_school(self, school) -> "SchoolClassQuerySet":
        return self.filter(school=school)


@pghistory.track()
class SchoolClass(models.Model):
    """A class such as 6A; made anew each school year."""

    school = models.ForeignKey(
        School, models.CASCADE, related_name="classes", verbose_name="school"
    )
    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="classes", verbose_name="editie"
    )
    name = models.CharField("klas", max_length=20)
    site = models.ForeignKey(
        Site,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="classes",
        verbose_name="vestigingsplaats",
    )

    objects = SchoolClassQuerySet.as_manager()

    class Meta:
        verbose_name = "klas"
        verbose_name_plural = "klassen"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "edition", "name"],
                name="school_class_name_unique",
                violation_error_message="Er is al een klas met deze naam.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="class_site_of_same_school",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__site__isnull=False),
                func="""
                    IF NOT EXISTS (SELECT 1 FROM schools_site
                                   WHERE id = NEW.site_id AND school_id = NEW.school_id) THEN
                        RAISE EXCEPTION 'class_site_of_same_school' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ClassAssignment(models.Model):
    """This (duo-)leerkracht stands before this class. Membership and class are of one school."""

    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="assignments", verbose_name="leerkracht"
    )
    school_class = models.ForeignKey(
        SchoolClass, models.CASCADE, related_name="assignments", verbose_name="klas"
    )

    class Meta:
        verbose_name = "klas van een leerkracht"
        verbose_name_plural = "klassen van leerkrachten"
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "school_class"], name="class_assignment_unique"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="assignment_within_school",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF (SELECT school_id FROM accounts_membership WHERE id = NEW.membership_id)
                       <> (SELECT school_id FROM schools_schoolclass WHERE id = NEW.school_class_id)
                    THEN
                        RAISE EXCEPTION 'assignment_within_school' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} {self.school_class}"
