"""Who should have access to which edition's courses: recomputed from memberships and orders.

A school's people with the right to Moodle have access to every edition that the school took
part in, as long as it takes part in the edition of the current school year (or a later one).
So confirming an order opens the new courses and the earlier ones again, the end of the school
year closes them all, and who leaves the school or the role loses them.
"""

from django.contrib.postgres.aggregates import StringAgg
from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import MD5, Concat, Lower

from accounts.models import Membership
from accounts.rights import Right, roles_with
from orders.models import AccessState, MoodleAccess, PushState
from ovsgtoets.kernel.clock import school_year_of, today
from schools.models import Participation

WRITE_CHANGED = """
    INSERT INTO orders_moodleaccess AS access
        (user_id, school_id, edition_id, desired, desired_fingerprint, state,
         pushed, pushed_fingerprint, error)
    SELECT user_id, school_id, edition_id, 'active', fingerprint, 'waiting', '', '', ''
    FROM ({entitled}) AS entitled
    WHERE NOT EXISTS (
        SELECT 1 FROM orders_moodleaccess AS same
        WHERE same.user_id = entitled.user_id AND same.school_id = entitled.school_id
          AND same.edition_id = entitled.edition_id AND same.desired = 'active'
          AND same.desired_fingerprint = entitled.fingerprint)
    ORDER BY school_id, user_id, edition_id
    ON CONFLICT (user_id, school_id, edition_id) DO UPDATE SET
        desired = EXCLUDED.desired, desired_fingerprint = EXCLUDED.desired_fingerprint,
        state = EXCLUDED.state, error = EXCLUDED.error
"""


def refresh_school(*, school) -> int:
    """Recomputes the access of the school's people and returns how many rows changed.

    Called inside the transaction that confirms an order, after its participation
    is written: that reopens earlier editions too, so all of the school's are recomputed.
    Two queries, safe to repeat, tells nobody: the caller nudges the sync.
    """
    return _refresh(school=school)


def refresh_all() -> int:
    """The same for every school: two queries, however many schools there are."""
    return _refresh()


def _refresh(**school) -> int:
    return _open(**school) + _close(**school)


def _open(**school) -> int:
    """Writes who is entitled and isn't known so yet: new, come back, or under another name."""
    entitled = (
        _members()
        .filter(school__participations__isnull=False, **school)
        .values("user_id", "school_id", edition_id=F("school__participations__edition_id"))
        .annotate(fingerprint=_fingerprint())
        .order_by()
    )
    sql, params = entitled.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(WRITE_CHANGED.format(entitled=sql), params)
        return cursor.rowcount


def _close(**school) -> int:
    """Marks who has access and is no longer entitled."""
    still = _members().filter(
        user=OuterRef("user"),
        school=OuterRef("school"),
        school__participations__edition=OuterRef("edition"),
    )
    return MoodleAccess.objects.filter(~Exists(still), desired=AccessState.ACTIVE, **school).update(
        desired=AccessState.SUSPENDED, state=PushState.WAITING, error=""
    )


def _members() -> QuerySet:
    """Roles that give access today, in schools that take part this school year or later."""
    takes_part = Participation.objects.filter(
        school=OuterRef("school"), edition__year__gte=school_year_of(today())
    )
    return Membership.objects.active().filter(
        Exists(takes_part), role__in=roles_with(Right.USE_MOODLE)
    )


def _fingerprint() -> MD5:
    """A hash of what Moodle knows of a person; a changed one has to be pushed."""
    line = Value("\n")
    return MD5(
        Concat(
            "user__first_name", line, "user__last_name", line, Lower("user__email"), line,
            StringAgg("role", delimiter=",", order_by="role"),
            output_field=TextField(),
        )
    )  # fmt: skip
