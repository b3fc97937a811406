"""The four schools that are always there, and the people who can sign in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Membership, User
from accounts.roles import Role
from ovsgtoets.demo.classes import ClassPlan, FilledClass, make_classes
from ovsgtoets.demo.country import first_site, ses
from ovsgtoets.demo.people import new_person
from ovsgtoets.demo.years import Year
from results.makers import MAKERS
from results.queries.viewers import ADVISERS
from schools.codes import hash_code
from schools.models import ClassAssignment, RegistrationCode, School, SchoolKind, Site, Umbrella

PASSWORD = "Toetsen-demo-2027"  # noqa: S105 — printed for everybody to see
REGISTRATION_CODE = "DEMO-REGISTRATIE-1"
NEW_SCHOOL_EMAIL = "nieuw@demo.example"
MAIN, OTHER_NET, NEW, SPECIAL = 146_001, 146_002, 146_003, 146_004


@dataclass(frozen=True)
class Account:
    email: str
    first_name: str
    last_name: str
    school: int | None = None
    role: Role | None = None
    class_name: str = ""
    group: str = ""  # of the helpdesk's groups

    @property
    def what(self) -> str:
        """What this account shows, for the list that the command prints."""
        if self.group:
            return f"group {self.group}{' (admin at /beheer/)' if self.group == MAKERS else ''}"
        if self.role is None:
            return "helpdesk (admin at /beheer/)"
        return f"{self.school} {self.role.label}{f' {self.class_name}' if self.class_name else ''}"


ACCOUNTS = (
    Account("schoolbeheerder@demo.example", "Katrien", "Verbeke", MAIN, Role.SCHOOL_ADMIN),
    Account("secretariaat@demo.example", "Wim", "Lambrechts", MAIN, Role.SECRETARY),
    Account("leerkracht@demo.example", "Sofie", "Goossens", MAIN, Role.TEACHER, "6A"),
    Account("leerkracht6b@demo.example", "Jeroen", "Wauters", MAIN, Role.TEACHER, "6B"),
    Account("duo@demo.example", "Mieke", "Provoost", MAIN, Role.DUO_TEACHER, "6A"),
    Account("lo@demo.example", "Stefaan", "Moens", MAIN, Role.PE_TEACHER),
    Account("zorg@demo.example", "Leen", "Haesaert", MAIN, Role.CARE_COORDINATOR),
    Account("schoolbeheerder2@demo.example", "Patrick", "Sterckx", OTHER_NET, Role.SCHOOL_ADMIN),
    Account("leerkracht2@demo.example", "Evelien", "Raes", OTHER_NET, Role.TEACHER, "6A"),
    Account("schoolbeheerder4@demo.example", "Griet", "Dierckx", SPECIAL, Role.SCHOOL_ADMIN),
    Account("helpdesk@demo.example", "Hilde", "Boonen"),
    Account("toetsmaker@demo.example", "Bart", "Claeys", group=MAKERS),
    Account("adviseur@demo.example", "Nele", "Vermaelen", group=ADVISERS),
)
# School, class, number of its site, pupils in the running year and in the one before.
CLASSES = (
    (MAIN, "6A", 1, 25, 24),
    (MAIN, "6B", 2, 23, 22),
    (OTHER_NET, "6A", 1, 19, 18),
    (SPECIAL, "6A", 1, 7, 8),
)


@dataclass(frozen=True)
class Cast:
    schools: Mapping[int, School]
    sites: Mapping[tuple[int, int], Site]
    people: Mapping[str, User]
    running: list[FilledClass]
    finished: list[FilledClass]


def make_cast(*, running: Year, finished: Year, registered_at: datetime, rng: Random) -> Cast:
    """The schools with their sites, people, classes of both years, and the registration code."""
    schools = {school.institution_number: school for school in _schools(registered_at)}
    School.objects.bulk_create(schools.values())
    sites = _make_sites(schools)
    people, memberships = _make_people(schools, rng)
    years = [
        make_classes(
            [
                ClassPlan(schools[number], year.edition, name, sites[number, site], sizes[place])
                for number, name, site, *sizes in CLASSES
            ],
            rng,
        )
        for place, year in enumerate((running, finished))
    ]
    for classes in years:
        _assign_teachers(classes, memberships)
    _make_code(schools[NEW], by=people["helpdesk@demo.example"])
    return Cast(schools, sites, people, *years)


def _schools(registered_at: datetime) -> list[School]:
    known = {"registered_at": registered_at, "is_demo": True}
    return [
        School(
            institution_number=MAIN, name="Gemeentelijke basisschool De Zonnewijzer",
            email="dezonnewijzer@demo.example", phone="052 33 00 01", umbrella=Umbrella.OVSG,
            street="Kouterstraat", house_number="14", postal_code="9200",
            municipality="Dendermonde", **ses(Decimal("1.23")), **known,
        ),
        School(
            institution_number=OTHER_NET, name="Vrije basisschool Sint-Lutgardis",
            email="sintlutgardis@demo.example", phone="014 58 00 02", umbrella=Umbrella.KOV,
            street="Kloosterstraat", house_number="7", postal_code="2440",
            municipality="Geel", **ses(Decimal("0.87")), **known,
        ),
        School(
            institution_number=NEW, name="Stedelijke basisschool De Springplank",
            email=NEW_SCHOOL_EMAIL, phone="013 31 00 03", umbrella=Umbrella.OVSG,
            street="Sportlaan", house_number="52", postal_code="3290",
            municipality="Diest", is_demo=True, **ses(Decimal("1.95")),
        ),
        School(
            institution_number=SPECIAL, name="School voor buitengewoon lager onderwijs De Klimop",
            email="deklimop@demo.example", phone="051 26 00 04", umbrella=Umbrella.OVSG,
            kind=SchoolKind.SPECIAL, street="Parklaan", house_number="3", postal_code="8800",
            municipality="Roeselare", **ses(Decimal("2.41")), **known,
        ),
    ]  # fmt: skip


def _make_sites(schools: Mapping[int, School]) -> dict[tuple[int, int], Site]:
    sites = [first_site(school) for school in schools.values()]
    sites.append(
        Site(
            school=schools[MAIN],
            sequence=2,
            name="De Zonnewijzer, wijkschool Appels",
            street="Molenstraat",
            house_number="88",
            postal_code="9200",
            municipality="Dendermonde",
        )
    )
    return {
        (site.school.institution_number, site.sequence): site
        for site in Site.objects.bulk_create(sites)
    }


def _make_people(
    schools: Mapping[int, School], rng: Random
) -> tuple[dict[str, User], dict[tuple[int, str], list[Membership]]]:
    """People by address; memberships by school and class, for who stands before a class."""
    password = make_password(PASSWORD)
    people = {
        account.email: new_person(
            rng,
            email=account.email,
            first_name=account.first_name,
            last_name=account.last_name,
            password=password,
            is_staff=account.role is None,
            is_superuser=account.role is None,
        )
        for account in ACCOUNTS
        if not account.group
    }
    User.objects.bulk_create(people.values())
    of_class: dict[tuple[int, str], list[Membership]] = {}
    for account in ACCOUNTS:
        if account.role is None:
            continue
        membership = Membership.objects.create(
            user=people[account.email],
            school=schools[account.school],
            role=account.role,
            accepted_at=schools[account.school].registered_at,
        )
        of_class.setdefault((account.school, account.class_name), []).append(membership)
    return people, of_class


def make_readers(people: Mapping[str, User], rng: Random) -> None:
    """Who looks along without a school: they sign in with the password of the others."""
    for account in ACCOUNTS:
        if account.group:
            person = new_person(
                rng,
                email=account.email,
                first_name=account.first_name,
                last_name=account.last_name,
                password=people["helpdesk@demo.example"].password,
                is_staff=account.group == MAKERS,
            )
            person.save()
            person.groups.add(Group.objects.get(name=account.group))


def _assign_teachers(
    classes: list[FilledClass], memberships: Mapping[tuple[int, str], list[Membership]]
) -> None:
    ClassAssignment.objects.bulk_create(
        ClassAssignment(membership=membership, school_class=filled.row)
        for filled in classes
        for membership in memberships.get(
            (filled.row.school.institution_number, filled.row.name), []
        )
    )


def _make_code(school: School, *, by: User) -> None:
    RegistrationCode.objects.create(
        school=school,
        code_hash=hash_code(REGISTRATION_CODE),
        sent_to=NEW_SCHOOL_EMAIL,
        sent_by=by,
        expires_at=timezone.now() + settings.REGISTRATION_CODE_VALID_FOR,
    )
