"""A Moodle that isn't there: for one machine, so that the portal can be tried without one.

It keeps every call as a row, refuses nothing, and knows only what those rows tell.
"""

from functools import cached_property
from typing import Any
from zlib import crc32

from orders.models import MoodleCall
from orders.moodle.api import FUNCTIONS, Moodle

SERVICE_USER = {"id": 2, "username": "portaal"}
FIRST_USER_ID = 3  # 1 and 2 are Moodle's guest and the portal's own user


class World:
    """What the calls that write have made so far: accounts, enrolments, groups."""

    def __init__(self) -> None:
        self.accounts: dict[int, dict] = {}
        self.enrolments: dict[tuple[int, int], bool] = {}  # (course, user) → active
        self.groups: dict[int, dict] = {}
        self.members: set[tuple[int, int]] = set()  # (group, user)
        for call in MoodleCall.objects.filter(function__in=self.writes).order_by("pk"):
            self.write(call.function, call.fields)

    @property
    def writes(self) -> dict:
        return {
            "core_user_create_users": self.accounts_changed,
            "core_user_update_users": self.accounts_changed,
            "enrol_manual_enrol_users": self.enrolled,
            "core_group_create_groups": self.groups_made,
            "core_group_add_group_members": self.members_added,
            "core_group_delete_group_members": self.members_removed,
        }

    def write(self, function: str, fields: dict) -> Any:
        return self.writes[function](**fields)

    def accounts_changed(self, users: list[dict]) -> list[dict]:
        changed = []
        for user in users:
            number = user.get("id") or FIRST_USER_ID + len(self.accounts)
            account = self.accounts.setdefault(number, {"id": number, "suspended": False})
            account.update(user)
            changed.append({"id": number, "username": account.get("username")})
        return changed

    def enrolled(self, enrolments: list[dict]) -> None:
        for enrolment in enrolments:
            self.enrolments[enrolment["courseid"], enrolment["userid"]] = not enrolment["suspend"]

    def groups_made(self, groups: list[dict]) -> list[dict]:
        made = [{**group, "id": len(self.groups) + n} for n, group in enumerate(groups, 1)]
        self.groups.update({group["id"]: group for group in made})
        return made

    def members_added(self, members: list[dict]) -> None:
        self.members |= {(member["groupid"], member["userid"]) for member in members}

    def members_removed(self, members: list[dict]) -> None:
        self.members -= {(member["groupid"], member["userid"]) for member in members}


class StandIn(Moodle):
    """Answers as Moodle would after the calls that were recorded so far."""

    def call(self, function: str, **fields: Any) -> Any:
        world = self.world  # as it was before this call
        MoodleCall.objects.create(function=function, fields=fields)
        if function in world.writes:
            answer = world.write(function, fields)
            return {"warnings": []} if function == "core_user_update_users" else answer
        return getattr(self, function)(**fields)

    @cached_property
    def world(self) -> World:
        return World()

    def core_webservice_get_site_info(self) -> dict:
        functions = [{"name": name} for name in FUNCTIONS]
        return {"sitename": "Oefenomgeving", "functions": functions, **SERVICE_USER}

    def core_user_get_users_by_field(self, field: str, values: list) -> list[dict]:
        accounts = [SERVICE_USER, *self.world.accounts.values()]
        return [user for user in accounts if user.get(field) in values]

    def core_course_get_courses_by_field(self, field: str, value: str) -> dict:
        return {"courses": [{"id": crc32(value.encode()) % 100_000, field: value}]}

    def core_enrol_get_enrolled_users(self, courseid: int, options: list[dict]) -> list[dict]:
        said = {option["name"]: option["value"] for option in options}
        found = [
            {
                "id": user,
                "idnumber": self.world.accounts[user].get("idnumber", ""),
                "groups": [{"id": group} for group, member in self.world.members if member == user],
            }
            for (course, user), active in self.world.enrolments.items()
            if course == courseid and (active or not said["onlyactive"])
        ]
        return found[said["limitfrom"] :][: said["limitnumber"]]

    def core_group_get_course_groups(self, courseid: int) -> list[dict]:
        return [group for group in self.world.groups.values() if group["courseid"] == courseid]
