"""How much of an item's points all participants won, as last computed."""

from django.db import models

from results.models.battery import Item


class ItemShare(models.Model):
    """The mean share of the maximum (0–1) of everybody who made the item: its p-value. For the
    check on unlikely columns; refreshed with the reference figures."""

    item = models.OneToOneField(Item, models.CASCADE, related_name="share", verbose_name="vraag")
    share = models.FloatField("aandeel van de punten")
    pupils = models.PositiveIntegerField("aantal leerlingen")
    schools = models.PositiveIntegerField("aantal scholen")

    class Meta:
        verbose_name = "aandeel van een vraag"
        verbose_name_plural = "aandelen van vragen"

    def __str__(self) -> str:
        return f"aandeel van {self.item}"
