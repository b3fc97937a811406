"""Which school was reminded to order, and the schools as a list of who did."""

from django.conf import settings
from django.db import models

from schools.models import Edition, School


class ReminderQuerySet(models.QuerySet):
    def for_school(self, school) -> "ReminderQuerySet":
        return self.filter(school=school)


class OrderReminder(models.Model):
    """A mail to a school that did not order yet."""

    school = models.ForeignKey(
        School, models.PROTECT, related_name="order_reminders", verbose_name="school"
    )
    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="order_reminders", verbose_name="editie"
    )
    sent_to = models.EmailField("verstuurd naar", max_length=254)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="door"
    )
    sent_at = models.DateTimeField("verstuurd op")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "herinnering"
        verbose_name_plural = "herinneringen"
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["school", "edition", "-sent_at"], name="last_reminder")]

    def __str__(self) -> str:
        return f"herinnering aan {self.school}"


class OrderingSchool(School):
    """A school as the helpdesk looks at it while schools order: with an order or without."""

    class Meta:
        proxy = True
        verbose_name = "school en haar bestelling"
        verbose_name_plural = "scholen en hun bestelling"
