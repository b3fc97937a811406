"""What the tests of an edition cost."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact

from orders.pricing import Prices, Tier
from ovsgtoets.kernel.clock import today
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


def cardinality(name: str) -> Func:
    return Func(F(name), function="CARDINALITY", output_field=models.IntegerField())


class PriceListQuerySet(models.QuerySet):
    def in_force(self, edition: Edition) -> "PriceListQuerySet":
        """The lists of the edition whose day has come, the one that counts first."""
        return (
            self.filter(edition=edition)
            .filter(Q(counts_from=None) | Q(counts_from__lte=today()))
            .order_by("-version")
        )

    def hold_in_force(self, edition: Edition) -> "PriceList | None":
        """The list that counts today, held until the commit so that its prices can't change."""
        found = self.raw(
            "SELECT * FROM orders_pricelist WHERE edition_id = %s"
            " AND (counts_from IS NULL OR counts_from <= %s)"
            " ORDER BY version DESC LIMIT 1 FOR SHARE",
            [edition.pk, today()],
        )
        return next(iter(found), None)


class PriceList(models.Model):
    """The prices of an edition. The newest version whose day has come counts (a Belgian day, from
    midnight); one that was used stays as it was.

    The tiers of delivery are two columns of this row instead of rows of their own, so that
    whoever holds the list holds all of its prices.
    """

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="price_lists", verbose_name="editie"
    )
    version = models.PositiveSmallIntegerField("versie", default=1)
    counts_from = models.DateField(
        "telt vanaf", null=True, blank=True, help_text="Leeg: vanaf de eerste dag."
    )
    copy_price = price_field("prijs per exemplaar")
    bundle_price = price_field("prijs per bijkomende instructiebundel")
    copies_per_free_bundle = models.PositiveSmallIntegerField(
        "één gratis instructiebundel per begonnen … exemplaren",
        default=10,
        validators=[MinValueValidator(1)],
    )
    delivery_price = price_field("prijs levering per adres")
    tier_copies = ArrayField(
        models.PositiveIntegerField(),
        verbose_name="levering tot … exemplaren",
        default=list,
        blank=True,
    )
    tier_prices = ArrayField(
        price_field("prijs"), verbose_name="prijs van die levering", default=list, blank=True
    )
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

    objects = PriceListQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Exact(cardinality("tier_copies"), cardinality("tier_prices")),
                name="price_list_tiers_are_pairs",
                violation_error_message="Elke grens van levering heeft een prijs nodig.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="tiers_go_up",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM (
                            SELECT up_to, price, LAG(up_to, 1, 0) OVER (ORDER BY place) AS before
                            FROM UNNEST(NEW.tier_copies, NEW.tier_prices)
                                WITH ORDINALITY AS tier (up_to, price, place)
                        ) AS tiers
                        WHERE up_to IS NULL OR up_to <= before OR price IS NULL OR price < 0
                    ) THEN
                        RAISE EXCEPTION 'price_list_tiers_go_up' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            ),
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
            tiers=tuple(
                Tier(up_to, price)
                for up_to, price in zip(self.tier_copies, self.tier_prices, strict=True)
            ),
        )
