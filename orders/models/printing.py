"""What went to the printer and the courier: when, by whom, and which confirmed versions."""

import pgtrigger
from django.conf import settings
from django.db import models

from orders.models.revision import OrderRevision
from schools.models import Edition


class PrintExport(models.Model):
    """A list for the printer, taken at a moment: everything, or only what changed since the last.

    Its file can be made again at any time, for what it names never changes.
    """

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="print_exports", verbose_name="editie"
    )
    number = models.PositiveSmallIntegerField("nummer")
    only_changes = models.BooleanField("enkel wat wijzigde")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="genomen door"
    )
    taken_at = models.DateTimeField("genomen op", auto_now_add=True)
    revisions = models.ManyToManyField(
        OrderRevision, through="PrintedRevision", related_name="print_exports", verbose_name="versies"
    )  # fmt: skip

    class Meta:
        verbose_name = "druklijst"
        verbose_name_plural = "druklijsten"
        ordering = ["-edition__year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "number"], name="print_export_number_unique"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="print_export_is_final", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"druklijst {self.number}, {self.edition}"


class PrintedRevision(models.Model):
    """That a confirmed version stood on a list for the printer."""

    export = models.ForeignKey(
        PrintExport, models.PROTECT, related_name="printed", verbose_name="druklijst"
    )
    revision = models.ForeignKey(
        OrderRevision, models.PROTECT, related_name="printed", verbose_name="bevestigde versie"
    )

    class Meta:
        verbose_name = "gedrukte versie"
        verbose_name_plural = "gedrukte versies"
        constraints = [
            models.UniqueConstraint(fields=["export", "revision"], name="printed_once_per_export"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="printed_is_final", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision} op {self.export}"
