"""The name under which Moodle knows a person for good: the sync and the sign-on both use it."""

from uuid import UUID

PREFIX = "ovsg-"


def moodle_username(public_id: UUID) -> str:
    """`ovsg-` and 32 lower-case hexadecimal digits: all of it is allowed in a Moodle username."""
    return f"{PREFIX}{public_id.hex}"
