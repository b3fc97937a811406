"""Enrolments in the courses of an edition: active, or suspended so that results stay visible."""

from collections.abc import Iterable

from django.conf import settings

from orders.models import MoodleAccess, PushState
from orders.moodle.accounts import REFUSED, in_batches
from orders.moodle.api import MOST_ENROLMENTS, Moodle, RecordError
from orders.moodle.people import Person
from schools.models import Edition

Courses = dict[int, list[int]]  # edition → the numbers of its courses in Moodle


def course_idnumbers(edition: Edition) -> list[str]:
    """By which Moodle knows the edition's courses: the materials, and the digital sitting."""
    return [idnumber.format(year=edition.year) for idnumber in settings.MOODLE_COURSES]


def find_courses(moodle: Moodle) -> tuple[Courses, list[str]]:
    """The courses of every edition that somebody waits for, and the idnumbers that Moodle lacks.

    An edition counts once all its courses are there; until then its people wait.
    """
    waiting = MoodleAccess.objects.filter(state=PushState.WAITING)
    unfinished = MoodleAccess.objects.exclude(state=PushState.DONE)
    theirs = unfinished.filter(user__in=waiting.values("user")).values("edition")
    return courses_of(moodle, Edition.objects.filter(pk__in=theirs))


def courses_of(moodle: Moodle, editions: Iterable[Edition]) -> tuple[Courses, list[str]]:
    """The courses of these editions, and the idnumbers that Moodle lacks."""
    courses: Courses = {}
    missing: list[str] = []
    for edition in editions:
        found = {
            idnumber: moodle.get_courses_by_field("idnumber", idnumber)
            for idnumber in course_idnumbers(edition)
        }
        if all(found.values()):
            courses[edition.pk] = [int(course[0]["id"]) for course in found.values()]
        else:
            missing += [idnumber for idnumber, course in found.items() if not course]
    return courses, missing


def enrol(moodle: Moodle, people: list[Person], courses: Courses) -> None:
    """Sets everybody's enrolments of the editions that changed, in full: active or suspended."""
    wanted = [
        (
            person,
            {
                "roleid": settings.MOODLE_ROLE_ID,
                "userid": person.moodle_id,
                "courseid": course,
                "suspend": not active,
            },
        )
        for person in people
        if person.moodle_id
        for edition, active in person.editions_to_push.items()
        for course in courses.get(edition, [])
    ]

    def call(batch: list[tuple[Person, dict]]) -> None:
        moodle.enrol_users([enrolment for _, enrolment in batch])

    def refused(item: tuple[Person, dict], error: RecordError) -> None:
        item[0].fails(REFUSED.format(code=error.code))

    in_batches(call, wanted, MOST_ENROLMENTS, refused)
