"""Two people register the same school at the same moment: real transactions, real threads."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone
from post_office.models import Email

from accounts.models import Membership, User
from schools.codes import hash_code
from schools.domain.classes import add_class, set_number_of_classes
from schools.domain.registration import CodeClosed, PersonEntry, register_school
from schools.models import RegistrationCode, SchoolClass
from tests.conftest import make_school

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Runs the calls in threads that start together; an exception is a result too."""
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait(timeout=60)
            return call()
        except Exception as error:  # noqa: BLE001
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_a_school_is_registered_once(edition):
    school = make_school(146003, "De Wilg")
    code = RegistrationCode.objects.create(
        school=school,
        code_hash=hash_code("A"),
        sent_to=school.email,
        expires_at=timezone.now() + timedelta(days=1),
    )

    def register(email):
        return lambda: register_school(
            code=code,
            edition=edition,
            admin=PersonEntry("Nora", "Bos", email),
            password="paarse fietsen in de regen",
            teachers=[PersonEntry("Tom", "Daems", "tom@demo.example"), None],
        )

    results = at_once(register("a@demo.example"), register("b@demo.example"))

    assert sum(isinstance(result, CodeClosed) for result in results) == 1
    assert User.objects.count() == 2
    assert Membership.objects.count() == 2
    assert SchoolClass.objects.count() == 2
    assert Email.objects.filter(to__contains="tom@demo.example").count() == 1


def test_the_number_of_classes_is_not_doubled(edition):
    school = make_school(146003, "De Wilg")

    def four():
        set_number_of_classes(school=school, edition=edition, number=4, by=None)

    at_once(four, four, lambda: add_class(school=school, edition=edition, name="6A", by=None))

    names = list(SchoolClass.objects.for_school(school).values_list("name", flat=True))
    assert names == ["6A", "6B", "6C", "6D"]
