"""What a person is in a school, and since or until when."""

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
    def role_in_sentence(self) -> str:
        """`leerkracht LO`: the role as it stands within a sentence."""
        label = self.get_role_display()
        return label[0].lower() + label[1:]
