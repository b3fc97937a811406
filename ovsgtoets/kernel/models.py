"""A job: background work that a person waits for, with its progress and its file; and addresses
where mail does not arrive."""

import math
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ovsgtoets.kernel.job_files import path_of


class JobState(models.TextChoices):
    QUEUED = "queued", "staat klaar"
    RUNNING = "running", "bezig"
    DONE = "done", "klaar"
    FAILED = "failed", "mislukt"
    CANCELLED = "cancelled", "gestopt"


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
    unit = models.CharField("wat er geteld wordt", max_length=40, blank=True)
    error = models.CharField("fout", max_length=300, blank=True)
    file = models.FileField("bestand", upload_to=path_of, blank=True)
    filename = models.CharField("bestandsnaam", max_length=120, blank=True)
    created_at = models.DateTimeField("gevraagd op", auto_now_add=True)
    started_at = models.DateTimeField("begonnen op", null=True, blank=True)
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

    @property
    def kept_until(self) -> datetime:
        """From then on the sweep removes it with its file."""
        return self.created_at + timedelta(days=settings.JOB_KEPT_DAYS)

    @property
    def seconds_left(self) -> int | None:
        """How long it will take at the pace so far; None as long as nobody can say."""
        if self.state != JobState.RUNNING or not self.done or not self.started_at:
            return None
        elapsed = (timezone.now() - self.started_at).total_seconds()
        return math.ceil(elapsed / self.done * (self.total - self.done))


class JobPart(models.Model):
    """A part of a job that several workers make at once: `arguments` say which, `total` how much.

    Kept until its job is done, so that what was made before a worker was killed is not made again.
    """

    job = models.ForeignKey(Job, models.CASCADE, related_name="parts", verbose_name="taak")
    number = models.PositiveSmallIntegerField("nummer")
    arguments = models.JSONField("invoer", default=dict)
    state = models.CharField(
        "toestand", max_length=10, choices=JobState.choices, default=JobState.QUEUED
    )
    done = models.PositiveIntegerField("klaar", default=0)
    total = models.PositiveIntegerField("in totaal")
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    file = models.CharField("bestand", max_length=200, blank=True)
    beat_at = models.DateTimeField("laatste teken", auto_now=True)

    class Meta:
        verbose_name = "deel van een achtergrondtaak"
        verbose_name_plural = "delen van achtergrondtaken"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="job_part_once"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="part_done_in_total"),
        ]

    def __str__(self) -> str:
        return f"{self.job}, deel {self.number}"


class BouncedAddress(models.Model):
    """Mail to this address comes back. Kept by address, as a person may take another one."""

    email = models.EmailField("e-mailadres", max_length=254, unique=True)
    bounced_at = models.DateTimeField("teruggekeerd op")

    class Meta:
        verbose_name = "adres waar mail terugkeert"
        verbose_name_plural = "adressen waar mail terugkeert"

    def __str__(self) -> str:
        return self.email
