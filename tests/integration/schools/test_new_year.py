"""A new school year: who still works here, which classes there are again, and with whom."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.acting import acting_of
from accounts.models import Membership
from accounts.roles import Role
from ovsgtoets.kernel.errors import Refused
from schools.domain.new_year import ClassPlan, carry_over
from schools.models import ClassAssignment, Edition, Pupil, SchoolClass
from schools.steps import steps_of
from tests.conftest import join, make_edition, make_person, make_school

ADDRESS = "/gebruikers/nieuw-schooljaar/"


@pytest.fixture
def september(on, cast):
    """The autumn after the cast's school year, with its edition."""
    on(date(2027, 9, 6))
    return make_edition(2028)


def membership(user):
    return user.memberships.get(ended_at=None)


def answers(cast, **changes):
    """Everything as proposed: everybody stays, both classes with their teachers of last year."""
    a, b = cast.class_a.pk, cast.class_b.pk
    people = [cast.secretary, cast.teacher, cast.teacher_b, cast.pe_teacher, cast.care, cast.duo]
    return {
        **{f"person_{person.pk}": "blijft" for person in people},
        f"class_{a}": "on",
        f"class_{a}_teacher_1": membership(cast.teacher).pk,
        f"class_{a}_duo_teacher_1": membership(cast.duo).pk,
        f"class_{b}": "on",
        f"class_{b}_teacher_1": membership(cast.teacher_b).pk,
        f"class_{b}_duo_teacher_1": "",
    } | changes


def classes(cast, edition):
    """`{"6A": ["Cis", "Guy"]}`: who stands before each class of that year."""
    return {
        one.name: sorted(a.membership.user.first_name for a in one.assignments.all())
        for one in SchoolClass.objects.for_school(cast.school).filter(edition=edition)
    }


class TestThePage:
    def test_it_proposes_what_was(self, admin, cast, september):
        SchoolClass.objects.filter(pk=cast.class_a.pk).update(site=cast.sites[1])
        page = admin.get(ADDRESS).text

        assert "Nieuw schooljaar 2027-2028" in page
        assert "Werkt Cis Claes hier nog?" in page
        assert "Leerkracht, klas 6A" in page
        assert "dat ben jij" in page
        assert page.count("is er dit jaar") == 2
        assert f'value="{membership(cast.teacher).pk}" selected' in page

    def test_as_proposed_all_is_carried_over(self, admin, cast, september):
        SchoolClass.objects.filter(pk=cast.class_a.pk).update(site=cast.sites[1])

        answer = admin.post(ADDRESS, answers(cast), follow=True)

        assert "Gemaakt: klas 6A, 6B. Iedereen werkt hier nog." in answer.text
        assert classes(cast, september) == {"6A": ["Cis", "Guy"], "6B": ["Dirk"]}
        made = SchoolClass.objects.get(school=cast.school, edition=september, name="6A")
        assert made.site == cast.sites[1]
        assert classes(cast, cast.edition) == {"6A": ["Cis", "Guy"], "6B": ["Dirk"]}

    def test_who_stops_has_no_access_and_no_class(self, admin, cast, september):
        Pupil.objects.create(school_class=cast.class_a, last_name="J", first_name="J", gender="X")
        answer = admin.post(
            ADDRESS, answers(cast, **{f"person_{cast.teacher.pk}": "stopt"}), follow=True
        )

        assert "Gestopt: Cis Claes." in answer.text
        assert "Nog zonder leerkracht: klas 6A." in answer.text
        assert classes(cast, september)["6A"] == ["Guy"]
        assert not Membership.objects.active().filter(user=cast.teacher).exists()
        assert Pupil.objects.exists()

    def test_a_class_that_is_no_more_is_not_made(self, admin, cast, september):
        data = answers(cast)
        del data[f"class_{cast.class_b.pk}"]

        admin.post(ADDRESS, data)

        assert list(classes(cast, september)) == ["6A"]

    def test_twice_is_once(self, admin, cast, september):
        data = answers(cast, **{f"person_{cast.teacher.pk}": "stopt"})
        admin.post(ADDRESS, data)
        answer = admin.post(ADDRESS, data, follow=True)

        assert "Er was niets te veranderen" in answer.text
        assert classes(cast, september) == {"6A": ["Guy"], "6B": ["Dirk"]}
        assert ClassAssignment.objects.filter(school_class__edition=september).count() == 2

    def test_classes_that_are_there_stay_as_they_are(self, admin, cast, september):
        SchoolClass.objects.create(school=cast.school, edition=september, name="6a")

        page = admin.get(ADDRESS).text
        admin.post(ADDRESS, answers(cast))

        assert "Deze klassen zijn er al: 6a." in page
        assert classes(cast, september) == {"6a": [], "6B": ["Dirk"]}

    @pytest.mark.parametrize("value", ["other", "x", "\x00", "99999999999999999999"])
    def test_somebody_else_does_not_stand_before_a_class(self, admin, cast, september, value):
        value = membership(cast.other_teacher).pk if value == "other" else value
        name = f"class_{cast.class_a.pk}_teacher_1"

        answer = admin.post(ADDRESS, answers(cast, **{name: value}))

        assert answer.status_code == 422
        assert not SchoolClass.objects.filter(edition=september).exists()

    def test_people_and_classes_of_another_school_are_not_asked(self, admin, cast, september):
        data = answers(cast) | {
            f"person_{cast.other_teacher.pk}": "stopt",
            f"person_{cast.admin.pk}": "stopt",
            f"class_{cast.other_class.pk}": "on",
        }

        admin.post(ADDRESS, data)

        assert membership(cast.other_teacher)
        assert membership(cast.admin)
        assert not SchoolClass.objects.filter(edition=september, school=cast.other_school).exists()

    def test_without_edition_or_year_before_it_says_so(self, admin, cast, on):
        assert "Geen klassen van vorig jaar" in admin.get(ADDRESS).text
        assert admin.post(ADDRESS).status_code == 422
        on(date(2027, 9, 6))
        assert "De nieuwe editie staat nog niet klaar" in admin.get(ADDRESS).text

    def test_thirty_people_cost_no_more_queries_than_one(self, admin, cast, september):
        def cost():
            with CaptureQueriesContext(connection) as queries:
                assert admin.get(ADDRESS).status_code == 200
            return len(queries)

        few = cost()
        for n in range(30):
            extra = SchoolClass.objects.create(
                school=cast.school, edition=cast.edition, name=f"7{n}"
            )
            join(make_person(f"p{n}@demo.example", "P", str(n)), cast.school, "teacher", extra)
        assert cost() == few


