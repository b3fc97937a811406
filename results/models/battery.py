"""The year's tests are data: learning areas with domains, and test parts with items.

What the database keeps by itself (totals, and the meaning of points) is in `battery_triggers`.
"""

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from results.models import battery_triggers as triggers
from schools.models import Edition


class LearningArea(models.Model):
    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="learning_areas", verbose_name="editie"
    )
    name = models.CharField("leergebied", max_length=80)
    position = models.PositiveSmallIntegerField("volgorde")

    class Meta:
        verbose_name = "leergebied"
        verbose_name_plural = "leergebieden"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="learning_area_unique"),
        ]
        triggers = [triggers.AREA_KEEPS_MEANING]

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    learning_area = models.ForeignKey(
        LearningArea, models.CASCADE, related_name="domains", verbose_name="leergebied"
    )
    name = models.CharField("domein", max_length=80)
    position = models.PositiveSmallIntegerField("volgorde")

    class Meta:
        verbose_name = "domein"
        verbose_name_plural = "domeinen"
        ordering = ["learning_area__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["learning_area", "name"], name="domain_unique"),
        ]
        triggers = [triggers.DOMAIN_KEEPS_MEANING]

    def __str__(self) -> str:
        return self.name


class Mode(models.TextChoices):
    PAPER = "paper", "pen en papier"
    DIGITAL = "digital", "digitaal"
    PRACTICAL = "practical", "praktisch"


class Enterer(models.TextChoices):
    CLASS_TEACHER = "class_teacher", "klasleerkracht"
    PE_TEACHER = "pe_teacher", "leerkracht LO"


@pghistory.track()
class TestPart(models.Model):
    """A booklet or practical test; its items may belong to domains of several areas.

    With `may_be_total`, a pupil's total alone is a result too: of the one domain that all items
    feed. Of a part that feeds several, a total is never more than a control.
    """

    __test__ = False  # not a test case, whatever its name makes pytest think

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="test_parts", verbose_name="editie"
    )
    name = models.CharField("toetsonderdeel", max_length=120)
    mode = models.CharField("vorm", max_length=10, choices=Mode.choices)
    entered_by = models.CharField(
        "punten ingegeven door",
        max_length=15,
        choices=Enterer.choices,
        default=Enterer.CLASS_TEACHER,
    )
    opens_on = models.DateField("punten ingeven vanaf")
    may_be_total = models.BooleanField(
        "enkel een totaal volstaat",
        default=False,
        help_text="Een leerling met enkel een totaal heeft dan ook een resultaat. "
        "Kan als alle vragen bij één domein horen.",
    )
    position = models.PositiveSmallIntegerField("volgorde")

    class Meta:
        verbose_name = "toetsonderdeel"
        verbose_name_plural = "toetsonderdelen"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="test_part_unique"),
        ]
        triggers = [triggers.PART_KEEPS_MEANING, triggers.TOTAL_FOLLOWS_PART]

    def __str__(self) -> str:
        return self.name


class ItemQuerySet(models.QuerySet):
    def questions(self) -> "ItemQuerySet":
        """Without the totals on the booklet."""
        return self.filter(is_total=False)

    def counting(self) -> "ItemQuerySet":
        """The questions that count: without those that were annulled."""
        return self.questions().filter(counts=True)


@pghistory.track()
class Item(models.Model):
    """One question of a part: its label, the highest mark, its page in the booklet, its domain.

    An item that no longer `counts` is annulled for everybody: its points stay, figures leave it out.

    `is_total` is the total that the teacher wrote on the booklet: the last column of the grid. The
    database makes it and keeps its maximum (the sum of the questions') and its domain: that of the
    questions where the part may be entered as a total, else none.
    """

    part = models.ForeignKey(
        TestPart, models.CASCADE, related_name="items", verbose_name="toetsonderdeel"
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, related_name="items", verbose_name="domein"
    )
    label = models.CharField("vraag", max_length=20)
    maximum = models.DecimalField(
        "maximum", max_digits=5, decimal_places=2, validators=[MinValueValidator(0)]
    )
    page = models.PositiveSmallIntegerField("bladzijde", null=True, blank=True)
    position = models.PositiveSmallIntegerField("volgorde")
    is_total = models.BooleanField("totaal op het boekje", default=False, editable=False)
    counts = models.BooleanField("telt mee", default=True, editable=False)
    annulled_because = models.CharField(
        "telt niet mee omdat", max_length=200, blank=True, editable=False
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "vraag"
        verbose_name_plural = "vragen"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["part", "label"], name="item_label_unique"),
            models.UniqueConstraint(
                fields=["part"], condition=Q(is_total=True), name="item_one_total_per_part"
            ),
            models.CheckConstraint(
                condition=Q(maximum__gt=0),
                name="item_maximum_positive",
                violation_error_message="Het maximum is hoger dan 0.",
            ),
            models.CheckConstraint(
                condition=Q(is_total=True, position=triggers.LAST, counts=True)
                | Q(is_total=False, position__lt=triggers.LAST, domain__isnull=False),
                name="item_total_is_last",
                violation_error_message="De volgorde is te hoog.",
            ),
            models.CheckConstraint(
                condition=Q(counts=True, annulled_because="")
                | Q(counts=False) & ~Q(annulled_because=""),
                name="item_annulled_with_reason",
            ),
        ]
        triggers = [
            triggers.ITEM_KEEPS_MEANING,
            triggers.ITEMS_OF_HANDED_IN_PART_STAY,
            triggers.TOTAL_FOLLOWS_ITEMS,
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.label}"

    @property
    def called(self) -> str:
        """`vraag 3`, or the name of the total: how people call it within the part."""
        return self.label if self.is_total else f"vraag {self.label}"
