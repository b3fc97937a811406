"""Release: from when colleagues see each other's class results, and which version they see."""

from django.db import models

from schools.models import Edition, School


class ReleaseQuerySet(models.QuerySet):
    def for_school(self, school) -> "ReleaseQuerySet":
        return self.filter(school=school)


class Release(models.Model):
    """A version of the school's results of an edition; the newest is what colleagues see.

    The figures of each class are kept with the version (`ClassFigures`). `changes`: what is other
    than in the version before, per class and part: [class, part, number of cells]..
    """

    school = models.ForeignKey(School, models.CASCADE, related_name="+", verbose_name="school")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name="editie")
    version = models.PositiveSmallIntegerField("versie")
    released_at = models.DateTimeField("vrijgegeven op")
    released_by = models.ForeignKey(
        "accounts.User",
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="vrijgegeven door",
    )
    changes = models.JSONField("wat er wijzigde", default=list)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = "vrijgave"
        verbose_name_plural = "vrijgaven"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "edition", "version"], name="release_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"versie {self.version}"
