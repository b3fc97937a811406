"""Invoices and credit notes. Once made, they never change: the database refuses."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from orders.models.order import Order
from orders.models.revision import OrderRevision, amount_field
from schools.models import Edition

# A document says what its lines come to, from the moment that it is written until for ever.
ADDS_UP = """
    IF (SELECT net_total FROM orders_invoice WHERE id = NEW.{key})
        IS DISTINCT FROM
        (SELECT SUM(amount) FROM orders_invoiceline WHERE invoice_id = NEW.{key})
    THEN
        RAISE EXCEPTION 'invoice_lines_add_up' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
"""


def final(name: str) -> list:
    return [pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)]


def adds_up(name: str, key: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=ADDS_UP.format(key=key),
    )


class RunKind(models.TextChoices):
    TESTS = "tests", "toetsen (juni)"
    REPORT = "report", "schoolfeedbackrapport (najaar)"


class InvoiceRun(models.Model):
    """Invoicing one thing of one edition: once begun, it can be gone on with as often as needed."""

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="invoice_runs", verbose_name="editie"
    )
    kind = models.CharField("waarvoor", max_length=10, choices=RunKind.choices)
    created_at = models.DateTimeField("begonnen op", auto_now_add=True)

    class Meta:
        verbose_name = "facturatie"
        verbose_name_plural = "facturaties"
        ordering = ["-edition__year", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind"],
                name="invoice_run_once",
                violation_error_message="Deze facturatie bestaat al: open ze in de lijst.",
            ),
            models.CheckConstraint(condition=Q(kind__in=RunKind.values), name="run_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}, {self.get_kind_display()}"

    @property
    def subject(self) -> str:
        """What it is for, without the season."""
        name = "toetsen" if self.kind == RunKind.TESTS else "schoolfeedbackrapport"
        return f"{self.edition}, {name}"


class InvoiceCounter(models.Model):
    """The last number given in a year. Locked by whoever takes the next: no gaps, nothing twice."""

    year = models.PositiveSmallIntegerField("jaar", primary_key=True)
    last = models.PositiveIntegerField("laatste nummer", default=0)

    class Meta:
        verbose_name = "laatste factuurnummer"
        verbose_name_plural = "laatste factuurnummers"

    def __str__(self) -> str:
        return f"{self.year}-{self.last:04d}"


class Invoice(models.Model):
    """An invoice, or a credit note that takes one back (`credits`), with everything as it was.

    `version` counts the invoices of an order in a run: a second one needs the first one credited.
    """

    year = models.PositiveSmallIntegerField("jaar")
    sequence = models.PositiveIntegerField("volgnummer")
    run = models.ForeignKey(
        InvoiceRun, models.PROTECT, related_name="invoices", verbose_name="facturatie"
    )
    order = models.ForeignKey(
        Order, models.PROTECT, related_name="invoices", verbose_name="bestelling"
    )
    revision = models.ForeignKey(
        OrderRevision, models.PROTECT, related_name="invoices", verbose_name="bevestigde versie"
    )
    version = models.PositiveSmallIntegerField("de hoeveelste factuur van deze bestelling")
    credits = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="credited_by",
        verbose_name="crediteert",
    )
    reason = models.CharField("reden", max_length=200, blank=True)
    is_last = models.BooleanField("niet opnieuw factureren", default=False)
    issued_on = models.DateField("datum")
    due_on = models.DateField("vervaldag", null=True, blank=True)
    order_number = models.CharField("bestelnummer van de school", max_length=40, blank=True)
    communication = models.CharField("gestructureerde mededeling", max_length=20, blank=True)
    school_name = models.CharField("school", max_length=200)
    institution_number = models.PositiveIntegerField("instellingsnummer")
    debtor_name = models.CharField("debiteur", max_length=200)
    debtor_number = models.CharField("KBO-nummer van de debiteur", max_length=10)
    debtor_street_line = models.CharField("straat en nummer", max_length=130)
    debtor_postal_code = models.CharField("postcode", max_length=4)
    debtor_municipality = models.CharField("gemeente", max_length=80)
    debtor_email = models.EmailField("e-mailadres voor facturen", max_length=254, blank=True)
    seller = models.JSONField("verkoper")
    vat_percentage = models.DecimalField("btw-tarief (%)", max_digits=4, decimal_places=2)
    vat_exemption = models.CharField("reden van vrijstelling", max_length=200, blank=True)
    net_total = amount_field("netto")
    vat_total = amount_field("btw")
    total = amount_field("totaal")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="gemaakt door"
    )
    made_at = models.DateTimeField("gemaakt op", auto_now_add=True)

    class Meta:
        verbose_name = "factuur"
        verbose_name_plural = "facturen"
        ordering = ["year", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["year", "sequence"], name="invoice_number_unique"),
            models.UniqueConstraint(
                fields=["order", "run", "version"],
                condition=Q(credits=None),
                name="invoice_once_per_order",
            ),
            models.CheckConstraint(
                condition=Q(total=F("net_total") + F("vat_total"), net_total__gt=0),
                name="invoice_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(credits=None, due_on__isnull=False, is_last=False, reason="")
                & ~Q(communication="")
                | Q(credits__isnull=False, due_on=None, communication="") & ~Q(reason=""),
                name="invoice_or_credit_note",
            ),
        ]
        triggers = [*final("invoice_is_final"), adds_up("invoice_adds_up", "id")]

    def __str__(self) -> str:
        return f"{self.kind_word} {self.number}"

    @property
    def number(self) -> str:
        """`2027-0001`"""
        return f"{self.year}-{self.sequence:04d}"

    @property
    def is_credit_note(self) -> bool:
        return self.credits_id is not None

    @property
    def kind_word(self) -> str:
        return "creditnota" if self.is_credit_note else "factuur"


class InvoiceLine(models.Model):
    """So many of something, at a price each."""

    invoice = models.ForeignKey(
        Invoice, models.PROTECT, related_name="lines", verbose_name="factuur"
    )
    description = models.CharField("omschrijving", max_length=100)
    detail = models.CharField("waar", max_length=450, blank=True)
    quantity = models.PositiveIntegerField("aantal")
    unit_price = amount_field("prijs per stuk")
    amount = amount_field("bedrag")

    class Meta:
        verbose_name = "factuurlijn"
        verbose_name_plural = "factuurlijnen"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=F("quantity") * F("unit_price"), amount__gt=0),
                name="invoice_line_adds_up",
            ),
        ]
        triggers = [*final("invoice_line_is_final"), adds_up("invoice_line_adds_up", "invoice_id")]

    def __str__(self) -> str:
        return self.description
