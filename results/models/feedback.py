"""What class teachers tell the makers of the test, per part."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from results.models.battery import TestPart
from schools.models import SchoolClass


class FeedbackQuerySet(models.QuerySet):
    def for_school(self, school) -> "FeedbackQuerySet":
        return self.filter(school_class__school=school)


class Feedback(models.Model):
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, related_name="feedback", verbose_name="klas"
    )
    part = models.ForeignKey(
        TestPart, models.PROTECT, related_name="feedback", verbose_name="toetsonderdeel"
    )
    rating = models.PositiveSmallIntegerField(
        "beoordeling", validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.TextField("opmerking", max_length=4000, blank=True)
    given_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="gegeven door"
    )
    given_at = models.DateTimeField("gegeven op", auto_now=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = "feedback"
        verbose_name_plural = "feedback"
        constraints = [
            models.UniqueConstraint(fields=["school_class", "part"], name="feedback_once_per_part"),
            models.CheckConstraint(
                condition=Q(rating__range=(1, 5)), name="feedback_rating_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_class}, {self.part}"
