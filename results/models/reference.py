"""What own figures are laid beside, per edition: all participants, and schools of one SES zone.

Version 0 is provisional and follows the points; the helpdesk makes the others (1, 2, …), which
stay as they are: the database refuses to change or remove them.
"""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from results.analysis.suppression import Verdict
from results.models.battery import Domain, Item, LearningArea
from schools.models import Edition

PROVISIONAL = 0  # the version that follows the points

FROZEN = """
    IF EXISTS (SELECT 1 FROM results_reference
               WHERE id IN (NEW.reference_id, OLD.reference_id) AND frozen) THEN
        RAISE EXCEPTION 'reference_is_frozen' USING ERRCODE = '23514';
    END IF;
    RETURN coalesce(NEW, OLD);
"""


def _frozen() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="reference_is_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=FROZEN,
    )


class VerdictName(models.TextChoices):
    """`analysis.suppression.Verdict` as it is stored."""

    SHOWN = Verdict.SHOWN.name, "getoond"
    NOBODY = Verdict.NOBODY.name, "geen punten"
    TOO_FEW = Verdict.TOO_FEW.name, "te weinig scholen of leerlingen"
    WOULD_REVEAL = Verdict.WOULD_REVEAL.name, "zou een paar scholen verraden"
    ONE_SCHOOL = Verdict.ONE_SCHOOL.name, "vooral één school"


class Reference(models.Model):
    """`schools`, `pupils`: with a result. `expected`: schools with pupils; `entered`: which
    percentage of their cells is filled. While a definitive version is being written it is not yet
    `frozen`; nobody but its transaction sees it so."""

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="references", verbose_name="editie"
    )
    version = models.PositiveSmallIntegerField("versie", default=PROVISIONAL)
    computed_at = models.DateTimeField("berekend op")
    schools = models.PositiveIntegerField("scholen met punten")
    pupils = models.PositiveIntegerField("leerlingen met punten")
    expected = models.PositiveIntegerField("scholen")
    entered = models.FloatField("ingevoerd (%)")
    reason = models.CharField("waarom deze versie", max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="definitief gemaakt door",
    )
    frozen = models.BooleanField("ligt vast", default=False, editable=False)

    class Meta:
        verbose_name = "gemiddelde van alle deelnemers"
        verbose_name_plural = "gemiddelden van alle deelnemers"
        ordering = ["-edition__year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "version"], name="reference_version_once"),
            models.CheckConstraint(
                condition=Q(version__lte=1) | ~Q(reason=""),
                name="reference_correction_has_reason",
                violation_error_message="Zeg waarom er een nieuwe definitieve versie komt.",
            ),
            models.CheckConstraint(
                condition=Q(frozen=False) | Q(version__gte=1), name="reference_provisional_follows"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="reference_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                # Who made it may go (SET NULL); nothing else.
                func="""
                    IF OLD.frozen AND (TG_OP = 'DELETE' OR
                       to_jsonb(OLD) - 'made_by_id' <> to_jsonb(NEW) - 'made_by_id') THEN
                        RAISE EXCEPTION 'reference_is_frozen' USING ERRCODE = '23514';
                    END IF;
                    RETURN coalesce(NEW, OLD);
                """,
            )
        ]

    def __str__(self) -> str:
        state = f"definitief, versie {self.version}" if self.version else "voorlopig"
        return f"{self.edition}, {state}"

    @property
    def is_definitive(self) -> bool:
        return self.version > 0


class ReferenceFigure(models.Model):
    """How the participants of `zone` (empty: all) lie for one domain or learning area.

    What may not be shown is not stored: there is only the verdict. `error`: of measurement of one
    pupil, in percent points; the variances (percent²) are those of pupils within and between
    classes, and schools.
    """

    reference = models.ForeignKey(Reference, models.CASCADE, related_name="figures")
    zone = models.CharField("SES-zone", max_length=1, blank=True)
    domain = models.ForeignKey(
        Domain, models.CASCADE, null=True, related_name="+", verbose_name="domein"
    )
    area = models.ForeignKey(
        LearningArea, models.CASCADE, null=True, related_name="+", verbose_name="leergebied"
    )
    verdict = models.CharField("oordeel", max_length=12, choices=VerdictName.choices)
    pupils = models.PositiveIntegerField("leerlingen")
    schools = models.PositiveIntegerField("scholen")
    mean = models.FloatField("gemiddelde (%)", null=True)
    sd = models.FloatField("standaardafwijking", null=True)
    percentiles = ArrayField(models.FloatField(), null=True)
    histogram = ArrayField(models.PositiveIntegerField(), null=True)
    error = models.FloatField("meetfout", null=True)
    within_classes = models.FloatField(null=True)
    between_classes = models.FloatField(null=True)
    within_schools = models.FloatField(null=True)
    between_schools = models.FloatField(null=True)

    class Meta:
        verbose_name = "referentiecijfer"
        verbose_name_plural = "referentiecijfers"
        constraints = [
            models.CheckConstraint(
                condition=Q(domain__isnull=True) ^ Q(area__isnull=True),
                name="reference_of_domain_or_area",
            ),
            models.UniqueConstraint(
                fields=["reference", "zone", "domain", "area"],
                nulls_distinct=False,
                name="reference_figure_once",
            ),
            models.CheckConstraint(
                condition=Q(verdict="SHOWN", mean__isnull=False, percentiles__isnull=False)
                | ~Q(verdict="SHOWN")
                & Q(mean=None, sd=None, percentiles=None, histogram=None, error=None),
                name="reference_hidden_is_not_stored",
            ),
        ]
        triggers = [_frozen()]

    def __str__(self) -> str:
        return f"{self.domain or self.area} {self.zone}".strip()


class ReferenceItem(models.Model):
    """The p-value of one question for the participants of `zone`; None where it is not shown."""

    reference = models.ForeignKey(Reference, models.CASCADE, related_name="items")
    zone = models.CharField("SES-zone", max_length=1, blank=True)
    item = models.ForeignKey(Item, models.CASCADE, related_name="+", verbose_name="vraag")
    verdict = models.CharField("oordeel", max_length=12, choices=VerdictName.choices)
    pupils = models.PositiveIntegerField("leerlingen")
    p = models.FloatField("gemiddelde (%)", null=True)

    class Meta:
        verbose_name = "referentiecijfer van een vraag"
        verbose_name_plural = "referentiecijfers van vragen"
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "zone", "item"], name="reference_item_once"
            ),
            models.CheckConstraint(
                condition=Q(verdict="SHOWN", p__isnull=False)
                | ~Q(verdict="SHOWN") & Q(p__isnull=True),
                name="reference_hidden_item_is_not_stored",
            ),
        ]
        triggers = [_frozen()]

    def __str__(self) -> str:
        return f"{self.item} {self.zone}".strip()
