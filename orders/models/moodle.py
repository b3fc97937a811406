"""Access to Moodle: what it should be, and what Moodle was last told."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from schools.models import Edition, School


class AccessState(models.TextChoices):
    ACTIVE = "active", "toegang"
    SUSPENDED = "suspended", "geen toegang"


class PushState(models.TextChoices):
    WAITING = "waiting", "wordt klaargezet"
    DONE = "done", "klaar"
    FAILED = "failed", "mislukt"


class MoodleAccessQuerySet(models.QuerySet):
    def for_school(self, school) -> "MoodleAccessQuerySet":
        return self.filter(school=school)


class MoodleAccess(models.Model):
    """One person's access to one edition's courses through one school.

    `desired` follows from participation and memberships; `pushed` is what Moodle last accepted
    (empty: nothing yet). The two differ, or `fingerprint` does: the sync has work.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="persoon"
    )
    school = models.ForeignKey(School, models.PROTECT, related_name="+", verbose_name="school")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name="editie")
    desired = models.CharField("gewenst", max_length=10, choices=AccessState.choices)
    # Hash of name, e-mail and role as they should be in Moodle / as Moodle last accepted them.
    desired_fingerprint = models.CharField(max_length=64, editable=False)
    pushed_fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    pushed = models.CharField("in Moodle", max_length=10, choices=AccessState.choices, blank=True)
    pushed_at = models.DateTimeField("laatst doorgegeven op", null=True, blank=True)
    moodle_user_id = models.PositiveBigIntegerField("nummer in Moodle", null=True, blank=True)
    state = models.CharField(
        "toestand", max_length=10, choices=PushState.choices, default=PushState.WAITING
    )
    error = models.CharField("laatste fout", max_length=300, blank=True)

    objects = MoodleAccessQuerySet.as_manager()

    class Meta:
        verbose_name = "toegang tot Moodle"
        verbose_name_plural = "toegangen tot Moodle"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "school", "edition"], name="moodle_access_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="done")
                | Q(pushed=F("desired"), pushed_fingerprint=F("desired_fingerprint")),
                name="moodle_access_done_is_pushed",
            ),
        ]
        indexes = [models.Index(fields=["state", "school"], name="moodle_access_sweep")]

    def __str__(self) -> str:
        return f"{self.user}, {self.edition}"


class MoodleHealth(models.Model):
    """How the connection with Moodle is; one row. An empty `problem` means that it works."""

    problem = models.CharField("wat er misgaat", max_length=300, blank=True)
    # Somebody has to mend something; otherwise it passes by itself.
    needs_repair = models.BooleanField("iemand moet iets herstellen", default=False)
    since = models.DateTimeField("sinds", null=True, blank=True)
    worked_at = models.DateTimeField("werkte laatst op", null=True, blank=True)
    # The problem that the helpdesk was mailed about; kept until all works again.
    alarm = models.CharField("gemeld aan de helpdesk", max_length=300, blank=True)
    # What the last check found: [{"title", "sentence", "is_good"}].
    checks = models.JSONField("controle", default=list, blank=True)
    checked_at = models.DateTimeField("gecontroleerd op", null=True, blank=True)

    class Meta:
        verbose_name = "Moodle-verbinding"
        verbose_name_plural = "Moodle-verbinding"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="moodle_health_one_row"),
        ]

    def __str__(self) -> str:
        return self.problem or "De verbinding met Moodle werkt."


class MoodleTurn(models.Model):
    """Who may talk to Moodle now, and until when; one row. A worker that disappears loses its turn
    by the clock, wherever it ran."""

    holder = models.UUIDField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="moodle_turn_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.until}"


class MoodleComparison(models.Model):
    """A comparison of Moodle with what the portal desires, and what it found and mended."""

    started_at = models.DateTimeField("begonnen op", auto_now_add=True)
    finished_at = models.DateTimeField("klaar op", null=True, blank=True)
    people = models.PositiveIntegerField("vergeleken personen", default=0)
    mended = models.JSONField("hersteld", default=list, blank=True)
    unmended = models.JSONField("nog niet hersteld", default=list, blank=True)

    class Meta:
        verbose_name = "vergelijking met Moodle"
        verbose_name_plural = "vergelijkingen met Moodle"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Vergelijking {self.pk}"


class MoodleCall(models.Model):
    """A call that the built-in stand-in received: what a real Moodle would have been asked."""

    function = models.CharField("functie", max_length=80)
    fields = models.JSONField("velden", default=dict)
    made_at = models.DateTimeField("op", auto_now_add=True)

    class Meta:
        verbose_name = "aanroep van de Moodle-stand-in"
        verbose_name_plural = "aanroepen van de Moodle-stand-in"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.function
