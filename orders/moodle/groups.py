"""A group per school in each course, known by the school's number: who works where.

Who is active in an edition's courses is in the groups of exactly the schools that give the access.
Who is suspended stays in the groups, so that the results keep their place.
"""

import re
from dataclasses import dataclass, field

from accounts.usernames import PREFIX
from orders.models import AccessState
from orders.moodle.accounts import in_batches
from orders.moodle.api import MOST_GROUPS, MOST_MEMBERS, Moodle, RecordError
from orders.moodle.people import Person
from schools.models import School

OURS = re.compile(rf"{PREFIX}\d{{3,6}}")
REFUSED = "De groep van de school in Moodle lukt niet ({code})."


def group_idnumber(institution_number: int) -> str:
    """By which Moodle knows the school's group in a course, whatever its name becomes."""
    return f"{PREFIX}{institution_number}"


def schools_of(person: Person, edition: int) -> tuple[set[int], set[int]]:
    """The schools that give the person access to the edition, and those that no longer do."""
    rows = [row for row in person.access if row.edition_id == edition]
    active = {row.school_id for row in rows if row.desired == AccessState.ACTIVE}
    return active, {row.school_id for row in rows} - active


@dataclass
class Groups:
    """The groups of our schools in the courses, read once per sync and course."""

    moodle: Moodle
    known: dict[int, dict[str, int]] = field(default_factory=dict)  # course → idnumber → group
    refused: dict[tuple[int, str], str] = field(default_factory=dict)

    def of(self, course: int) -> dict[str, int]:
        """idnumber → number of the group in the course."""
        if course not in self.known:
            self.read(course)
        return self.known[course]

    def read(self, course: int) -> None:
        self.known[course] = {
            str(group["idnumber"]): int(group["id"])
            for group in self.moodle.get_course_groups(course)
            if OURS.fullmatch(str(group.get("idnumber") or ""))
        }

    def make(self, wanted: list[tuple[int, School]]) -> None:
        """Makes the groups that aren't there. One that Moodle refuses is looked for once more (an
        answer may have been lost), and then tried under another name."""
        missing = [
            (c, s) for c, s in wanted if group_idnumber(s.institution_number) not in self.of(c)
        ]
        in_batches(self._create, [_new(*item) for item in missing], MOST_GROUPS, self._again)

    def _create(self, groups: list[dict]) -> None:
        for group in self.moodle.create_groups(groups):
            self.known[int(group["courseid"])][str(group["idnumber"])] = int(group["id"])

    def _again(self, group: dict, error: RecordError) -> None:
        self.read(group["courseid"])
        if group["idnumber"] in self.of(group["courseid"]):
            return
        try:
            self._create([{**group, "name": f"{group['name']} – OVSG-toets"}])
        except RecordError as again:
            self.refused[group["courseid"], group["idnumber"]] = again.code


def _new(course: int, school: School) -> dict:
    """The name carries the number as well: two schools may have the same name."""
    return {
        "courseid": course,
        "name": f"{school.name} ({school.institution_number})",
        "description": "",
        "idnumber": group_idnumber(school.institution_number),
    }


def put_in_groups(groups: Groups, people: list[Person], courses: dict[int, list[int]]) -> None:
    """Puts everybody whose enrolments were pushed in the groups of their schools, and takes who is
    still active out of those of a school that they left."""
    numbers = [row.school_id for person in people for row in person.access]
    schools = School.objects.in_bulk(numbers)
    coming, leaving = [], []
    for person in people:
        if not person.moodle_id or person.error:
            continue
        for edition, active in person.editions_to_push.items():
            if not active:
                continue
            here, gone = schools_of(person, edition)
            for course in courses.get(edition, []):
                coming += [(person, course, schools[school]) for school in here]
                leaving += [(person, course, schools[school]) for school in gone]
    groups.make(list(dict.fromkeys((course, school) for _, course, school in coming)))
    _change(groups, coming, groups.moodle.add_group_members)
    _change(groups, leaving, groups.moodle.remove_group_members)


def _change(groups: Groups, wanted: list[tuple[Person, int, School]], call) -> None:
    members = []
    for person, course, school in wanted:
        idnumber = group_idnumber(school.institution_number)
        if code := groups.refused.get((course, idnumber)):
            person.fails(REFUSED.format(code=code))
        elif group := groups.of(course).get(idnumber):
            members.append((person, {"groupid": group, "userid": person.moodle_id}))
    in_batches(
        lambda batch: call([member for _, member in batch]),
        members,
        MOST_MEMBERS,
        lambda item, error: item[0].fails(REFUSED.format(code=error.code)),
    )
