"""Beheer gebruikers: the school, its classes and sites, and what the start page says of them."""

import pytest

from accounts.models import Membership
from schools.models import ClassAssignment, Pupil, SchoolClass
from tests.integration.schools.staff_pages import STAFF

pytestmark = pytest.mark.django_db


class TestClassesAndSchool:
    def test_the_school_address_and_the_number_of_classes(self, admin, cast):
        answer = admin.post(
            f"{STAFF}school/",
            {"email": "linde@demo.example", "number_of_classes": "4"},
            follow=True,
        )

        assert "De schoolgegevens van De Linde zijn bewaard." in answer.text
        cast.school.refresh_from_db()
        assert cast.school.email == "linde@demo.example"
        names = SchoolClass.objects.for_school(cast.school).values_list("name", flat=True)
        assert list(names) == ["6A", "6B", "6C", "6D"]

    def test_a_class_with_pupils_is_not_dropped(self, admin, cast):
        Pupil.objects.create(
            school_class=cast.class_b, last_name="Jans", first_name="Jo", gender="X"
        )

        answer = admin.post(
            f"{STAFF}school/", {"email": "linde@demo.example", "number_of_classes": "1"}
        )

        assert answer.status_code == 422
        assert "Klas 6B heeft leerlingen" in answer.text
        cast.school.refresh_from_db()
        assert cast.school.email == "school146001@demo.example"
        answer = admin.post(f"{STAFF}klassen/{cast.class_b.pk}/verwijderen/", follow=True)
        assert "Klas 6B heeft leerlingen" in answer.text

    def test_an_empty_class_goes_and_its_teacher_stays(self, admin, cast):
        answer = admin.post(f"{STAFF}klassen/{cast.class_b.pk}/verwijderen/", follow=True)

        assert "Klas 6B is verwijderd." in answer.text
        assert "Zonder klas" in answer.text
        assert "Dirk Aerts" in answer.text

    def test_adding_and_renaming(self, admin, cast):
        assert 'value="6C"' in admin.get(f"{STAFF}klassen/nieuw/").text
        admin.post(f"{STAFF}klassen/nieuw/", {"name": "Zonnebloem"})
        answer = admin.post(f"{STAFF}klassen/{cast.class_a.pk}/", {"name": "6 Maan"}, follow=True)

        assert "Klas 6A heet nu 6 Maan." in answer.text
        assert SchoolClass.objects.for_school(cast.school).filter(name="Zonnebloem").exists()

    @pytest.mark.parametrize("name", ["6b", "", "x" * 21, "a\x00"])
    def test_a_taken_or_impossible_name_is_refused(self, admin, cast, name):
        for address in ("klassen/nieuw/", f"klassen/{cast.class_a.pk}/"):
            assert admin.post(f"{STAFF}{address}", {"name": name}).status_code == 422

    @pytest.mark.parametrize("number", ["0", "27", "x", ""])
    def test_an_impossible_number_of_classes_is_refused(self, admin, cast, number):
        answer = admin.post(
            f"{STAFF}school/", {"email": "linde@demo.example", "number_of_classes": number}
        )

        assert answer.status_code == 422

    def test_without_an_edition_no_class_can_be_made(self, admin, cast, on):
        from datetime import date

        on(date(2027, 9, 5))

        assert admin.get(STAFF).status_code == 200
        assert admin.post(f"{STAFF}klassen/nieuw/", {"name": "6A"}).status_code == 422
        assert admin.post(f"{STAFF}school/", {"email": "x@demo.example"}).status_code == 302


class TestSites:
    ADDRESS = "/vestigingsplaatsen/"

    def test_each_class_gets_its_site(self, admin, cast):
        first, second = cast.sites
        data = {f"class_{cast.class_a.pk}": first.pk, f"class_{cast.class_b.pk}": second.pk}

        answer = admin.post(self.ADDRESS, data, follow=True)

        assert "Alle klassen zijn gekoppeld" in answer.text
        cast.class_a.refresh_from_db()
        cast.class_b.refresh_from_db()
        assert (cast.class_a.site, cast.class_b.site) == (first, second)

    def test_a_class_may_wait_but_is_named(self, admin, cast):
        data = {f"class_{cast.class_a.pk}": cast.sites[0].pk, f"class_{cast.class_b.pk}": ""}

        answer = admin.post(self.ADDRESS, data, follow=True)

        assert "Nog niet gekoppeld: klas 6B." in answer.text

    @pytest.mark.parametrize("value", ["other", "x", "999999999999999999999", "\x00"])
    def test_a_site_of_another_school_is_refused(self, admin, cast, value):
        value = cast.other_school.sites.get().pk if value == "other" else value

        answer = admin.post(self.ADDRESS, {f"class_{cast.class_a.pk}": value})

        assert answer.status_code == 422
        cast.class_a.refresh_from_db()
        assert cast.class_a.site is None

    def test_a_school_with_one_site_has_nothing_to_do(self, as_person, cast):
        page = as_person(cast.outsider).get(self.ADDRESS).text

        assert "Je school heeft maar één vestigingsplaats" in page


class TestSteps:
    def steps(self, user):
        from accounts.acting import acting_of
        from schools.queries import running_edition
        from schools.steps import steps_of

        acting = acting_of(user, None)
        return {step.title: step for step in steps_of(acting, running_edition())}

    def test_the_schoolbeheerder_sees_what_is_missing(self, cast):
        Membership.objects.filter(user=cast.duo).update(accepted_at=None)
        steps = self.steps(cast.admin)

        assert steps["Beheer gebruikers"].detail == "1 leerkracht heeft zich nog nooit aangemeld."
        assert steps["Beheer gebruikers"].state == "busy"
        assert "6A, 6B" in steps["Koppel vestigingsplaatsen"].detail

    def test_when_all_is_arranged_it_says_so(self, cast):
        SchoolClass.objects.for_school(cast.school).update(site=cast.sites[0])

        assert {step.state for step in self.steps(cast.admin).values() if step.position < 20} == {
            "done"
        }

    def test_a_class_without_a_teacher_comes_first(self, cast):
        ClassAssignment.objects.filter(school_class=cast.class_b).delete()

        assert (
            "Klas 6B heeft nog geen leerkracht"
            in self.steps(cast.admin)["Beheer gebruikers"].detail
        )

    def test_a_school_with_one_site_has_no_step_for_it(self, cast):
        assert "Koppel vestigingsplaatsen" not in self.steps(cast.outsider)

    def test_other_roles_have_no_such_steps(self, cast):
        assert "Beheer gebruikers" not in self.steps(cast.teacher)
