"""The school board: who pays for its schools."""

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from stdnum.be import vat
from stdnum.exceptions import ValidationError as WrongNumber

from schools.models.school import Address, postal_code


def check_enterprise_number(number: str) -> None:
    if not vat.is_valid(number):
        raise ValidationError(
            "Dit KBO-nummer klopt niet. Het heeft tien cijfers, bv. 0207.500.123; kijk ze na."
        )


@pghistory.track()
class SchoolBoard(Address):
    """One board may have many schools. What is open can be filled in later, but nothing is
    invoiced to a board without a number and an address."""

    name = models.CharField("naam", max_length=200)
    enterprise_number = models.CharField(
        "KBO-nummer",
        max_length=20,
        blank=True,
        validators=[check_enterprise_number],
        help_text="Ook het adres op Peppol (0208).",
    )
    street = models.CharField("straat", max_length=100, blank=True)
    house_number = models.CharField("huisnr", max_length=20, blank=True)
    postal_code = models.CharField("postcode", max_length=4, blank=True, validators=[postal_code])
    municipality = models.CharField("gemeente", max_length=80, blank=True)
    email = models.EmailField("e-mailadres voor facturen", max_length=254, blank=True)

    class Meta:
        verbose_name = "schoolbestuur"
        verbose_name_plural = "schoolbesturen"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise_number"],
                condition=~Q(enterprise_number=""),
                name="school_board_number_unique",
                violation_error_message="Er is al een schoolbestuur met dit KBO-nummer.",
            ),
            models.CheckConstraint(
                condition=Q(enterprise_number="") | Q(enterprise_number__regex=r"^[01][0-9]{9}$"),
                name="school_board_number_ten_digits",
                violation_error_message="Een KBO-nummer heeft tien cijfers.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean_fields(self, exclude=None) -> None:
        """`BE 0207.500.123` is stored as its ten digits."""
        super().clean_fields(exclude=exclude)
        if self.enterprise_number:
            self.enterprise_number = vat.compact(self.enterprise_number)

    @property
    def missing(self) -> list[str]:
        """What an invoice needs and is not filled in, or is not right; in words."""
        found = [] if _is_number(self.enterprise_number) else ["het KBO-nummer"]
        address = (self.street, self.house_number, self.postal_code, self.municipality)
        return found if all(address) else [*found, "het adres"]


def _is_number(number: str) -> bool:
    try:
        return bool(vat.validate(number))
    except WrongNumber:
        return False
