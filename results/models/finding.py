"""What a team found in its results, and what it does with it: findings and their actions."""

import pghistory
from django.db import models
from django.db.models import Q

from results.models.battery import LearningArea
from results.models.pupil_group import PupilGroup
from schools.models import Edition, Pupil, School, SchoolClass, Site

SUBJECT = ("school", "edition", "site", "school_class", "group", "pupil", "area")


class Picture(models.TextChoices):
    """Which picture of a page; the value is its anchor."""

    OVERVIEW = "overzicht", "overzicht"
    MEANS = "domeinen", "domeinen"
    PUPILS = "spreiding", "spreiding van de leerlingen"
    ITEMS = "vragen", "vragen"
    TREND = "evolutie", "over de jaren"


class FindingQuerySet(models.QuerySet):
    def for_school(self, school) -> "FindingQuerySet":
        return self.filter(school=school)


@pghistory.track()
class Finding(models.Model):
    """A figure that the team pinned: of whom, which picture, and the sentence as it stood there.

    Of a site, class, group or pupil, or, with none of these, of the whole school. `area`: on the
    page of which learning area; none on the overview. A pupil's sentence has no name in it.

    `sentence` is what who pinned it read, perhaps with names in sight. `shared_sentence` is what
    stood there at that moment for who sees no names; empty where that was hidden.
    """

    school = models.ForeignKey(School, models.CASCADE, related_name="+", verbose_name="school")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name="editie")
    site = models.ForeignKey(
        Site,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="vestigingsplaats",
    )
    school_class = models.ForeignKey(
        SchoolClass, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="klas"
    )
    group = models.ForeignKey(
        PupilGroup,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name="leerlingengroep",
    )
    pupil = models.ForeignKey(
        Pupil, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="leerling"
    )
    area = models.ForeignKey(
        LearningArea,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="leergebied",
    )
    picture = models.CharField("figuur", max_length=10, choices=Picture.choices)
    sentence = models.TextField("vaststelling", max_length=4000)
    shared_sentence = models.TextField("vaststelling voor iedereen", max_length=4000, blank=True)
    note = models.TextField("wat het team ervan maakt", max_length=2000, blank=True)
    pinned_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="vastgezet door"
    )
    pinned_at = models.DateTimeField("vastgezet op", auto_now_add=True)
    looked_back = models.TextField("hoe het ging", max_length=2000, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "vaststelling"
        verbose_name_plural = "vaststellingen"
        ordering = ["-pinned_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(school_class=None, group=None, pupil=None)
                    | Q(site=None, group=None, pupil=None)
                    | Q(site=None, school_class=None, pupil=None)
                    | Q(site=None, school_class=None, group=None)
                ),
                name="finding_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=[*SUBJECT, "picture"],
                nulls_distinct=False,
                name="finding_pinned_once",
            ),
        ]

    def __str__(self) -> str:
        return self.sentence


class ActionState(models.TextChoices):
    TODO = "todo", "te doen"
    BUSY = "busy", "bezig"
    DONE = "done", "klaar"
    DROPPED = "dropped", "niet gedaan"


class ActionQuerySet(models.QuerySet):
    def for_school(self, school) -> "ActionQuerySet":
        return self.filter(finding__school=school)


@pghistory.track()
class Action(models.Model):
    """What a colleague does with a finding, by when, and how it went."""

    finding = models.ForeignKey(
        Finding, models.CASCADE, related_name="actions", verbose_name="vaststelling"
    )
    what = models.CharField("wat", max_length=300)
    owner = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="wie"
    )
    due_on = models.DateField("tegen")
    state = models.CharField(
        "toestand", max_length=7, choices=ActionState.choices, default=ActionState.TODO
    )
    outcome = models.TextField("hoe het ging", max_length=2000, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = "actie"
        verbose_name_plural = "acties"
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.what
