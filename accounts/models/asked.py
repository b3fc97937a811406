"""What somebody asked on a page and the worker answers by mail, so that the page itself needs
to know nothing and takes the same time for everybody."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class ForgottenRequest(models.Model):
    """Wachtwoord vergeten? as it was typed. Gone once it is answered, with a mail or without."""

    institution_number = models.PositiveIntegerField()
    email = models.CharField(max_length=254)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"nieuw wachtwoord gevraagd bij {self.institution_number}"


class EmailChangeQuerySet(models.QuerySet):
    def open(self) -> "EmailChangeQuerySet":
        """Those that wait: for the mail to go out, or for its reader."""
        return self.filter(closed_at=None, expires_at__gt=timezone.now())


class EmailChange(models.Model):
    """Another e-mail address, wanted by a person and theirs once its reader confirms it.

    The worker makes the token and mails it; only its hash is kept. An address that somebody else
    has looks the same here, but its mail is another and holds no token.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="email_changes")
    email = models.EmailField("nieuw e-mailadres", max_length=254)
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    created_at = models.DateTimeField("gevraagd op", auto_now_add=True)
    expires_at = models.DateTimeField("geldig tot")
    answered_at = models.DateTimeField("mail gemaakt op", null=True, blank=True)
    closed_at = models.DateTimeField("gebruikt of ingetrokken op", null=True, blank=True)

    objects = EmailChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(closed_at=None), name="email_change_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} naar {self.email}"
