"""What was confirmed, by whom, at which prices. Never changed afterwards: the database refuses."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from orders.models.order import DeliveryAddress, Order
from orders.models.price_list import PriceList
from orders.pricing import OrderPrice, Price, euro_if_known, vat_words


def amount_field(label: str) -> models.DecimalField:
    return models.DecimalField(f"{label} (EUR)", max_digits=9, decimal_places=2)


def reason_field(label: str) -> models.CharField:
    """Why the amount is what it is, in the words that were on screen."""
    return models.CharField(f"reden {label}", max_length=150, blank=True, db_default="")


class OrderRevisionQuerySet(models.QuerySet):
    def for_school(self, school) -> "OrderRevisionQuerySet":
        return self.filter(order__school=school)


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
    reason = models.CharField(
        "reden van de helpdesk",
        max_length=300,
        blank=True,
        db_default="",
        help_text="Leeg: de school bevestigde zelf.",
    )
    copies_total = amount_field("prijs exemplaren")
    teachers_total = amount_field("prijs leerkrachten")
    delivery_total = amount_field("prijs levering")
    total = amount_field("prijs totaal")
    report_price = models.DecimalField(
        "prijs schoolfeedbackrapport (EUR)",
        max_digits=9,
        decimal_places=2,
        null=True,
        help_text="Leeg: niet besteld, of bij de bevestiging nog niet bekend.",
    )

    objects = OrderRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = "bevestigde versie"
        verbose_name_plural = "bevestigde versies"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "number"], name="order_revision_number_unique"
            ),
            models.CheckConstraint(
                condition=Q(total=F("copies_total") + F("teachers_total") + F("delivery_total")),
                name="order_revision_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(report_price=None) | Q(feedback_report=True),
                name="order_revision_report_has_price",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="revision_is_final", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"versie {self.number} van {self.order}"

    @property
    def confirmed_by_whom(self) -> str:
        """As the school reads it: the helpdesk confirms in its name."""
        return "de helpdesk" if self.reason else str(self.confirmed_by)

    @property
    def lets_advisers_see(self) -> bool:
        """Whether it allows so still: the school may take that back at any time."""
        return self.advisers_may_see and not hasattr(self, "withdrawal")

    @property
    def price_of_report(self) -> Decimal | None:
        """What was shown for the feedback report; None when it was not ordered, or its price not
        known yet. A version from before it was stored: what its price list, which never changes,
        says."""
        if not self.feedback_report or self.report_price is not None:
            return self.report_price
        return self.price_list.report_price

    @property
    def report_price_words(self) -> str:
        return euro_if_known(self.price_of_report)

    @property
    def vat_words(self) -> str:
        """At the rate of when it was confirmed."""
        return vat_words(self.total, self.price_list.vat_percentage)


class AdvisersWithdrawal(models.Model):
    """That the school took back what a confirmed version allowed: that advisers see its points."""

    revision = models.OneToOneField(
        OrderRevision, models.PROTECT, related_name="withdrawal", verbose_name="bevestigde versie"
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ingetrokken door"
    )
    withdrawn_at = models.DateTimeField("ingetrokken op")

    class Meta:
        verbose_name = "intrekking van de inzage"
        verbose_name_plural = "intrekkingen van de inzage"
        triggers = [
            pgtrigger.Protect(
                name="withdrawal_is_final", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"inzage ingetrokken, {self.revision}"


def amounts_of(price: OrderPrice) -> dict[str, Decimal]:
    """The fields of an OrderRevision that say what it costs."""
    return {
        "copies_total": price.copies,
        "teachers_total": price.teachers,
        "delivery_total": price.delivery,
        "total": price.total,
    }


def amounts_of_row(price: Price) -> dict[str, Decimal | str]:
    """The fields of a RevisionRow that say what it costs, and why."""
    return {
        "copies_price": price.copies.euros,
        "copies_reason": price.copies.reason,
        "teachers_price": price.teachers.euros,
        "teachers_reason": price.teachers.reason,
        "delivery_price": price.delivery.euros,
        "delivery_reason": price.delivery.reason,
        "total": price.total,
    }


class RevisionRow(DeliveryAddress):
    """A delivery address of a confirmed version, with its prices."""

    revision = models.ForeignKey(
        OrderRevision, models.PROTECT, related_name="rows", verbose_name="bevestigde versie"
    )
    copies_price = amount_field("prijs exemplaren")
    teachers_price = amount_field("prijs leerkrachten")
    delivery_price = amount_field("prijs levering")
    total = amount_field("prijs totaal")
    copies_reason = reason_field("prijs exemplaren")
    teachers_reason = reason_field("prijs leerkrachten")
    delivery_reason = reason_field("prijs levering")

    class Meta:
        verbose_name = "leveradres van een bevestigde versie"
        verbose_name_plural = "leveradressen van een bevestigde versie"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(copies__gt=0) | Q(teachers__gt=0), name="revision_row_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(total=F("copies_price") + F("teachers_price") + F("delivery_price")),
                name="revision_row_adds_up",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="revision_row_is_final", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return self.site_name
