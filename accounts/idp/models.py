"""What only the provider needs to remember of a person."""

from django.conf import settings
from django.db import models


class DoubtedAddress(models.Model):
    """The person's e-mail address was typed by somebody else, and nobody read a mail there yet."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"e-mailadres van {self.user}"
