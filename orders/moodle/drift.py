"""What differs between Moodle and what the portal believes to have told it; nothing is changed here.

Only accounts whose idnumber is a person's of the portal are looked at, and only our own courses.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings

from accounts.models import User
from accounts.usernames import PREFIX
from orders.models import AccessState, MoodleAccess, PushState
from orders.moodle.accounts import differs
from orders.moodle.api import Moodle
from orders.moodle.enrolments import course_idnumbers, courses_of
from orders.moodle.groups import Groups, group_idnumber, schools_of
from orders.moodle.people import Person
from schools.models import Edition, School

OURS = re.compile(rf"{PREFIX}[0-9a-f]{{32}}")

NO_ACCOUNT = "het account bestond niet meer in Moodle"
TWO_ACCOUNTS = "in Moodle staan er twee accounts op naam van deze persoon"
OTHER_ACCOUNT = "het account in Moodle was een ander dan vroeger"
CHANGED = "naam, e-mailadres of blokkering was in Moodle veranderd"
STILL_OPEN = "het account stond nog open zonder toegang"
NOT_IN = "had geen toegang meer tot {course}"
STILL_IN = "had nog toegang tot {course}"
NO_ROLE = "had niet de juiste rol in {course}"
NOT_IN_GROUP = "zat in {course} niet in de groep van {school}"
STILL_IN_GROUP = "zat in {course} nog in de groep van {school}"


@dataclass(frozen=True)
class Difference:
    """Of a person, in an edition's courses (None: the account itself)."""

    user: User
    edition: int | None
    sentence: str


@dataclass(frozen=True)
class Stray:
    """An account of ours, active in a course where the portal knows no access for it."""

    moodle_id: int
    idnumber: str
    course: int
    sentence: str


@dataclass
class Drift:
    people: int = 0
    differences: list[Difference] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Enrolled:
    """What Moodle shows of a course."""

    name: str
    everybody: dict[int, dict]
    active: set[int]
    groups: dict[str, int]


def find_drift(moodle: Moodle) -> Drift:
    """Reads every account and course of ours and compares. What still waits to be pushed, or was
    refused, is no drift."""
    people = _people()
    drift = Drift(people=len(people))
    accounts = _accounts(moodle, list(people.values()))
    for person in people.values():
        drift.differences += _of_account(person, accounts[person.idnumber])
    editions = Edition.objects.filter(pk__in=MoodleAccess.objects.values("edition"))
    courses, drift.missing = courses_of(moodle, editions)
    schools = School.objects.in_bulk({r.school_id for p in people.values() for r in p.access})
    groups = Groups(moodle)
    for edition in editions:
        names = course_idnumbers(edition)
        for name, course in zip(names, courses.get(edition.pk, []), strict=False):
            seen = _look(moodle, course, name, groups)
            for person in people.values():
                drift.differences += _in_course(person, edition.pk, seen, schools)
            drift.strays += _strays(people, edition.pk, course, seen)
    return drift


def _people() -> dict[str, Person]:
    """Everybody who has or had access, by idnumber."""
    people: dict[str, Person] = {}
    for row in MoodleAccess.objects.select_related("user").order_by("user", "pk"):
        person = Person(row.user)
        people.setdefault(person.idnumber, person).access.append(row)
    return people


def _accounts(moodle: Moodle, people: list[Person]) -> dict[str, list[dict]]:
    """The accounts by idnumber; the first one's number becomes the person's."""
    found = defaultdict(list)
    for account in moodle.get_users_by_field("idnumber", [p.idnumber for p in people]):
        found[account.get("idnumber")].append(account)
    for person in people:
        if found[person.idnumber]:
            person.moodle_id = int(found[person.idnumber][0]["id"])
    return found


def _of_account(person: Person, accounts: list[dict]) -> list[Difference]:
    states = {row.state for row in person.access}
    if PushState.DONE not in states or PushState.FAILED in states:
        return []
    sentence = _account_sentence(person, accounts)
    return [Difference(person.user, None, sentence)] if sentence else []


def _account_sentence(person: Person, accounts: list[dict]) -> str:
    if not accounts:
        return NO_ACCOUNT if person.entitled else ""
    if len(accounts) > 1:
        return TWO_ACCOUNTS
    if not person.entitled:
        return "" if accounts[0].get("suspended", True) else STILL_OPEN
    pushed = [row for row in person.access if row not in person.unfinished]
    if any(row.moodle_user_id not in (None, person.moodle_id) for row in pushed):
        return OTHER_ACCOUNT
    return CHANGED if differs(accounts[0], person) else ""


def _look(moodle: Moodle, course: int, name: str, groups: Groups) -> _Enrolled:
    everybody = {int(u["id"]): u for u in moodle.get_enrolled_users(course, active_only=False)}
    active = {int(u["id"]) for u in moodle.get_enrolled_users(course, active_only=True)}
    return _Enrolled(name, everybody, active, groups.of(course))


def _in_course(
    person: Person, edition: int, seen: _Enrolled, schools: dict[int, School]
) -> list[Difference]:
    rows = [row for row in person.access if row.edition_id == edition]
    if not rows or not person.moodle_id or any(row.state != PushState.DONE for row in rows):
        return []
    if all(row.desired == AccessState.SUSPENDED for row in rows):
        sentences = [STILL_IN.format(course=seen.name)] if person.moodle_id in seen.active else []
    elif person.moodle_id not in seen.active:
        sentences = [NOT_IN.format(course=seen.name)]
    else:
        sentences = _of_enrolment(person, edition, seen, schools)
    return [Difference(person.user, edition, sentence) for sentence in sentences]


def _of_enrolment(
    person: Person, edition: int, seen: _Enrolled, schools: dict[int, School]
) -> list[str]:
    """Role and groups, as far as Moodle shows them."""
    user = seen.everybody.get(person.moodle_id, {})
    sentences = []
    if "roles" in user and settings.MOODLE_ROLE_ID not in [int(r["roleid"]) for r in user["roles"]]:
        sentences.append(NO_ROLE.format(course=seen.name))
    if "groups" in user:
        inside = {int(group["id"]) for group in user["groups"]}
        here, gone = schools_of(person, edition)
        sentences += [
            sentence.format(course=seen.name, school=schools[school].name)
            for ours, wanted, sentence in (
                (here, True, NOT_IN_GROUP),
                (gone, False, STILL_IN_GROUP),
            )
            for school in sorted(ours)
            if (_group(schools[school], seen) in inside) != wanted
        ]
    return sentences


def _group(school: School, seen: _Enrolled) -> int | None:
    return seen.groups.get(group_idnumber(school.institution_number))


def _strays(people: dict[str, Person], edition: int, course: int, seen: _Enrolled) -> list[Stray]:
    strays = []
    for number in sorted(seen.active):
        user = seen.everybody.get(number, {})
        idnumber = str(user.get("idnumber") or "")
        person = people.get(idnumber)
        known = person and any(row.edition_id == edition for row in person.access)
        if OURS.fullmatch(idnumber) and not known:
            who = person.user.full_name if person else idnumber
            sentence = f"{who}: {STILL_IN.format(course=seen.name)}"
            strays.append(Stray(number, idnumber, course, sentence))
    return strays
