"""A year of the test."""

from django.db import models
from django.db.models import F, Q


class Edition(models.Model):
    """The edition of `year`: what is ordered from the autumn before and made in June of it."""

    year = models.PositiveSmallIntegerField("jaar", unique=True)
    orders_open_on = models.DateField("bestellen vanaf")
    orders_close_on = models.DateField("bestellen tot en met")
    entry_opens_on = models.DateField("punten ingeven vanaf")
    entry_closes_on = models.DateField("punten ingeven tot en met")

    class Meta:
        verbose_name = "editie"
        verbose_name_plural = "edities"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(orders_open_on__lte=F("orders_close_on")),
                name="edition_orders_open_before_close",
                violation_error_message="Bestellen kan niet eindigen voor het begint.",
            ),
            models.CheckConstraint(
                condition=Q(entry_opens_on__lte=F("entry_closes_on")),
                name="edition_entry_opens_before_close",
                violation_error_message="Punten ingeven kan niet eindigen voor het begint.",
            ),
        ]

    def __str__(self) -> str:
        return f"OVSG-toets {self.year}"

    @property
    def school_year(self) -> str:
        return f"{self.year - 1}-{self.year}"
