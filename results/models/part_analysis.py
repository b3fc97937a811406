"""How the questions of a part did over the country, as the makers of the test look at it."""

from django.db import models

from results.models.battery import TestPart
from results.models.reference import VerdictName


class PartAnalysis(models.Model):
    """The last computation (`domain/part_analysis.py`); the next one replaces it. Its permission
    to view is what opens the pages of the makers.

    `questions`: a row per question, [item, verdict, pupils, schools, p, rir, alpha_without].
    """

    part = models.OneToOneField(
        TestPart, models.CASCADE, related_name="analysis", verbose_name="toetsonderdeel"
    )
    computed_at = models.DateTimeField("berekend op")
    verdict = models.CharField("oordeel", max_length=12, choices=VerdictName.choices)
    pupils = models.PositiveIntegerField("leerlingen met alle vragen")
    schools = models.PositiveIntegerField("scholen")
    alpha = models.FloatField("alfa van Cronbach", null=True)
    sd = models.FloatField("standaardafwijking", null=True)
    questions = models.JSONField("vragen")

    class Meta:
        verbose_name = "vragenanalyse"
        verbose_name_plural = "vragenanalyse en feedback (toetsmakers)"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict="SHOWN") | models.Q(alpha=None, sd=None),
                name="part_analysis_hidden_is_not_stored",
            ),
        ]

    def __str__(self) -> str:
        return str(self.part)
