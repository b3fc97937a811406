"""That a teacher was reminded of points that are missing: not more than once a day."""

from django.conf import settings
from django.db import models

from schools.models import School


class ReminderQuerySet(models.QuerySet):
    def for_school(self, school) -> "ReminderQuerySet":
        return self.filter(school=school)


class Reminder(models.Model):
    """One mail to one teacher of one school on one day."""

    school = models.ForeignKey(
        School, models.CASCADE, related_name="reminders", verbose_name="school"
    )
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="leerkracht"
    )
    day = models.DateField("dag")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="gevraagd door",
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "herinnering"
        verbose_name_plural = "herinneringen"
        constraints = [
            models.UniqueConstraint(
                fields=["school", "teacher", "day"], name="reminder_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.teacher}, {self.day}"
