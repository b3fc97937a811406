"""Parcels: one per address of a confirmed order, and how far it has come."""

import pghistory
from django.db import models
from django.db.models import Q

from orders.models.order import Order
from orders.print_lines import Parcel
from schools.models.school import Address


class DeliveryStatus(models.TextChoices):
    ORDERED = "ordered", "besteld"
    PACKED = "packed", "verpakt"
    SENT = "sent", "verzonden"
    RECEIVED = "received", "ontvangen"


ON_ITS_WAY = (DeliveryStatus.SENT, DeliveryStatus.RECEIVED)


class DeliveryQuerySet(models.QuerySet):
    def for_school(self, school) -> "DeliveryQuerySet":
        return self.filter(order__school=school)


@pghistory.track()
class Delivery(Address):
    """What goes to one address of an order: rows with the same name and address are one parcel.

    It is known by its order and that address, so it keeps its status when the numbers change at
    a later confirmation. Another address is another parcel: the former one goes, or, once it was
    sent, stays with `is_in_order` off. `copies` and `teachers` are those last confirmed;
    `sent_copies` and `sent_teachers` those that left. Only `orders/domain/delivery.py` writes it.
    """

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="deliveries", verbose_name="bestelling"
    )
    site_name = models.CharField("naam vestiging", max_length=200)
    copies = models.PositiveIntegerField("aantal exemplaren")
    teachers = models.PositiveIntegerField("aantal leerkrachten")
    is_in_order = models.BooleanField("staat in de bestelling", default=True)
    status = models.CharField(
        "levering", max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.ORDERED
    )
    since = models.DateField("sinds")
    track_code = models.CharField("trackcode", max_length=60, blank=True)
    sent_copies = models.PositiveIntegerField("verzonden exemplaren", null=True)
    sent_teachers = models.PositiveIntegerField("verzonden bundels", null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "levering"
        verbose_name_plural = "leveringen"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", *Parcel._fields], name="delivery_once_per_address"),
            models.CheckConstraint(
                condition=Q(status__in=DeliveryStatus.values), name="delivery_status_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=ON_ITS_WAY, sent_copies__isnull=False, sent_teachers__isnull=False
                )
                | Q(
                    ~Q(status__in=ON_ITS_WAY),
                    sent_copies=None, sent_teachers=None, track_code="", is_in_order=True,
                ),
                name="delivery_sent_has_numbers",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.site_name}, {self.address_line}"

    @property
    def parcel(self) -> Parcel:
        return Parcel.of(self)

    @property
    def is_sent(self) -> bool:
        return self.status in ON_ITS_WAY

    @property
    def state_kind(self) -> str:
        """How the state is drawn (kernel/templatetags/portal.py)."""
        return {"ordered": "todo", "packed": "busy", "sent": "waiting"}.get(self.status, "done")

    @property
    def is_short(self) -> bool:
        """Whether other numbers were sent than are ordered now."""
        now = (self.copies, self.teachers) if self.is_in_order else (0, 0)
        return self.is_sent and now != (self.sent_copies, self.sent_teachers)
