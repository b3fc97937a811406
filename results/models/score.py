"""Score cells: one row per (pupil, item). No row is empty; 0, absent and exempt are others."""

import pghistory
import pghistory.trigger
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Func, Q, Value

from results.models.battery import Item
from results.models.class_figures import NUMBERED
from schools.models import Pupil


class ScoreCode(models.TextChoices):
    ABSENT = "A", "afwezig"
    EXEMPT = "V", "vrijgesteld"
    NOT_MADE = "N", "niet gemaakt"
    INVALID = "X", "ongeldig"


class ScoreQuerySet(models.QuerySet):
    def for_school(self, school) -> "ScoreQuerySet":
        return self.filter(pupil__school_class__school=school)


CHANGES = "results_score_change"  # the sequence that numbers every write of a cell


def _trigger(name: str, operation: pgtrigger.Operation, rows: str, func: str) -> pgtrigger.Trigger:
    """A check once per statement, not per row: a thousand cells are saved at once."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**{rows: "touched"})
        if operation != pgtrigger.Update
        else pgtrigger.Referencing(old="before", new="touched"),
        func=func,
    )


WITHIN_ITEM = """
    IF EXISTS (SELECT 1 FROM touched JOIN results_item i ON i.id = touched.item_id
               WHERE touched.points > i.maximum) THEN
        RAISE EXCEPTION 'score_within_item' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
"""
NOT_HANDED_IN = """
    IF EXISTS (SELECT 1 FROM touched
               JOIN schools_pupil p ON p.id = touched.pupil_id
               JOIN results_item i ON i.id = touched.item_id
               JOIN results_handin h
                 ON h.school_class_id = p.school_class_id AND h.part_id = i.part_id
               {unchanged}) THEN
        RAISE EXCEPTION 'score_not_handed_in' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
"""
# Who typed it may go (SET NULL), and a pupil's cells may follow the pupil: the mark stays.
MARK_CHANGED = """
               JOIN before ON before.id = touched.id
                AND (before.points IS DISTINCT FROM touched.points
                     OR before.code IS DISTINCT FROM touched.code)
"""
TOUCHED = "SELECT pupil_id FROM touched"
BOTH = "SELECT pupil_id FROM touched UNION SELECT pupil_id FROM before"
TRIGGERS = [
    _trigger("score_within_item_new", pgtrigger.Insert, "new", WITHIN_ITEM),
    _trigger("score_within_item_changed", pgtrigger.Update, "new", WITHIN_ITEM),
    _trigger(
        "score_not_handed_in_new", pgtrigger.Insert, "new", NOT_HANDED_IN.format(unchanged="")
    ),
    _trigger(
        "score_not_handed_in_changed",
        pgtrigger.Update,
        "new",
        NOT_HANDED_IN.format(unchanged=MARK_CHANGED),
    ),
    _trigger(
        "score_not_handed_in_emptied", pgtrigger.Delete, "old", NOT_HANDED_IN.format(unchanged="")
    ),
    _trigger("score_new_numbers_class", pgtrigger.Insert, "new", NUMBERED.format(pupils=TOUCHED)),
    _trigger(
        "score_changed_numbers_class",
        pgtrigger.Update,
        "new",
        NUMBERED.format(pupils=BOTH),
    ),
    _trigger("score_gone_numbers_class", pgtrigger.Delete, "old", NUMBERED.format(pupils=TOUCHED)),
]


class _AtStatement(pghistory.trigger.Event):
    """History that notes when the statement came, not when its transaction began: who waits for
    a turn would otherwise seem to have written before the one they waited for."""

    def get_func(self, model):
        func = super().get_func(model).func.replace("NOW()", "STATEMENT_TIMESTAMP()")
        return pgtrigger.Func(func)


class _Exact:
    def add_event_trigger(self, event_model) -> None:
        trigger = _AtStatement(
            event_model=event_model,
            label=self.label,
            name=self.trigger_name,
            row=self.row,
            operation=self.operation,
            condition=self.condition,
            level=self.level,
        )
        pgtrigger.register(trigger)(event_model.pgh_tracked_model)


class ExactUpdateEvent(_Exact, pghistory.UpdateEvent):
    pass


class ExactDeleteEvent(_Exact, pghistory.DeleteEvent):
    pass


@pghistory.track(
    ExactUpdateEvent(row=pghistory.Old),
    ExactDeleteEvent(),
    exclude=["change"],
    level=pgtrigger.Statement,
    meta={
        "indexes": [
            models.Index(fields=["pupil", "item"], name="score_history_of_cell"),
            models.Index(
                fields=["pupil", "pgh_id"], name="score_emptied", condition=Q(pgh_label="delete")
            ),
        ]
    },
)
class Score(models.Model):
    """Points or a code, never both. `version` goes up with every change of the cell.

    History keeps the old row at each change or removal, also of bulk writes.
    """

    pupil = models.ForeignKey(
        Pupil,
        models.PROTECT,
        related_name="scores",
        verbose_name="leerling",
        db_index=False,  # the unique index of the cell begins with it
    )
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
    # A higher number is a later write: writers of one class take turns, so within a class
    # numbers become visible in their order, and who asks "what is new since" misses nothing.
    change = models.BigIntegerField(
        "wijziging", db_default=Func(Value(CHANGES), function="nextval"), editable=False
    )

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
        triggers = TRIGGERS

    def __str__(self) -> str:
        return f"{self.pupil} {self.item}"
