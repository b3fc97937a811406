"""Who should have access: the rights table's roles, of schools that take part."""

from datetime import date

import pytest

from accounts.models import Membership
from accounts.roles import Role
from orders.models import MoodleAccess
from orders.moodle.desired import refresh_all, refresh_school
from tests.conftest import join, make_edition, make_person
from tests.integration.orders.moodle.stories import end, rows, take_part

ACTIVE_WAITING = ("active", "waiting")


@pytest.fixture
def school(cast):
    take_part(cast.school, cast.edition)
    return cast.school


def all_done() -> None:
    from django.db.models import F

    MoodleAccess.objects.update(
        state="done", pushed=F("desired"), pushed_fingerprint=F("desired_fingerprint")
    )


def test_an_order_opens_moodle_for_every_role_but_the_secretary(cast, school):
    assert refresh_school(school=school) == 6
    assert rows() == dict.fromkeys(("An", "Cis", "Dirk", "Els", "Fee", "Guy"), ACTIVE_WAITING)


def test_without_an_order_nobody_gets_in(cast):
    assert refresh_school(school=cast.other_school) == 0
    assert refresh_all() == 0
    assert rows() == {}


def test_an_order_of_one_school_leaves_the_other_alone(cast, school):
    refresh_all()
    assert not MoodleAccess.objects.exclude(school=school).exists()


def test_repeating_changes_nothing(cast, school):
    refresh_school(school=school)
    all_done()
    assert refresh_school(school=school) == 0
    assert refresh_all() == 0
    assert set(rows().values()) == {("active", "done")}


@pytest.mark.parametrize(
    "change",
    [
        {"first_name": "Cisse"},
        {"last_name": "Claessens"},
        {"email": "cis.claes@demo.example"},
    ],
)
def test_a_changed_name_or_address_has_to_be_pushed(cast, school, change):
    refresh_all()
    all_done()
    for name, value in change.items():
        setattr(cast.teacher, name, value)
    cast.teacher.save()
    assert refresh_all() == 1
    assert MoodleAccess.objects.get(state="waiting").user == cast.teacher


def test_a_second_role_is_one_row_and_a_change(cast, school):
    refresh_all()
    all_done()
    join(cast.teacher, school, Role.PE_TEACHER)
    assert refresh_all() == 1
    assert MoodleAccess.objects.filter(user=cast.teacher).count() == 1


def test_who_leaves_is_closed_off_and_who_comes_back_opened(cast, school):
    refresh_all()
    all_done()
    end(cast.teacher)
    assert refresh_all() == 1
    assert rows(user=cast.teacher) == {"Cis": ("suspended", "waiting")}
    assert refresh_all() == 0
    join(cast.teacher, school, Role.DUO_TEACHER)
    assert refresh_all() == 1
    assert rows(user=cast.teacher) == {"Cis": ACTIVE_WAITING}


def test_a_teacher_who_becomes_secretary_loses_moodle(cast, school):
    refresh_all()
    end(cast.teacher)
    join(cast.teacher, school, Role.SECRETARY)
    refresh_all()
    assert rows(user=cast.teacher) == {"Cis": ("suspended", "waiting")}


def test_a_locked_person_and_a_passed_end_date_close_too(cast, school):
    refresh_all()
    cast.teacher.is_active = False
    cast.teacher.save()
    Membership.objects.filter(user=cast.duo).update(ends_on=date(2027, 3, 1))
    assert refresh_all() == 2
    assert rows(desired="suspended") == dict.fromkeys(("Cis", "Guy"), ("suspended", "waiting"))


def test_a_failure_is_tried_again_once_something_changes(cast, school):
    refresh_all()
    MoodleAccess.objects.filter(user=cast.teacher).update(state="failed", error="Bezet.")
    assert refresh_all() == 0
    cast.teacher.email = "cis2@demo.example"
    cast.teacher.save()
    refresh_all()
    row = MoodleAccess.objects.get(user=cast.teacher)
    assert (row.state, row.error) == ("waiting", "")


def test_the_order_of_this_year_opens_earlier_years_again(cast, on):
    earlier = make_edition(2026)
    take_part(cast.school, earlier)
    refresh_all()
    assert rows() == {}, "2026 is over and 2027 is not ordered"
    take_part(cast.school, cast.edition)
    assert refresh_school(school=cast.school) == 12


def test_the_end_of_the_school_year_closes_until_the_next_order(cast, school, on):
    refresh_all()
    on(date(2027, 8, 31))
    assert refresh_all() == 0
    on(date(2027, 9, 1))
    assert refresh_all() == 6
    assert {desired for desired, _ in rows().values()} == {"suspended"}
    take_part(school, make_edition(2028))
    assert refresh_all() == 12
    assert {desired for desired, _ in rows().values()} == {"active"}


def test_an_order_before_the_school_year_opens_at_once(cast, on):
    on(date(2027, 7, 1))
    take_part(cast.school, make_edition(2028))
    assert refresh_all() == 6


def test_as_many_queries_for_a_country_as_for_a_school(cast, school, django_assert_num_queries):
    with django_assert_num_queries(2):
        refresh_all()
    for number in range(40):
        join(make_person(f"p{number}@demo.example", "Per", "Soon"), school, Role.TEACHER)
    with django_assert_num_queries(2):
        assert refresh_all() == 40
    with django_assert_num_queries(2):
        assert refresh_school(school=school) == 0
