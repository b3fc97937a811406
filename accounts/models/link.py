"""A link in a mail with which a person sets a password: used once, and not for ever."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone


class LinkPurpose(models.TextChoices):
    INVITATION = "invitation", "uitnodiging"
    RESET = "reset", "nieuw wachtwoord"


@pghistory.track(
    pghistory.InsertEvent(),
    fields=["user", "school", "purpose"],
    model_name="PasswordLinkEvent",
)
class PasswordLink(models.Model):
    """Only the hash of the token is kept; the token itself stands in the mail alone."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="password_links",
        verbose_name="persoon",
    )
    purpose = models.CharField("doel", max_length=12, choices=LinkPurpose.choices)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    # The school on whose behalf the mail was sent; it names that school and no other.
    school = models.ForeignKey("schools.School", models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField("verstuurd op", auto_now_add=True)
    expires_at = models.DateTimeField("geldig tot")
    used_at = models.DateTimeField("gebruikt op", null=True, blank=True)

    class Meta:
        verbose_name = "wachtwoordlink"
        verbose_name_plural = "wachtwoordlinks"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} voor {self.user}"

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.expires_at > timezone.now()
