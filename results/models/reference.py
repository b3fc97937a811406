"""The average of all participants per domain, as last computed."""

from django.db import models

from results.models.battery import Domain


class ReferenceFigure(models.Model):
    """Mean percentage of all pupils that count, for one domain; an area's is the mean of these."""

    domain = models.OneToOneField(
        Domain, models.CASCADE, related_name="reference", verbose_name="domein"
    )
    mean = models.FloatField("gemiddelde (%)", null=True)
    pupils = models.PositiveIntegerField("aantal leerlingen")
    schools = models.PositiveIntegerField("aantal scholen")
    computed_at = models.DateTimeField("berekend op")

    class Meta:
        verbose_name = "referentie"
        verbose_name_plural = "referenties"

    def __str__(self) -> str:
        return f"gemiddelde van {self.domain}"
