"""A Moodle that isn't there: for one machine, so that the portal can be tried without one.

It keeps every call as a row, refuses nothing, and knows only what those rows tell.
"""

from functools import cached_property
from typing import Any
from zlib import crc32

from orders.models import MoodleCall
from orders.moodle.api import Moodle

FIRST_USER_ID = 3  # 1 and 2 are Moodle's guest and administrator


class StandIn(Moodle):
    """Answers as Moodle would after the calls that were recorded so far."""

    def call(self, function: str, **fields: Any) -> Any:
        MoodleCall.objects.create(function=function, fields=fields)
        return getattr(self, function)(**fields)

    @cached_property
    def accounts(self) -> dict[int, dict]:
        """By id, every account as the recorded calls made and changed it."""
        accounts: dict[int, dict] = {}
        written = MoodleCall.objects.filter(
            function__in=["core_user_create_users", "core_user_update_users"]
        )
        for call in written.order_by("pk"):
            for user in call.fields["users"]:
                number = user.get("id") or FIRST_USER_ID + len(accounts)
                accounts.setdefault(number, {"id": number, "suspended": False}).update(user)
        return accounts

    def core_webservice_get_site_info(self) -> dict:
        return {"sitename": "Stand-in", "functions": []}

    def core_user_get_users_by_field(self, field: str, values: list) -> list[dict]:
        return [user for user in self.accounts.values() if user.get(field) in values]

    def core_user_create_users(self, users: list[dict]) -> list[dict]:
        self.__dict__.pop("accounts", None)
        wanted = {user["username"] for user in users}
        return [
            {"id": user["id"], "username": user["username"]}
            for user in self.accounts.values()
            if user.get("username") in wanted
        ]

    def core_user_update_users(self, users: list[dict]) -> dict:
        self.__dict__.pop("accounts", None)
        return {"warnings": []}

    def core_course_get_courses_by_field(self, field: str, value: str) -> dict:
        return {"courses": [{"id": crc32(value.encode()) % 100_000, field: value}]}

    def enrol_manual_enrol_users(self, enrolments: list[dict]) -> None:
        return None
