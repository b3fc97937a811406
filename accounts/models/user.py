"""A person, known by e-mail address."""

import uuid

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from accounts.eid.status import EidStatus


class UserManager(BaseUserManager):
    @staticmethod
    def normalize(email: str) -> str:
        """The form in which an address is stored."""
        return email.strip().lower()

    def with_email(self, email: str) -> models.QuerySet["User"]:
        """The person with this address, ignoring case; through the unique index."""
        return self.alias(address=Lower("email")).filter(address=self.normalize(email))

    def get_by_natural_key(self, email: str) -> "User":
        return self.with_email(email).get()

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """One person; what they may do in a school is said by their memberships."""

    # Stable and meaningless: what other systems (Moodle) know the person by.
    public_id = models.UUIDField("vaste sleutel", default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("e-mailadres", max_length=254)
    first_name = models.CharField("voornaam", max_length=80)
    last_name = models.CharField("naam", max_length=80)
    is_staff = models.BooleanField("medewerker van de helpdesk", default=False)
    is_active = models.BooleanField(
        "actief", default=True, help_text="Uit: deze persoon kan zich niet meer aanmelden."
    )
    created_at = models.DateTimeField("aangemaakt op", auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    objects = UserManager()

    class Meta:
        verbose_name = "persoon"
        verbose_name_plural = "personen"
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="Er is al iemand met dit e-mailadres.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def clean(self) -> None:
        self.email = User.objects.normalize(self.email)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.first_name

    @property
    def has_password(self) -> bool:
        return bool(self.password) and self.has_usable_password()

    @property
    def eid_status(self) -> EidStatus:
        """One query, unless eid_link is at hand (`select_related`)."""
        link = getattr(self, "eid_link", None)
        return link.status if link else EidStatus.NOT_LINKED