class TestTheStep:
    def titles(self, cast, edition):
        return [step.title for step in steps_of(acting_of(cast.admin, None), edition)]

    def test_it_comes_first_as_long_as_there_are_no_classes(self, admin, cast, september):
        assert self.titles(cast, cast.edition)[0] != "Nieuw schooljaar"
        assert "Nieuw schooljaar" in self.titles(cast, september)
        assert "neem je gebruikers en klassen mee naar 2027-2028" in admin.get("/gebruikers/").text

        admin.post(ADDRESS, answers(cast))

        assert "Nieuw schooljaar" not in self.titles(cast, september)
        assert "neem je gebruikers" not in admin.get("/gebruikers/").text


def test_a_class_of_another_school_is_refused(cast, september):
    with pytest.raises(Refused, match="andere school"):
        carry_over(
            school=cast.school,
            edition=september,
            stopping=[],
            plans=[ClassPlan(cast.other_class, ())],
            by=cast.admin,
        )


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_make_one_set_of_classes():
    dates = {
        "orders_open_on": date(2026, 9, 1), "orders_close_on": date(2027, 4, 1),
        "entry_opens_on": date(2026, 9, 1), "entry_closes_on": date(2027, 6, 25),
    }  # fmt: skip
    old, new = (Edition.objects.create(year=year, **dates) for year in (2026, 2027))
    school = make_school(146001, "De Linde")
    before = SchoolClass.objects.create(school=school, edition=old, name="6A")
    admins = [join(make_person(f"{n}@demo.example", n, n), school, Role.SCHOOL_ADMIN) for n in "ab"]
    teachers = [
        join(make_person(f"{n}@demo.example", n, n), school, Role.TEACHER).memberships.get()
        for n in "cd"
    ]

    def carry(pair):
        by, teacher = pair
        try:
            plan = ClassPlan(before, (teacher,))
            done = carry_over(school=school, edition=new, stopping=[], plans=[plan], by=by)
            return len(done.made)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(carry, zip(admins, teachers, strict=True)))

    assert sorted(answers) == [0, 1]
    assert SchoolClass.objects.get(edition=new).assignments.count() == 1
