"""Score cells: one row per (pupil, item). No row is empty; 0, absent and exempt are others."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from results.models.battery import Item
from schools.models import Pupil


class ScoreCode(models.TextChoices):
    ABSENT = "A", "afwezig"
    EXEMPT = "V", "vrijgesteld"
    NOT_MADE = "N", "niet gemaakt"
    INVALID = "X", "ongeldig"


class ScoreQuerySet(models.QuerySet):
    def for_school(self, school) -> "ScoreQuerySet":
        return self.filter(pupil__school_class__school=school)


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(),
    meta={"indexes": [models.Index(fields=["pupil", "item"], name="score_history_of_cell")]},
)
class Score(models.Model):
    """Points or a code, never both. `version` goes up with every change of the cell.

    History keeps the old row at each change or removal, also of bulk writes.
    """

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="scores", verbose_name="leerling")
    item = models.ForeignKey(Item, models.PROTECT, related_name="scores", verbose_name="vraag")
    points = models.DecimalField("punten", max_digits=5, decimal_places=2, null=True, blank=True)
    code = models.CharField("code", max_length=1, choices=ScoreCode.choices, null=True, blank=True)
    version = models.PositiveIntegerField("versie", default=1)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="ingegeven door",
    )
    entered_at = models.DateTimeField("ingegeven op")

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = "score"
        verbose_name_plural = "scores"
        constraints = [
            models.UniqueConstraint(fields=["pupil", "item"], name="score_once_per_cell"),
            models.CheckConstraint(
                condition=Q(points__isnull=False, code__isnull=True)
                | Q(points__isnull=True, code__isnull=False),
                name="score_points_or_code",
            ),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0), name="score_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(code__isnull=True) | Q(code__in=ScoreCode.values),
                name="score_code_known",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="score_within_item",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.points > (SELECT maximum FROM results_item WHERE id = NEW.item_id) THEN
                        RAISE EXCEPTION 'score_within_item' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pupil} {self.item}"
