"""Beheer gebruikers: who stops working here, is put back, or is nobody of this school."""

import pytest

from accounts.models import Membership, PasswordLink
from accounts.roles import Role
from ovsgtoets.kernel.errors import Refused
from schools.domain import staff
from schools.models import SchoolClass
from tests.conftest import join, make_school
from tests.integration.schools.staff_pages import STAFF, edit, membership_of, person

pytestmark = pytest.mark.django_db


class TestRemoving:
    def test_access_ends_at_once_and_can_be_put_back(self, admin, cast):
        address = edit(cast.teacher)
        membership = membership_of(cast.teacher)

        answer = admin.post(f"{address}verwijderen/", follow=True)

        assert "Cis Claes is verwijderd als Leerkracht." in answer.text
        assert "Onlangs verwijderd" in answer.text
        assert not Membership.objects.active().filter(user=cast.teacher).exists()

        answer = admin.post(f"{STAFF}{membership.pk}/terugzetten/", follow=True)

        assert "Cis Claes werkt opnieuw in je school" in answer.text
        assert "Onlangs verwijderd" not in answer.text
        back = membership_of(cast.teacher)
        assert [a.school_class for a in back.assignments.all()] == [cast.class_a]

    def test_putting_back_twice_is_once(self, admin, cast):
        membership = membership_of(cast.teacher)
        admin.post(f"{STAFF}{membership.pk}/verwijderen/")

        for _ in range(2):
            admin.post(f"{STAFF}{membership.pk}/terugzetten/")

        assert Membership.objects.active().filter(user=cast.teacher).count() == 1

    def test_the_last_schoolbeheerder_stays(self, admin, cast):
        answer = admin.post(f"{edit(cast.admin)}verwijderen/", follow=True)

        assert "laatste schoolbeheerder" in answer.text
        assert Membership.objects.active().filter(user=cast.admin).exists()

    def test_nobody_shuts_themselves_out(self, cast):
        join(cast.secretary, cast.school, Role.SCHOOL_ADMIN)

        with pytest.raises(Refused, match="Jezelf verwijderen"):
            staff.remove_staff(membership=membership_of(cast.admin), by=cast.admin)
        staff.remove_staff(membership=membership_of(cast.admin), by=cast.secretary)

        assert not Membership.objects.active().filter(user=cast.admin).exists()


class TestOtherSchools:
    @pytest.mark.parametrize("tail", ["", "wachtwoord/", "verwijderen/", "terugzetten/"])
    def test_people_of_another_school_do_not_exist(self, admin, cast, tail):
        address = f"{edit(cast.outsider)}{tail}"

        assert admin.post(address, person()).status_code == 404
        assert membership_of(cast.outsider).ended_at is None
        assert not PasswordLink.objects.exists()

    def test_classes_of_another_school_do_not_exist(self, admin, cast):
        address = f"{STAFF}klassen/{cast.other_class.pk}/"

        assert admin.get(address).status_code == 404
        assert admin.post(address, {"name": "6Z"}).status_code == 404
        assert admin.post(f"{address}verwijderen/").status_code == 404
        assert SchoolClass.objects.filter(pk=cast.other_class.pk, name="6A").exists()

    def test_an_absurd_number_does_not_exist_either(self, admin):
        assert admin.get(f"{STAFF}99999999999999999999999/").status_code == 404


def test_a_person_of_two_schools_is_removed_from_one(admin, cast):
    third = make_school(146009, "De Berk")
    join(cast.teacher, third, Role.TEACHER)
    membership = membership_of(cast.teacher, school=cast.school)

    admin.post(f"{STAFF}{membership.pk}/verwijderen/")

    assert [m.school for m in Membership.objects.active().filter(user=cast.teacher)] == [third]
