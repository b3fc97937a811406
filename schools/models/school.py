"""Schools and their sites."""

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import (
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
    validate_email,
)
from django.db import models
from django.db.models import Q

postal_code = RegexValidator(r"^[1-9]\d{3}$", "Een postcode heeft vier cijfers, bv. 9000.")


class Umbrella(models.TextChoices):
    OVSG = "ovsg", "OVSG"
    GO = "go", "GO!"
    KOV = "kov", "Katholiek Onderwijs Vlaanderen"
    POV = "pov", "POV"
    OKO = "oko", "OKO"
    OTHER = "other", "andere"


class SchoolKind(models.TextChoices):
    ORDINARY = "ordinary", "gewoon lager onderwijs"
    SPECIAL = "special", "buitengewoon lager onderwijs"


class Address(models.Model):
    """Street, number and town, as they stand on a parcel."""

    street = models.CharField("straat", max_length=100)
    house_number = models.CharField("huisnr", max_length=20)
    postal_code = models.CharField("postcode", max_length=4, validators=[postal_code])
    municipality = models.CharField("gemeente", max_length=80)

    class Meta:
        abstract = True

    @property
    def address_line(self) -> str:
        return f"{self.street} {self.house_number}, {self.postal_code} {self.municipality}"


@pghistory.track()
class School(Address):
    """A school, known by its instellingsnummer. Several schools may share an address."""

    institution_number = models.PositiveIntegerField(
        "instellingsnummer",
        unique=True,
        validators=[MinValueValidator(100), MaxValueValidator(999_999)],
    )
    name = models.CharField("naam", max_length=200)
    email = models.EmailField("e-mailadres van de school", max_length=254, blank=True)
    phone = models.CharField("telefoon", max_length=40, blank=True)
    umbrella = models.CharField(
        "net", max_length=10, choices=Umbrella.choices, default=Umbrella.OTHER
    )
    kind = models.CharField(
        "soort", max_length=10, choices=SchoolKind.choices, default=SchoolKind.ORDINARY
    )
    ses_percentage = models.DecimalField(
        "SES-percentage", max_digits=5, decimal_places=2, null=True, blank=True
    )
    ses_zone = models.CharField(
        "SES-zone",
        max_length=1,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]$", "Een SES-zone is één hoofdletter, bv. E.")],
    )
    board = models.ForeignKey(
        "schools.SchoolBoard",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="schools",
        verbose_name="schoolbestuur",
        help_text="Wie de facturen van deze school krijgt.",
    )
    two_step_from = models.DateField(
        "enkel tweestapsverificatie vanaf",
        null=True,
        blank=True,
        help_text="Vanaf deze dag volstaat een wachtwoord alleen niet meer. Leeg: geen verplichting.",
    )
    registered_at = models.DateTimeField("geregistreerd op", null=True, blank=True)
    is_demo = models.BooleanField("voorbeeldschool", default=False, editable=False)

    class Meta:
        verbose_name = "school"
        verbose_name_plural = "scholen"
        ordering = ["name", "institution_number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(institution_number__range=(100, 999_999)),
                name="school_institution_number_3_to_6_digits",
                violation_error_message="Een instellingsnummer heeft 3 tot 6 cijfers.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.institution_number})"

    @property
    def is_special(self) -> bool:
        return self.kind == SchoolKind.SPECIAL

    @property
    def is_ovsg(self) -> bool:
        return self.umbrella == Umbrella.OVSG

    @property
    def email_problem(self) -> str:
        """Why no mail can go to the school, to be read after its name; empty when it can."""
        if not self.email:
            return "heeft geen e-mailadres"
        try:
            validate_email(self.email)
        except ValidationError:
            return f"heeft een e-mailadres dat niet klopt: {self.email}"
        return ""


class SiteQuerySet(models.QuerySet):
    def for_school(self, school) -> "SiteQuerySet":
        return self.filter(school=school)


class Site(Address):
    """A vestigingsplaats: known by the school's number and its own within the school."""

    school = models.ForeignKey(School, models.CASCADE, related_name="sites", verbose_name="school")
    sequence = models.PositiveSmallIntegerField("intern volgnummer")
    name = models.CharField("naam", max_length=200)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = "vestigingsplaats"
        verbose_name_plural = "vestigingsplaatsen"
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["school", "sequence"], name="site_sequence_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """146001 and 2 → `14600102`."""
        return f"{self.school.institution_number}{self.sequence:02d}"
