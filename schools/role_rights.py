"""What somebody with a role may do, in the guide's words, straight from the table of rights."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.rights import Right, rights_of
from accounts.roles import Role


@dataclass(frozen=True)
class RoleRights:
    role: Role
    rights: tuple[Right, ...]


def rights_per_role() -> tuple[RoleRights, ...]:
    """The six roles, each with its rights, both in the guide's order."""
    return tuple(RoleRights(role, in_order(rights_of([role]))) for role in Role)


def in_order(rights: Iterable[Right]) -> tuple[Right, ...]:
    given = set(rights)
    return tuple(right for right in Right if right in given)
