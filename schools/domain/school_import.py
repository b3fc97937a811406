"""Storing the public list of schools: first what would change, then the change, at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction

from ovsgtoets.kernel.history import acting_as
from schools.domain.listed_boards import boards_for
from schools.models import School, SchoolBoard, Site
from schools.school_list import ListedAddress, ListedSchool, ListedSite

ADDRESS = ("street", "house_number", "postal_code", "municipality")
SCHOOL_FIELDS = (
    "name",
    *ADDRESS,
    "email",
    "phone",
    "umbrella",
    "kind",
    "ses_percentage",
    "ses_zone",
)
WRITTEN = (*SCHOOL_FIELDS, "board")
SITE_FIELDS = ("name", *ADDRESS)
LOCK = 146_001  # one import at a time


@dataclass(frozen=True)
class Change:
    """One field as it is and as it will be, in words."""

    label: str
    old: str
    new: str


@dataclass
class SchoolChange:
    """What the import does to one school; `is_new` when it does not exist yet."""

    school: School
    is_new: bool
    changes: list[Change] = field(default_factory=list)
    new_sites: list[Site] = field(default_factory=list)
    changed_sites: list[Site] = field(default_factory=list)


@dataclass(frozen=True)
class ImportPlan:
    new: list[SchoolChange]
    changed: list[SchoolChange]
    equal: int


def plan_import(*, listed: Sequence[ListedSchool]) -> ImportPlan:
    """What storing this list would do; changes nothing. Three queries, however long the list.

    What the list leaves open stays. So does the e-mail address of a school that registered: it
    set that itself. A board is only given to a school without one. Sites and schools that are not
    in the list stay too.
    """
    numbers = [entry.institution_number for entry in listed]
    known = {
        school.institution_number: school
        for school in School.objects.filter(institution_number__in=numbers)
        .select_related("board")
        .prefetch_related("sites")
    }
    boards = boards_for(listed, known)
    changes = [
        _compare(known.get(entry.institution_number), entry, boards.get(entry.institution_number))
        for entry in listed
    ]
    return ImportPlan(
        new=[change for change in changes if change.is_new],
        changed=[change for change in changes if change.changes and not change.is_new],
        equal=sum(not change.changes and not change.is_new for change in changes),
    )


@transaction.atomic
def import_schools(*, listed: Sequence[ListedSchool], by) -> ImportPlan:
    """Stores the list in one transaction and returns what changed. Safe to repeat: a second time
    everything is equal. Two imports wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    plan = plan_import(listed=listed)
    changes = [*plan.new, *plan.changed]
    with acting_as(by):
        SchoolBoard.objects.bulk_create(_new_boards(changes))
        School.objects.bulk_create([change.school for change in plan.new], batch_size=500)
        School.objects.bulk_update(
            [change.school for change in plan.changed], WRITTEN, batch_size=200
        )
        Site.objects.bulk_create(_all(change.new_sites for change in changes), batch_size=500)
        Site.objects.bulk_update(
            _all(change.changed_sites for change in changes), SITE_FIELDS, batch_size=200
        )
    return plan


def _all(groups: Iterable[list[Site]]) -> list[Site]:
    return [site for group in groups for site in group]


def _new_boards(changes: list[SchoolChange]) -> list[SchoolBoard]:
    """Each once, however many schools it has."""
    boards = {id(change.school.board): change.school.board for change in changes}
    return [board for board in boards.values() if board and board.pk is None]


def _compare(school: School | None, entry: ListedSchool, board: SchoolBoard | None) -> SchoolChange:
    is_new = school is None
    school = school or School(institution_number=entry.institution_number)
    change = SchoolChange(school, is_new)
    wanted = {
        name: value for name in SCHOOL_FIELDS[5:] if (value := getattr(entry, name)) is not None
    }
    if school.registered_at:
        wanted.pop("email", None)
    wanted |= {"name": entry.name, **_fields(entry.address)}
    if board is not None:
        wanted["board"] = board
    _write(school, wanted, change, "")
    sites = {} if is_new else {site.sequence: site for site in school.sites.all()}
    for listed in entry.sites:
        _compare_site(sites.get(listed.sequence), listed, change)
    return change


def _compare_site(site: Site | None, listed: ListedSite, change: SchoolChange) -> None:
    values = {"name": listed.name, **_fields(listed.address)}
    if site is None:
        site = Site(school=change.school, sequence=listed.sequence, **values)
        change.new_sites.append(site)
        line = f"{site.name}, {site.address_line}"
        change.changes.append(Change(f"vestigingsplaats {site.sequence}", "", line))
    elif _write(site, values, change, f"vestigingsplaats {site.sequence}, "):
        change.changed_sites.append(site)


def _write(row: School | Site, wanted: dict, change: SchoolChange, prefix: str) -> bool:
    """Puts the wanted values on the row, notes what differs, and says whether anything did."""
    before = len(change.changes)
    for name, value in wanted.items():
        if getattr(row, name) == value:
            continue
        old = _in_words(row, name)
        setattr(row, name, value)
        label = row._meta.get_field(name).verbose_name
        change.changes.append(Change(f"{prefix}{label}", old, _in_words(row, name)))
    return len(change.changes) > before


def _in_words(row: School | Site, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return "" if value is None else str(value)


def _fields(address: ListedAddress) -> dict[str, str]:
    return {name: getattr(address, name) for name in ADDRESS}
