"""The year's tests are data: learning areas with domains, and test parts with items."""

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

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

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    learning_area = models.ForeignKey(
        LearningArea, models.PROTECT, related_name="domains", verbose_name="leergebied"
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

    def __str__(self) -> str:
        return self.name


class Mode(models.TextChoices):
    PAPER = "paper", "pen en papier"
    DIGITAL = "digital", "digitaal"
    PRACTICAL = "practical", "praktisch"


class Enterer(models.TextChoices):
    CLASS_TEACHER = "class_teacher", "klasleerkracht"
    PE_TEACHER = "pe_teacher", "leerkracht LO"


class TestPart(models.Model):
    """A booklet or practical test; its items may belong to domains of several areas."""

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
    position = models.PositiveSmallIntegerField("volgorde")

    class Meta:
        verbose_name = "toetsonderdeel"
        verbose_name_plural = "toetsonderdelen"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="test_part_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """One question of a part: its label, the highest mark, its page in the booklet, its domain."""

    part = models.ForeignKey(
        TestPart, models.PROTECT, related_name="items", verbose_name="toetsonderdeel"
    )
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="items", verbose_name="domein")
    label = models.CharField("vraag", max_length=20)
    maximum = models.DecimalField(
        "maximum", max_digits=5, decimal_places=2, validators=[MinValueValidator(0)]
    )
    page = models.PositiveSmallIntegerField("bladzijde", null=True, blank=True)
    position = models.PositiveSmallIntegerField("volgorde")

    class Meta:
        verbose_name = "vraag"
        verbose_name_plural = "vragen"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["part", "label"], name="item_label_unique"),
            models.CheckConstraint(
                condition=Q(maximum__gt=0),
                name="item_maximum_positive",
                violation_error_message="Het maximum is hoger dan 0.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="item_with_scores_keeps_meaning",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("maximum", "domain", "part"),
                func="""
                    IF EXISTS (SELECT 1 FROM results_score WHERE item_id = NEW.id) THEN
                        RAISE EXCEPTION 'item_with_scores_keeps_meaning' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.label}"
