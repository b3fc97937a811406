"""A real Moodle for the tests of orders/moodle: the same looks as `moodle_server.FakeMoodle` has.

With MOODLE_URL and MOODLE_TOKEN set, `pytest tests/integration/orders/moodle` runs against that
Moodle. What only the stand-in can do (an outage, a lost answer, counting calls) skips the test that
needs it. Take a Moodle for tests, never the one that schools use: accounts are made and deleted.

It needs:
- two courses with idnumber `ovsg-2027` and `ovsg-2027-digitaal`, with manual enrolment;
- a service with the functions of `orders.moodle.api.FUNCTIONS` and those below, and a token of a
  user with the matching capabilities (among them moodle/user:viewalldetails and
  moodle/course:enrolreview in the courses), who may assign MOODLE_ROLE_ID (4);
- no other accounts with an address `…@demo.example` or `…@elders.example`: those are deleted.
"""

import uuid
from typing import Any

import pytest

from orders.moodle.client import RestMoodle

ALSO_NEEDED = ("core_user_delete_users", "core_user_get_users", "core_group_delete_groups")
COURSES = ("ovsg-2027", "ovsg-2027-digitaal")
OF_TESTS = ("%@demo.example", "%@elders.example")


class RealMoodle:
    """Looks at Moodle through its web services; whatever it can't do skips the test."""

    def __init__(self, url: str, token: str) -> None:
        known = self.__dict__
        known["url"], known["client"] = url, RestMoodle(url, token)
        known["courses"] = {name: self._course(name) for name in COURSES}

    def __getattr__(self, name: str) -> Any:
        pytest.skip(f"only the stand-in has {name}")

    def __setattr__(self, name: str, value: Any) -> None:
        pytest.skip(f"only the stand-in has {name}")

    def _course(self, idnumber: str) -> int:
        found = self.client.get_courses_by_field("idnumber", idnumber)
        assert found, f"this Moodle has no course with idnumber {idnumber}"
        return int(found[0]["id"])

    def clear(self) -> None:
        """Deletes what earlier tests left: their accounts, and the groups of the courses."""
        accounts = [
            account["id"]
            for pattern in OF_TESTS
            for account in self.client.call(
                "core_user_get_users", criteria=[{"key": "email", "value": pattern}]
            )["users"]
        ]
        if accounts:
            self.client.call("core_user_delete_users", userids=accounts)
        groups = [g["id"] for c in self.courses.values() for g in self.client.get_course_groups(c)]
        if groups:
            self.client.call("core_group_delete_groups", groupids=groups)

    def stop(self) -> None:
        self.clear()
        self.client.close()

    # --- the same as the stand-in's ---
    @property
    def users(self) -> dict[int, dict]:
        """The accounts that the tests made."""
        return {
            int(account["id"]): account
            for pattern in OF_TESTS
            for account in self.client.call(
                "core_user_get_users", criteria=[{"key": "email", "value": pattern}]
            )["users"]
        }

    def add_user(self, *, email: str = "", idnumber: str = "", firstname: str = "X") -> int:
        email = email or f"{uuid.uuid4().hex}@elders.example"
        account = {
            "username": f"test-{email.lower()}", "firstname": firstname, "lastname": "Y",
            "email": email, "idnumber": idnumber, "auth": "oauth2",
        }  # fmt: skip
        return int(self.client.create_users([account])[0]["id"])

    def account_of(self, user) -> dict | None:
        found = self.client.get_users_by_field("idnumber", [f"ovsg-{user.public_id.hex}"])
        assert len(found) < 2
        return found[0] if found else None

    def inside(self, course: str) -> set[str]:
        """First names of the tests' people who can enter the course."""
        enrolled = self.client.get_enrolled_users(self.courses[course], active_only=True)
        users = self.users
        there = [users[int(user["id"])] for user in enrolled if int(user["id"]) in users]
        return {user["firstname"] for user in there if not user["suspended"]}

    def in_group(self, course: str, institution_number: int) -> set[str]:
        groups = self.client.get_course_groups(self.courses[course])
        [group] = [g["id"] for g in groups if g["idnumber"] == f"ovsg-{institution_number}"]
        users = self.users
        return {
            users[int(user["id"])]["firstname"]
            for user in self.client.get_enrolled_users(self.courses[course], active_only=False)
            if group in [member["id"] for member in user["groups"]] and int(user["id"]) in users
        }

    def change(self, user: int, **fields) -> None:
        assert self.client.update_users([{"id": user, **fields}]) == {}

    def delete_user(self, user: int) -> None:
        self.client.call("core_user_delete_users", userids=[user])

    def add_group(self, course: str, name: str, idnumber: str = "") -> int:
        group = {"courseid": self.courses[course], "name": name, "idnumber": idnumber}
        return int(self.client.create_groups([{**group, "description": ""}])[0]["id"])

    def enrol(self, user: int, course: str) -> None:
        enrolment = {"roleid": 4, "userid": user, "courseid": self.courses[course]}
        self.client.enrol_users([{**enrolment, "suspend": False}])
