"""From when everybody signs in with two steps; a school may begin earlier (`School`)."""

import pghistory
from django.db import models
from django.db.models import Q


@pghistory.track()
class TwoStepRule(models.Model):
    """The one row for all schools and the helpdesk. Without a row or a date, nobody must."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    starts_on = models.DateField(
        "verplicht vanaf",
        null=True,
        blank=True,
        help_text="Vanaf deze dag komt niemand nog binnen met een wachtwoord alleen: het is eID,"
        " of een wachtwoord met een tweede stap. Leeg: elke school beslist zelf.",
    )

    class Meta:
        verbose_name = "regel voor aanmelden"
        verbose_name_plural = "regel voor aanmelden"
        constraints = [models.CheckConstraint(condition=Q(only=True), name="two_step_rule_once")]

    def __str__(self) -> str:
        return "Enkel aanmelden met tweestapsverificatie"
