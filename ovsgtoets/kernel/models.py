"""A job: background work that a person waits for, with its progress and its file; and addresses
where mail does not arrive."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ovsgtoets.kernel.job_files import path_of


class JobState(models.TextChoices):
    QUEUED = "queued", "staat klaar"
    RUNNING = "running", "bezig"
    DONE = "done", "klaar"
    FAILED = "failed", "mislukt"


class Job(models.Model):
    """One piece of work. `kind` names the function registered in `jobs.py`; `arguments` its input.

    The owner and the school decide who may see it and fetch its file.
    """

    kind = models.CharField("soort", max_length=60)
    arguments = models.JSONField("invoer", default=dict)
    title = models.CharField("titel", max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="voor"
    )
    school = models.ForeignKey(
        "schools.School", models.CASCADE, null=True, related_name="+", verbose_name="school"
    )
    state = models.CharField(
        "toestand", max_length=10, choices=JobState.choices, default=JobState.QUEUED
    )
    done = models.PositiveIntegerField("klaar", default=0)
    total = models.PositiveIntegerField("in totaal", default=0)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    error = models.CharField("fout", max_length=300, blank=True)
    file = models.FileField("bestand", upload_to=path_of, blank=True)
    filename = models.CharField("bestandsnaam", max_length=120, blank=True)
    created_at = models.DateTimeField("gevraagd op", auto_now_add=True)
    beat_at = models.DateTimeField("laatste teken", auto_now=True)

    class Meta:
        verbose_name = "achtergrondtaak"
        verbose_name_plural = "achtergrondtaken"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "beat_at"], name="job_sweep")]
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="job_done_within_total"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0

    @property
    def is_open(self) -> bool:
        return self.state in (JobState.QUEUED, JobState.RUNNING)


class BouncedAddress(models.Model):
    """Mail to this address comes back. Kept by address, as a person may take another one."""

    email = models.EmailField("e-mailadres", max_length=254, unique=True)
    bounced_at = models.DateTimeField("teruggekeerd op")

    class Meta:
        verbose_name = "adres waar mail terugkeert"
        verbose_name_plural = "adressen waar mail terugkeert"

    def __str__(self) -> str:
        return self.email
