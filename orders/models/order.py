"""The order of a school for an edition, as it stands now; what was confirmed is in revisions."""

import pghistory
from django.db import models
from django.db.models import Q

from orders.choices import ADVISERS, REPORT
from schools.models import Edition, School
from schools.models.school import Address


class OrderStatus(models.TextChoices):
    DRAFT = "draft", "nog niet bevestigd"
    CONFIRMED = "confirmed", "bevestigd"
    CHANGING = "changing", "wordt gewijzigd, nog niet opnieuw bevestigd"


class OrderQuerySet(models.QuerySet):
    def for_school(self, school) -> "OrderQuerySet":
        return self.filter(school=school)


@pghistory.track()
class Order(models.Model):
    """One per school and edition. `version` goes up with every write of its rows and its status, so
    a stale page is seen; what is chosen below them, every confirmation says again.

    Only `orders/domain/lifecycle.py` assigns `status`.
    """

    school = models.ForeignKey(School, models.PROTECT, related_name="orders", verbose_name="school")
    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="orders", verbose_name="editie"
    )
    status = models.CharField(
        "toestand", max_length=10, choices=OrderStatus.choices, default=OrderStatus.DRAFT
    )
    version = models.PositiveIntegerField("versie", default=1)
    advisers_may_see = models.BooleanField(ADVISERS, default=False)
    feedback_report = models.BooleanField(REPORT, default=False)
    tests_order_number = models.CharField(
        "bestelnummer voor de toetsen (facturatie juni)", max_length=40, blank=True
    )
    report_order_number = models.CharField(
        "bestelnummer voor het schoolfeedbackrapport (facturatie najaar)", max_length=40, blank=True
    )
    created_at = models.DateTimeField("begonnen op", auto_now_add=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = "bestelling"
        verbose_name_plural = "bestellingen"
        constraints = [
            models.UniqueConstraint(fields=["school", "edition"], name="order_once_per_edition"),
            models.CheckConstraint(
                condition=Q(status__in=OrderStatus.values), name="order_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"bestelling van {self.school} voor {self.edition}"

    @property
    def may_be_edited(self) -> bool:
        return self.status in (OrderStatus.DRAFT, OrderStatus.CHANGING)


class DeliveryAddress(Address):
    """An address with what goes there; shared by the order as it stands and by its revisions."""

    site_name = models.CharField("naam vestiging", max_length=200)
    teachers = models.PositiveSmallIntegerField("aantal leerkrachten")
    copies = models.PositiveSmallIntegerField("aantal exemplaren")

    class Meta:
        abstract = True


class DeliveryRowQuerySet(models.QuerySet):
    def for_school(self, school) -> "DeliveryRowQuerySet":
        return self.filter(order__school=school)


@pghistory.track()
class DeliveryRow(DeliveryAddress):
    """A row of the order as it stands now."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="rows", verbose_name="bestelling")

    objects = DeliveryRowQuerySet.as_manager()

    class Meta:
        verbose_name = "leveradres"
        verbose_name_plural = "leveradressen"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.site_name
