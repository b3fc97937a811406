"""What a person is in a school, and since or until when."""

from datetime import datetime

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.roles import Role
from ovsgtoets.kernel.clock import today


class MembershipQuerySet(models.QuerySet):
    def for_school(self, school) -> "MembershipQuerySet":
        return self.filter(school=school)

    def active(self) -> "MembershipQuerySet":
        """Those that give access today: not ended, not past their end date, person not locked."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today()),
            ended_at__isnull=True,
            user__is_active=True,
        )


@pghistory.track()
class Membership(models.Model):
    """One role of one person in one school. Ended memberships stay, for what the person entered."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name="persoon"
    )
    school = models.ForeignKey(
        "schools.School", models.PROTECT, related_name="memberships", verbose_name="school"
    )
    role = models.CharField("rol", max_length=20, choices=Role.choices)
    ends_on = models.DateField("tot en met", null=True, blank=True)
    ended_at = models.DateTimeField("beëindigd op", null=True, blank=True)
    created_at = models.DateTimeField("sinds", auto_now_add=True)
    # Until the person first comes to work in this school, the school knows of them only what it
    # typed itself: whether somebody has an account already is not its business.
    invited_first_name = models.CharField("voornaam (getypt)", max_length=80, blank=True)
    invited_last_name = models.CharField("naam (getypt)", max_length=80, blank=True)
    invited_email = models.EmailField("e-mailadres (getypt)", max_length=254, blank=True)
    invited_at = models.DateTimeField("uitgenodigd op", null=True, blank=True)
    accepted_at = models.DateTimeField("hier begonnen op", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "rol in een school"
        verbose_name_plural = "rollen in scholen"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "school", "role"],
                condition=Q(ended_at__isnull=True),
                name="membership_once_per_role",
                violation_error_message="Deze persoon heeft deze rol al in deze school.",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

    @property
    def is_running(self) -> bool:
        """Whether it gives access today; what `active()` asks the database."""
        in_time = self.ends_on is None or self.ends_on >= today()
        return self.ended_at is None and in_time and self.user.is_active

    @property
    def shown_name(self) -> str:
        """What people of this school see: the typed name until the person came."""
        typed = f"{self.invited_first_name} {self.invited_last_name}".strip()
        return str(self.user) if self.accepted_at else typed or self.shown_email

    @property
    def by_name(self) -> tuple[str, str]:
        """To sort people by name the way the school knows it."""
        last_name = self.user.last_name if self.accepted_at else self.invited_last_name
        return last_name.casefold(), self.shown_name.casefold()

    @property
    def shown_email(self) -> str:
        return self.user.email if self.accepted_at else self.invited_email or self.user.email

    @property
    def invitation_ends_at(self) -> datetime | None:
        """Until when the link in the newest invitation works; the same for everybody invited."""
        return self.invited_at and self.invited_at + settings.INVITATION_VALID_FOR

    @property
    def role_in_sentence(self) -> str:
        """`leerkracht LO`: the role as it stands within a sentence."""
        label = self.get_role_display()
        return label[0].lower() + label[1:]
