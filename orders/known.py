"""What the portal knows beside an order: the pupils and teachers per site, and last year's numbers.

A delivery address is a site when it has the name and the address of a site of this very school
(capitals, spaces and signs aside). Several schools may share an address: others are never looked at.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.roles import Role
from orders.models.order import DeliveryAddress
from orders.words import some, teachers_in_words
from ovsgtoets.kernel.formats import listed
from schools.models import Edition, School, SchoolClass, Site


@dataclass(frozen=True)
class Known:
    """At one site. `unplaced`: pupils of classes that are linked to no site, counted here."""

    pupils: int = 0
    teachers: int = 0
    classes: int = 0
    unplaced: int = 0

    def __bool__(self) -> bool:
        return bool(self.pupils or self.teachers or self.classes)

    @property
    def bundles(self) -> int:
        """Instruction bundles to propose: one per teacher, and at least one per class."""
        return max(self.teachers, self.classes)

    @property
    def sentence(self) -> str:
        """`40 leerlingen en 2 leerkrachten gekend op deze vestigingsplaats.` Also the classes where
        they, and not the teachers, say how many bundles are proposed."""
        known = [some(self.pupils, "leerling", "leerlingen")] if self.pupils else []
        if self.classes > self.teachers:
            known.append(some(self.classes, "klas", "klassen"))
        if self.teachers:
            known.append(teachers_in_words(self.teachers))
        text = f"{listed(known)} gekend op deze vestigingsplaats"
        if not self.pupils:
            text += ", nog geen leerlingen"
        elif self.unplaced:
            unplaced = some(self.unplaced, "leerling", "leerlingen")
            text += f", {unplaced} daarvan in een klas zonder vestigingsplaats"
        return f"{text}."


@dataclass(frozen=True)
class Beside:
    """What stands beside the rows of an order."""

    sites: Mapping[tuple, Known]
    last_rows: Mapping[tuple, DeliveryAddress]
    pupils: int
    last_year: int

    def known_at(self, row: DeliveryAddress) -> Known:
        return self.sites.get(key_of(row.site_name, row), Known())

    def last_at(self, row: DeliveryAddress) -> DeliveryAddress | None:
        return self.last_rows.get(key_of(row.site_name, row))


def known_at_sites(school: School, edition: Edition) -> dict[Site, Known]:
    """Each site of the school, in order, with what is known there; two queries. Classes that are
    not linked to a site count at the first one."""
    teachers = Q(assignments__membership__role=Role.TEACHER, assignments__membership__ended_at=None)
    per_site = {
        line.pop("site"): line
        for line in SchoolClass.objects.for_school(school)
        .filter(edition=edition)
        .order_by()
        .values("site")
        .annotate(
            classes=Count("pk", distinct=True),
            pupils=Count("pupils", distinct=True),
            teachers=Count("assignments__membership__user", distinct=True, filter=teachers),
        )
    }
    sites = list(school.sites.all())
    found = {site: Known(**per_site.get(site.pk, {})) for site in sites}
    if sites and (loose := per_site.get(None)):
        first = found[sites[0]]
        found[sites[0]] = Known(
            pupils=first.pupils + loose["pupils"],
            teachers=first.teachers + loose["teachers"],
            classes=first.classes + loose["classes"],
            unplaced=loose["pupils"] if len(sites) > 1 else 0,
        )
    return found


def beside(school: School, edition: Edition, earlier) -> Beside:
    """What is known of the school, with `earlier`: last year's confirmed version or None."""
    sites = known_at_sites(school, edition)
    rows = list(earlier.rows.all()) if earlier else []
    return Beside(
        sites={key_of(site.name, site): known for site, known in sites.items()},
        last_rows={key_of(row.site_name, row): row for row in rows},
        pupils=sum(known.pupils for known in sites.values()),
        last_year=sum(row.copies for row in rows),
    )


def key_of(name: str, address) -> tuple[str, ...]:
    """Equal for two ways to write one name and address."""
    parts = (name, address.street, address.house_number, address.postal_code, address.municipality)
    return tuple(_plain(part) for part in parts)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def numbers_named(name: str) -> set[int]:
    """The instellingsnummers that may stand in a name: of five or six digits, or after a word such
    as "instellingsnummer"; also within the code of a site (14600102 is 146001 and 02)."""
    found = {int(digits) for digits in re.findall(r"(?<!\d)\d{5,6}(?!\d)", name)}
    found |= {int(digits[:-2]) for digits in re.findall(r"(?<!\d)\d{7,8}(?!\d)", name)}
    named = r"(?:instelling\w*|schoolnummer|nummer|nr)\W{0,3}(\d{3,4})(?!\d)"
    return found | {int(digits) for digits in re.findall(named, name.casefold())}
