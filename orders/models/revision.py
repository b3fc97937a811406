"""What was confirmed, by whom, at which prices. Never changed afterwards: the database refuses."""

import pgtrigger
from django.conf import settings
from django.db import models

from orders.models.order import DeliveryAddress, Order
from orders.models.price_list import PriceList


def amount_field(label: str) -> models.DecimalField:
    return models.DecimalField(f"{label} (EUR)", max_digits=9, decimal_places=2)


class OrderRevision(models.Model):
    """One confirmation: revision 1, 2, … of an order, with the prices that were shown."""

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="revisions", verbose_name="bestelling"
    )
    number = models.PositiveSmallIntegerField("nummer")
    price_list = models.ForeignKey(
        PriceList, models.PROTECT, related_name="+", verbose_name="prijslijst"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="bevestigd door"
    )
    confirmed_at = models.DateTimeField("bevestigd op")
    advisers_may_see = models.BooleanField("inzage door de pedagogisch adviseurs")
    feedback_report = models.BooleanField("schoolfeedbackrapport")
    tests_order_number = models.CharField("bestelnummer toetsen", max_length=40, blank=True)
    report_order_number = models.CharField("bestelnummer rapport", max_length=40, blank=True)
    copies_total = amount_field("prijs exemplaren")
    teachers_total = amount_field("prijs leerkrachten")
    delivery_total = amount_field("prijs levering")
    total = amount_field("prijs totaal")

    class Meta:
        verbose_name = "bevestigde versie"
        verbose_name_plural = "bevestigde versies"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "number"], name="order_revision_number_unique"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="revision_is_final", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"versie {self.number} van {self.order}"


class RevisionRow(DeliveryAddress):
    """A delivery address of a confirmed version, with its prices."""

    revision = models.ForeignKey(
        OrderRevision, models.PROTECT, related_name="rows", verbose_name="bevestigde versie"
    )
    copies_price = amount_field("prijs exemplaren")
    teachers_price = amount_field("prijs leerkrachten")
    delivery_price = amount_field("prijs levering")
    total = amount_field("prijs totaal")

    class Meta:
        verbose_name = "leveradres van een bevestigde versie"
        verbose_name_plural = "leveradressen van een bevestigde versie"
        ordering = ["pk"]
        triggers = [
            pgtrigger.Protect(
                name="revision_row_is_final", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return self.site_name
