"""The same thing twice at the same moment, and things that exclude each other: real transactions."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from post_office.models import Email

from accounts.domain.memberships import end_membership, give_role
from accounts.models import Membership, User
from accounts.roles import Role
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.jobs import ask_for
from ovsgtoets.kernel.models import Job
from schools.domain.classes import remove_class, rename_class, set_number_of_classes
from schools.domain.pupils import NewPupil, add_pupil
from schools.domain.staff import add_staff
from schools.models import Pupil, SchoolClass
from tests.conftest import join, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls) -> list:
    """Runs the calls in threads that start together: results, or the refusal of each."""
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait(timeout=60)
            return call()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_a_role_is_given_once(cast):
    def give():
        return give_role(user=cast.teacher, school=cast.other_school, role=Role.TEACHER, by=cast.outsider)  # fmt: skip

    assert len(set(at_once(give, give, give))) == 1
    assert Membership.objects.filter(user=cast.teacher, school=cast.other_school).count() == 1


def test_a_colleague_is_added_once(cast):
    def add():
        return add_staff(
            school=cast.school, edition=cast.edition, email="nieuw@demo.example",
            first_name="Nel", last_name="Nieuw", role=Role.DUO_TEACHER, classes=[cast.class_a],
            by=cast.admin,
        )  # fmt: skip

    results = at_once(add, add, add)

    assert sum(isinstance(result, Refused) for result in results) == 2
    assert User.objects.filter(email="nieuw@demo.example").count() == 1
    assert Email.objects.filter(to__contains="nieuw@demo.example").count() == 1


def test_two_schoolbeheerders_do_not_remove_each_other(cast):
    second = join(make_person("tweede@demo.example", "Tw", "Ee"), cast.school, Role.SCHOOL_ADMIN)
    memberships = Membership.objects.filter(school=cast.school, role=Role.SCHOOL_ADMIN)
    first, other = memberships.get(user=cast.admin), memberships.get(user=second)

    at_once(
        lambda: end_membership(membership=first, by=second),
        lambda: end_membership(membership=other, by=cast.admin),
    )

    assert memberships.filter(ended_at=None).count() == 1


def test_a_pupil_is_added_once(cast):
    """The same form sent twice by a double click."""

    def send():
        client = Client()
        client.force_login(cast.teacher)
        data = {"last_name": "Mus", "first_name": "Jan", "gender": "M"}
        return client.post("/leerlingen/", data).status_code

    assert sorted(at_once(send, send, send)) == [302, 422, 422]
    assert Pupil.objects.count() == 1


@pytest.mark.parametrize("turn", range(8))
def test_a_class_does_not_go_while_it_gets_a_pupil(cast, turn):
    """Either the class stays with the pupil, or it is gone and who typed the pupil hears so."""

    def add():
        new = NewPupil("Mus", "Jan", "M")
        return add_pupil(school_class=cast.class_b, new=new, by=cast.teacher_b)

    results = at_once(add, lambda: remove_class(school_class=cast.class_b, by=cast.admin))

    assert sum(isinstance(result, Refused) for result in results) == 1
    assert SchoolClass.objects.filter(pk=cast.class_b.pk).count() == Pupil.objects.count()


def test_a_class_that_is_gone_takes_no_pupil_and_no_name(cast):
    gone = SchoolClass.objects.get(pk=cast.class_b.pk)
    remove_class(school_class=cast.class_b, by=cast.admin)

    with pytest.raises(Refused, match="bestaat niet meer"):
        add_pupil(school_class=gone, new=NewPupil("Mus", "Jan", "M"), by=cast.teacher_b)
    with pytest.raises(Refused, match="bestaat niet meer"):
        rename_class(school_class=gone, name="6Z", by=cast.admin)
    remove_class(school_class=SchoolClass(pk=gone.pk, school=cast.school, edition=cast.edition, name="6B"), by=cast.admin)  # fmt: skip


def test_more_and_fewer_classes_at_once(cast):
    def make(number):
        return lambda: set_number_of_classes(
            school=cast.school, edition=cast.edition, number=number, by=cast.admin
        )

    at_once(make(4), make(1), make(4), make(1))

    names = list(SchoolClass.objects.for_school(cast.school).values_list("name", flat=True))
    assert names in (["6A"], ["6A", "6B", "6C", "6D"])


def test_a_report_is_asked_for_once(cast):
    def ask():
        return ask_for(kind="class_report", title="x", owner=cast.admin, school=cast.school, school_class=1)  # fmt: skip

    assert len({job.pk for job in at_once(ask, ask, ask)}) == 1
    assert Job.objects.count() == 1
