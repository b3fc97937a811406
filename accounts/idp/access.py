"""Who may sign on to Moodle, asked at every step: the page, the code, each token, each use of it."""

from enum import StrEnum

from django.http import HttpRequest

from accounts import two_steps
from accounts.idp.proof import is_doubted
from accounts.models import Membership, User
from accounts.rights import Right, rights_of, roles_with


class Obstacle(StrEnum):
    """Why somebody may not; the page `accounts/idp/refused.html` has the words."""

    LOCKED = "locked"
    LOOKING_ALONG = "looking_along"
    NO_SCHOOL = "no_school"
    NO_RIGHT = "no_right"
    UNPROVEN = "unproven"


def obstacle_for(user: User) -> Obstacle | None:
    """What stands between `user` and Moodle today; None when nothing does. Two queries."""
    if not user.is_active:
        return Obstacle.LOCKED
    roles = Membership.objects.active().filter(user=user).values_list("role", flat=True)
    if not roles:
        return Obstacle.NO_SCHOOL
    if Right.USE_MOODLE not in rights_of(roles):
        return Obstacle.NO_RIGHT
    return Obstacle.UNPROVEN if is_doubted(user) else None


def two_steps_are_missing(request: HttpRequest) -> bool:
    """Whether a school that gives this person Moodle asks more than they showed at signing in. All
    of them count, wherever the person acts now: in Moodle, one account opens what each gives. One
    query."""
    giving = Membership.objects.active().filter(
        user=request.user, role__in=roles_with(Right.USE_MOODLE)
    )
    schools = {membership.school for membership in giving.select_related("school")}
    return any(two_steps.are_missing_in(request, school) for school in schools)
