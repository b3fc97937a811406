"""Moodle's web services as the portal uses them: the functions, their sizes, the kinds of error.

How a call travels is not said here: `client.RestMoodle` sends it, `stand_in.StandIn` pretends.
"""

from typing import Any

MOST_USERS = 100
MOST_ENROLMENTS = 200
MOST_LOOKUPS = 400
MOST_GROUPS = 200
MOST_MEMBERS = 400
MOST_ENROLLED = 1000  # in one answer; asking for more is no faster

# What the portal calls: the functions that belong in the service of its token.
FUNCTIONS = (
    "core_webservice_get_site_info",
    "core_user_get_users_by_field",
    "core_user_create_users",
    "core_user_update_users",
    "core_course_get_courses_by_field",
    "core_enrol_get_enrolled_users",
    "enrol_manual_enrol_users",
    "core_group_get_course_groups",
    "core_group_create_groups",
    "core_group_add_group_members",
    "core_group_delete_group_members",
)


class MoodleError(Exception):
    """A call failed. `code` is Moodle's errorcode (or ours, for what never reached Moodle)."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code


class PassingError(MoodleError):
    """Nobody has to do anything: the same call works later."""


class SetupError(MoodleError):
    """Every call fails until somebody mends the settings here or in Moodle."""


class RecordError(MoodleError):
    """Moodle refuses something in this call; other people's records are fine."""


class Moodle:
    """One function per web service; what differs between the real one and ours is `call`."""

    def call(self, function: str, **fields: Any) -> Any:
        """Moodle's answer, or one of the three errors."""
        raise NotImplementedError

    def close(self) -> None:
        """Gives connections back."""

    def site_info(self) -> dict:
        """Who the token belongs to, Moodle's release, and the functions it may call."""
        return _dict(self.call("core_webservice_get_site_info"))

    def get_users_by_field(self, field: str, values: list[str]) -> list[dict]:
        """The accounts that have one of `values`; who doesn't exist is simply not there."""
        found = []
        for start in range(0, len(values), MOST_LOOKUPS):
            part = values[start : start + MOST_LOOKUPS]
            found += _dicts(self.call("core_user_get_users_by_field", field=field, values=part))
        return found

    def sees_everybody(self) -> bool:
        """Whether the service user finds itself. Without the capability viewalldetails, looking up
        by idnumber answers that nobody exists."""
        own = str(self.site_info().get("username") or "")
        return bool(own) and len(self.get_users_by_field("username", [own])) == 1

    def create_users(self, users: list[dict]) -> list[dict]:
        """Makes all accounts or none; answers their `id` and `username`."""
        return _dicts(self.call("core_user_create_users", users=users))

    def update_users(self, users: list[dict]) -> dict[int, str]:
        """Changes accounts and answers, by id, the warning code of those that were not changed."""
        answer = self.call("core_user_update_users", users=users)
        warnings = _dicts(_dict(answer).get("warnings") or []) if answer else []
        return {int(warning["itemid"]): str(warning["warningcode"]) for warning in warnings}

    def get_courses_by_field(self, field: str, value: str) -> list[dict]:
        """The courses that have `value`; a course's idnumber is its own."""
        answer = self.call("core_course_get_courses_by_field", field=field, value=value)
        return _dicts(_dict(answer).get("courses"))

    def enrol_users(self, enrolments: list[dict]) -> None:
        """Enrols, or sets an enrolment anew: what is left out goes back to its default."""
        self.call("enrol_manual_enrol_users", enrolments=enrolments)

    def get_enrolled_users(self, course: int, *, active_only: bool) -> list[dict]:
        """Who is enrolled in a course, with `id`, and where Moodle shows them `idnumber`, `roles`
        and `groups`; with `active_only`, without those who are suspended there."""
        options = {
            "userfields": "id,idnumber,roles,groups",
            "onlyactive": int(active_only),
            "sortby": "id",
            "limitnumber": MOST_ENROLLED,
        }
        found: list[dict] = []
        while True:
            now = [{"name": n, "value": v} for n, v in {**options, "limitfrom": len(found)}.items()]
            part = _dicts(self.call("core_enrol_get_enrolled_users", courseid=course, options=now))
            found += part
            if len(part) < MOST_ENROLLED:
                return found

    def get_course_groups(self, course: int) -> list[dict]:
        """The groups of a course, with `id`, `name` and `idnumber`."""
        return _dicts(self.call("core_group_get_course_groups", courseid=course))

    def create_groups(self, groups: list[dict]) -> list[dict]:
        """Makes all groups or none; answers them with their `id`."""
        return _dicts(self.call("core_group_create_groups", groups=groups))

    def add_group_members(self, members: list[dict]) -> None:
        """Puts people in groups of courses that they are enrolled in; who is in already, stays."""
        self.call("core_group_add_group_members", members=members)

    def remove_group_members(self, members: list[dict]) -> None:
        """Takes people out of groups; who is not in, is no matter."""
        self.call("core_group_delete_group_members", members=members)


def _dict(answer: Any) -> dict:
    if not isinstance(answer, dict):
        raise PassingError("answer", f"an object was expected, not {type(answer).__name__}")
    return answer


def _dicts(answer: Any) -> list[dict]:
    if not isinstance(answer, list) or not all(isinstance(item, dict) for item in answer):
        raise PassingError("answer", f"a list was expected, not {type(answer).__name__}")
    return answer
