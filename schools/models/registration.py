"""The code with which a school registers, and what was typed so far."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from schools.models.school import School


class RegistrationCodeQuerySet(models.QuerySet):
    def usable(self) -> "RegistrationCodeQuerySet":
        """Those that still open the registration: not used, not past their end date."""
        return self.filter(used_at=None, expires_at__gt=timezone.now())


class RegistrationCode(models.Model):
    """Only a keyed hash is kept; the code itself stands in the mail alone. It works once."""

    school = models.ForeignKey(
        School, models.CASCADE, related_name="registration_codes", verbose_name="school"
    )
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    sent_to = models.EmailField("verstuurd naar", max_length=254)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="verstuurd door",
    )
    created_at = models.DateTimeField("verstuurd op", auto_now_add=True)
    expires_at = models.DateTimeField("geldig tot")
    used_at = models.DateTimeField("gebruikt op", null=True, blank=True)

    objects = RegistrationCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "registratiecode"
        verbose_name_plural = "registratiecodes"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"registratiecode van {self.school}"

    @staticmethod
    def end_of_new() -> datetime:
        """Until when a code that is made now works: the end of a Belgian day."""
        last_day = timezone.localtime(timezone.now() + settings.REGISTRATION_CODE_VALID_FOR)
        return last_day.replace(hour=23, minute=59, second=59, microsecond=0)

    @property
    def is_usable(self) -> bool:
        return self.used_at is None and self.expires_at > timezone.now()


class RegistrationDraft(models.Model):
    """What a school typed in step 1, so that leaving half-way loses nothing."""

    school = models.OneToOneField(School, models.CASCADE, related_name="registration_draft")
    data = models.JSONField("ingevuld", default=dict)
    updated_at = models.DateTimeField("laatst bewaard", auto_now=True)

    def __str__(self) -> str:
        return f"registratie van {self.school}"
