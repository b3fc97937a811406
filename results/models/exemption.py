"""Exemption of a pupil from a whole learning area: every cell of the area counts as V, untyped."""

import pghistory
import pgtrigger
from django.db import models

from results.models.battery import LearningArea
from results.models.class_figures import NUMBERED
from schools.models import Pupil


class ExemptionQuerySet(models.QuerySet):
    def for_school(self, school) -> "ExemptionQuerySet":
        return self.filter(pupil__school_class__school=school)


@pghistory.track()
class Exemption(models.Model):
    """Pupil and learning area are of one edition."""

    pupil = models.ForeignKey(
        Pupil, models.PROTECT, related_name="exemptions", verbose_name="leerling"
    )
    learning_area = models.ForeignKey(
        LearningArea, models.PROTECT, related_name="exemptions", verbose_name="leergebied"
    )

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = "vrijstelling"
        verbose_name_plural = "vrijstellingen"
        constraints = [
            models.UniqueConstraint(fields=["pupil", "learning_area"], name="exemption_unique"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="exemption_within_edition",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF (SELECT edition_id FROM results_learningarea WHERE id = NEW.learning_area_id)
                       <> (SELECT class.edition_id FROM schools_pupil pupil
                           JOIN schools_schoolclass class ON class.id = pupil.school_class_id
                           WHERE pupil.id = NEW.pupil_id)
                    THEN
                        RAISE EXCEPTION 'exemption_within_edition' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="exemption_numbers_class",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=NUMBERED.format(pupils="NEW.pupil_id, OLD.pupil_id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pupil}: {self.learning_area}"
