"""Which eID belongs to which account."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.eid.names import same_names
from accounts.eid.status import EidStatus


@pghistory.track(exclude=["last_used_at"])
class EidLink(models.Model):
    """(issuer, subject) is the key; names and e-mail addresses never link by themselves.

    The names are those of the eID as last received. The status is derived from them, so that
    changing the name of the account changes it at once, wherever that is done.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="eid_link", verbose_name="persoon"
    )
    issuer = models.CharField("uitgever", max_length=255)
    subject = models.CharField("sleutel bij de uitgever", max_length=255)
    first_name = models.CharField("voornaam op de eID", max_length=200, blank=True)
    last_name = models.CharField("naam op de eID", max_length=200, blank=True)
    linked_at = models.DateTimeField("gekoppeld op", auto_now_add=True)
    last_used_at = models.DateTimeField("laatst gebruikt op", null=True, blank=True)

    class Meta:
        verbose_name = "eID-koppeling"
        verbose_name_plural = "eID-koppelingen"
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"],
                name="eid_link_once",
                violation_error_message="Deze eID is al aan een andere account gekoppeld.",
            ),
            models.CheckConstraint(
                condition=~Q(issuer="") & ~Q(subject=""), name="eid_link_names_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"eID van {self.user}"

    @property
    def status(self) -> EidStatus:
        ours = (self.user.first_name, self.user.last_name)
        same = same_names(ours, (self.first_name, self.last_name))
        return EidStatus.LINKED if same else EidStatus.PROBLEM
