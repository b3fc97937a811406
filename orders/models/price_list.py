"""What the tests of an edition cost."""

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from orders.pricing import Prices
from schools.models import Edition

EXEMPTION = "Vrijgesteld van btw"


def price_field(label: str, **options) -> models.DecimalField:
    return models.DecimalField(
        f"{label} (EUR)",
        max_digits=7,
        decimal_places=2,
        validators=[MinValueValidator(0)],
        **options,
    )


class PriceList(models.Model):
    """The prices of an edition. The newest version counts; one that was used stays as it was."""

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="price_lists", verbose_name="editie"
    )
    version = models.PositiveSmallIntegerField("versie", default=1)
    copy_price = price_field("prijs per exemplaar")
    bundle_price = price_field("prijs per bijkomende instructiebundel")
    copies_per_free_bundle = models.PositiveSmallIntegerField(
        "één gratis instructiebundel per begonnen … exemplaren",
        default=10,
        validators=[MinValueValidator(1)],
    )
    delivery_price = price_field("prijs levering per adres")
    report_price = price_field(
        "prijs van het schoolfeedbackrapport",
        null=True,
        blank=True,
        help_text="Leeg: nog niet bekend. Tot dan wordt er geen rapport gefactureerd.",
    )
    vat_percentage = models.DecimalField(
        "btw-tarief (%)",
        max_digits=4,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text="0: vrijgesteld. Anders komt de btw op de factuur bij de prijzen hierboven.",
    )
    vat_exemption = models.CharField(
        "reden van vrijstelling",
        max_length=200,
        blank=True,
        default=EXEMPTION,
        help_text="Staat op de factuur wanneer het tarief 0 is.",
    )
    minimum_copies = models.PositiveSmallIntegerField("minimum aantal exemplaren", default=10)
    created_at = models.DateTimeField("gemaakt op", auto_now_add=True)

    class Meta:
        verbose_name = "prijslijst"
        verbose_name_plural = "prijslijsten"
        ordering = ["-edition__year", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "version"], name="price_list_version_unique"
            ),
            models.CheckConstraint(
                condition=Q(copy_price__gte=0, bundle_price__gte=0, delivery_price__gte=0),
                name="price_list_not_negative",
                violation_error_message="Een prijs kan niet negatief zijn.",
            ),
            models.CheckConstraint(
                condition=Q(vat_percentage__gte=0)
                & (Q(report_price=None) | Q(report_price__gte=0)),
                name="price_list_report_and_vat",
                violation_error_message="Een prijs en een tarief kunnen niet negatief zijn.",
            ),
            models.CheckConstraint(
                condition=Q(vat_percentage__gt=0) | ~Q(vat_exemption=""),
                name="price_list_exemption_has_reason",
                violation_error_message="Geef de reden van de vrijstelling van btw.",
            ),
            models.CheckConstraint(
                condition=Q(copies_per_free_bundle__gte=1), name="price_list_free_bundle_rule"
            ),
        ]
        triggers = [
            # Waits for confirmations that hold the row FOR SHARE, and then sees their revisions.
            pgtrigger.Trigger(
                name="used_price_list_is_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(),
                func="""
                    IF EXISTS (SELECT 1 FROM orders_orderrevision WHERE price_list_id = OLD.id) THEN
                        RAISE EXCEPTION 'used_price_list_is_final' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}, versie {self.version}"

    @property
    def prices(self) -> Prices:
        """What the calculation needs of it."""
        return Prices(
            copy_price=self.copy_price,
            bundle_price=self.bundle_price,
            delivery_price=self.delivery_price,
            copies_per_free_bundle=self.copies_per_free_bundle,
        )
