"""What every open grid asks again and again is planned once; what Django asks never is."""

import pghistory
import pytest
from django.db import connection, transaction

from ovsgtoets.kernel.prepared import ask
from schools.models import School

SQL = "SELECT id, name FROM schools_school WHERE institution_number = %(number)s"


@pytest.fixture
def planned():
    """The questions that the database keeps a plan of on this connection."""

    def texts() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement FROM pg_prepared_statements WHERE NOT from_sql")
            return [text for [text] in cursor.fetchall()]

    return texts


@pytest.mark.django_db
def test_it_is_planned_once_and_answers_what_is_there_now(cast, planned, django_assert_num_queries):
    def answer() -> list[tuple]:
        return ask(SQL, {"number": cast.school.institution_number})

    with django_assert_num_queries(1):
        assert answer() == [(cast.school.pk, cast.school.name)]
    before = planned()
    assert [text for text in before if "schools_school WHERE institution_number = $1" in text]
    School.objects.update(name="De Vuurtoren")
    assert answer() == [(cast.school.pk, "De Vuurtoren")]
    assert ask(SQL, {"number": cast.school.institution_number + 7}) == []
    assert planned() == before


@pytest.mark.django_db
def test_what_django_asks_is_not_planned_however_often(cast, planned):
    before = planned()
    for _ in range(20):
        School.objects.get(pk=cast.school.pk)
    with pghistory.context(user=cast.admin.pk):  # two statements in one, which can't be prepared
        for _ in range(20):
            School.objects.update(name="De Vuurtoren")
    assert planned() == before


@pytest.mark.django_db(transaction=True)
def test_it_goes_on_after_what_was_undone(cast):
    with transaction.atomic():
        ask(SQL, {"number": 0})
        transaction.set_rollback(True)
    assert ask(SQL, {"number": cast.school.institution_number}) == [
        (cast.school.pk, cast.school.name)
    ]
