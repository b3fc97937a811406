"""That a school takes part in an edition: what `orders` writes and `results` reads."""

from django.db import models

from schools.models.edition import Edition
from schools.models.school import School


class ParticipationQuerySet(models.QuerySet):
    def for_school(self, school) -> "ParticipationQuerySet":
        return self.filter(school=school)


class Participation(models.Model):
    """Written when an order is confirmed, and again at every later confirmation."""

    school = models.ForeignKey(
        School, models.PROTECT, related_name="participations", verbose_name="school"
    )
    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="participations", verbose_name="editie"
    )
    confirmed_at = models.DateTimeField("bevestigd op")
    advisers_may_see = models.BooleanField("inzage door de pedagogisch adviseurs", default=False)
    feedback_report = models.BooleanField("schoolfeedbackrapport besteld", default=False)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = "deelname"
        verbose_name_plural = "deelnames"
        constraints = [
            models.UniqueConstraint(
                fields=["school", "edition"], name="participation_once_per_edition"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.edition}"
