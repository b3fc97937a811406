"""Giving a role and taking it away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from accounts.domain.memberships import end_membership, give_role
from accounts.models import Membership
from accounts.roles import Role
from ovsgtoets.kernel.errors import Refused
from tests.conftest import join, make_person, make_school


@pytest.fixture
def nudges(monkeypatch):
    sent = []
    monkeypatch.setattr("ovsgtoets.kernel.outbox._send", lambda event, _: sent.append(event))
    return sent


def test_a_role_given_twice_is_one_membership(cast, nudges, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = give_role(
            user=cast.outsider, school=cast.school, role=Role.SECRETARY, by=cast.admin
        )
        again = give_role(
            user=cast.outsider, school=cast.school, role=Role.SECRETARY, by=cast.admin
        )
    assert first == again
    assert nudges == ["staff_changed"]
    assert first.events.get().pgh_context.metadata["user"] == cast.admin.pk


def test_an_end_date_can_be_given_and_taken_away(cast):
    for ends_on in (date(2027, 4, 1), None):
        membership = give_role(
            user=cast.teacher, school=cast.school, role=Role.TEACHER, by=cast.admin, ends_on=ends_on
        )
        assert membership == cast.teacher.memberships.get()
        assert membership.ends_on == ends_on


def test_a_role_that_ran_out_begins_anew(cast, on):
    give = {"user": cast.outsider, "school": cast.school, "role": Role.TEACHER, "by": cast.admin}
    old = give_role(**give, ends_on=date(2027, 4, 1))
    on(date(2027, 4, 1))
    assert Membership.objects.active().filter(pk=old.pk).exists()
    on(date(2027, 4, 2))
    assert not Membership.objects.active().filter(pk=old.pk).exists()
    new = give_role(**give)
    old.refresh_from_db()
    assert new != old
    assert old.ended_at
    assert Membership.objects.active().filter(pk=new.pk).exists()


def test_an_unknown_role_is_no_role(cast):
    with pytest.raises(ValueError, match="director"):
        give_role(user=cast.teacher, school=cast.school, role="director", by=cast.admin)


def test_an_ended_membership_stays_and_ends_once(cast, nudges, django_capture_on_commit_callbacks):
    membership = cast.secretary.memberships.get()
    with django_capture_on_commit_callbacks(execute=True):
        end_membership(membership=membership, by=cast.admin)
        ended_at = cast.secretary.memberships.get().ended_at
        end_membership(membership=membership, by=cast.admin)
    assert ended_at == cast.secretary.memberships.get().ended_at
    assert nudges == ["staff_changed"]


def test_the_last_active_schoolbeheerder_stays(cast):
    only = cast.admin.memberships.get()
    locked = make_person("weg@demo.example", "Weg", "Weg", is_active=False)
    join(locked, cast.school, Role.SCHOOL_ADMIN)
    with pytest.raises(Refused, match="laatste schoolbeheerder"):
        end_membership(membership=only, by=cast.admin)
    give_role(user=cast.secretary, school=cast.school, role=Role.SCHOOL_ADMIN, by=cast.admin)
    end_membership(membership=only, by=cast.admin)
    assert not Membership.objects.active().filter(user=cast.admin).exists()


@pytest.mark.django_db(transaction=True)
def test_two_schoolbeheerders_cannot_remove_each_other_at_once():
    school = make_school(146001, "De Linde")
    admins = [join(make_person(f"{n}@demo.example", n, n), school, Role.SCHOOL_ADMIN) for n in "ab"]

    def remove(pair):
        victim, by = pair
        try:
            end_membership(membership=victim.memberships.get(), by=by)
        except Refused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(remove, [admins, admins[::-1]]))
    assert sorted(answers, key=str) == [None, "refused"]
    assert Membership.objects.active().count() == 1
