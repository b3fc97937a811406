"""That a pedagogisch adviseur looked at a school's results: the school reads it there."""

from django.db import models

from schools.models import Edition, School


class AdviserLookQuerySet(models.QuerySet):
    def for_school(self, school) -> "AdviserLookQuerySet":
        return self.filter(school=school)


class AdviserLook(models.Model):
    """At most one row per adviser, school, edition and day."""

    school = models.ForeignKey(School, models.CASCADE, related_name="+", verbose_name="school")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name="editie")
    adviser = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="pedagogisch adviseur"
    )
    day = models.DateField("dag")
    at = models.DateTimeField("bekeken op")

    objects = AdviserLookQuerySet.as_manager()

    class Meta:
        verbose_name = "inzage door een adviseur"
        verbose_name_plural = "inzages door adviseurs"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "edition", "adviser", "day"], name="adviser_look_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adviser}, {self.school}"
