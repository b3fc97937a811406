"""Beheer gebruikers: the list of people, adding and changing them, links for a password."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership, PasswordLink, User
from accounts.roles import Role
from schools.models import ClassAssignment, SchoolClass
from tests.conftest import PASSWORD, join, make_person
from tests.integration.schools.mails import mails_to
from tests.integration.schools.staff_pages import STAFF, edit, membership_of, person

pytestmark = pytest.mark.django_db


class TestTheList:
    def test_it_shows_everybody_with_class_role_and_state(self, admin, cast):
        User.objects.filter(pk=cast.care.pk).update(last_login=timezone.now())
        Membership.objects.filter(user=cast.duo).update(accepted_at=None)
        page = admin.get(STAFF).text

        for name in ("An Peeters", "Bo Maes", "Cis Claes", "Dirk Aerts", "Els Goos", "Fee Smet"):
            assert name in page
        assert "Hans Vos" not in page
        assert "Klas 6A" in page
        assert "Duo-leerkracht" in page
        assert page.count("actief") == 6
        assert "niet uitgenodigd" in page
        assert "146001" in page

    def test_signing_in_before_working_here_is_not_shown(self, admin, cast):
        User.objects.filter(pk=cast.care.pk).update(last_login=timezone.now() - timedelta(days=400))

        assert admin.get(STAFF).text.count("nog niet") == 6

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.SCHOOL_ADMIN])
    def test_other_roles_are_refused(self, as_person, cast, role):
        client = as_person(cast.by_role[role])

        assert client.get(STAFF).status_code == 403
        assert client.post(f"{STAFF}nieuw/", person()).status_code == 403
        assert not User.objects.filter(email="nele@demo.example").exists()

    def test_thirty_people_cost_no_more_queries_than_one(
        self, admin, cast, django_assert_num_queries
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        admin.get(STAFF)
        with CaptureQueriesContext(connection) as few:
            admin.get(STAFF)
        for turn in range(30):
            join(
                make_person(f"p{turn}@demo.example", "P", str(turn)),
                cast.school,
                "teacher",
                cast.class_a,
            )

        with django_assert_num_queries(len(few)):
            assert "p29@demo.example" in admin.get(STAFF).text

    def test_a_school_without_classes_is_told_what_to_do_first(self, admin, cast):
        SchoolClass.objects.all().delete()

        page = admin.get(STAFF).text

        assert "Je school heeft nog geen klassen" in page
        assert "Zonder klas" in page


class TestAdding:
    def test_somebody_new_gets_the_role_the_class_and_a_link(self, admin, cast):
        answer = admin.post(
            f"{STAFF}nieuw/", person(role="duo_teacher", classes=[cast.class_b.pk]), follow=True
        )

        assert "Nele Adams is toegevoegd als Duo-leerkracht." in answer.text
        nele = membership_of(User.objects.get(email="nele@demo.example"))
        assert [a.school_class for a in nele.assignments.all()] == [cast.class_b]
        (mail,) = mails_to("nele@demo.example")
        assert "/wachtwoord/" in mail.message
        assert "uitgenodigd" in admin.get(STAFF).text

    @pytest.mark.parametrize("role", Role.values)
    def test_every_role_can_be_added(self, admin, cast, role):
        admin.post(f"{STAFF}nieuw/", person(role=role, classes=[cast.class_a.pk]))

        nele = membership_of(User.objects.get(email="nele@demo.example"))
        assert nele.role == role
        assert nele.assignments.count() == (role in ("teacher", "duo_teacher"))

    def test_somebody_known_elsewhere_keeps_names_and_password(self, admin, cast):
        admin.post(f"{STAFF}nieuw/", person(email="INE@demo.example", role="pe_teacher"))

        ine = User.objects.get(email="ine@demo.example")
        assert ine.full_name == "Ine Bos"
        assert ine.check_password(PASSWORD)
        assert membership_of(ine, school=cast.school).role == Role.PE_TEACHER
        (mail,) = mails_to("ine@demo.example")
        assert "De Linde als Leerkracht LO" in mail.message
        assert "Kastanje" not in mail.message
        assert not PasswordLink.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"email": "geen adres"}, "Dit is geen e-mailadres"),
            ({"email": ""}, "Vul het e-mailadres in."),
            ({"first_name": ""}, "Vul de voornaam in."),
            ({"last_name": "x" * 81}, "hoogstens 80 tekens"),
            ({"first_name": "N\x00"}, "Null-tekens"),
            ({"role": "koning"}, "Deze rol bestaat niet"),
            ({"role": ""}, "Kies een rol."),
            ({"role": "teacher"}, "Kies de klas van deze leerkracht."),
            ({"role": "teacher", "classes": ["x"]}, "Deze klas bestaat niet in je school."),
            (
                {"email": "cis@demo.example", "role": "teacher", "classes": "A"},
                "heeft de rol Leerkracht al",
            ),
        ],
    )
    def test_a_mistake_keeps_what_was_typed(self, admin, cast, changes, sentence):
        if changes.get("classes") == "A":
            changes = {**changes, "classes": [cast.class_a.pk]}

        answer = admin.post(f"{STAFF}nieuw/", person(**changes))

        assert answer.status_code == 422
        assert sentence in answer.text
        assert not User.objects.filter(email="nele@demo.example").exists()

    def test_a_class_of_another_school_is_refused(self, admin, cast):
        answer = admin.post(f"{STAFF}nieuw/", person(role="teacher", classes=[cast.other_class.pk]))

        assert answer.status_code == 422
        assert not Membership.objects.filter(user__email="nele@demo.example").exists()

    def test_the_list_fills_in_what_it_knows(self, admin, cast):
        page = admin.get(f"{STAFF}nieuw/?rol=teacher&klas={cast.class_b.pk}&klas=x").text

        assert '<option value="teacher" selected>' in page
        assert page.count("checked") == 1

    def test_pressing_twice_adds_and_mails_once(self, admin, cast):
        admin.post(f"{STAFF}nieuw/", person())

        assert admin.post(f"{STAFF}nieuw/", person()).status_code == 422
        assert len(mails_to("nele@demo.example")) == 1


class TestChanging:
    def test_names_address_and_class(self, admin, cast):
        answer = admin.post(
            edit(cast.teacher),
            person(email="cis.claes@demo.example", role="teacher", classes=[cast.class_b.pk]),
            follow=True,
        )

        assert "De gegevens van Nele Adams zijn bewaard." in answer.text
        cast.teacher.refresh_from_db()
        assert cast.teacher.email == "cis.claes@demo.example"
        classes = ClassAssignment.objects.filter(membership__user=cast.teacher)
        assert [a.school_class for a in classes] == [cast.class_b]
        assert len(mails_to("cis@demo.example")) == 1

    def test_another_role_takes_the_place_of_the_old_one(self, admin, cast):
        data = {"first_name": "Cis", "last_name": "Claes", "email": "cis@demo.example"}

        admin.post(edit(cast.teacher), {**data, "role": "care_coordinator"})

        assert membership_of(cast.teacher).role == Role.CARE_COORDINATOR
        assert Membership.objects.filter(user=cast.teacher, ended_at=None).count() == 1
        assert "Onlangs verwijderd" not in admin.get(STAFF).text

    def test_a_taken_address_is_refused_beside_the_field(self, admin, cast):
        answer = admin.post(edit(cast.secretary), person(email="HANS@demo.example"))

        assert answer.status_code == 422
        assert "Kies een ander" in answer.text
        cast.secretary.refresh_from_db()
        assert cast.secretary.full_name == "Bo Maes"

    def test_somebody_who_works_elsewhere_too_keeps_names_and_address(self, admin, cast):
        join(cast.other_teacher, cast.school, Role.PE_TEACHER)
        address = f"{STAFF}{membership_of(cast.other_teacher, school=cast.school).pk}/"

        page = admin.get(address).text
        admin.post(address, person(role="care_coordinator"))

        assert "werkt niet alleen in jouw school" in page
        assert 'name="email"' not in page
        cast.other_teacher.refresh_from_db()
        assert cast.other_teacher.full_name == "Ine Bos"
        assert membership_of(cast.other_teacher, school=cast.school).role == "care_coordinator"

    def test_an_invited_person_gets_a_new_link_at_the_new_address(self, admin, cast):
        admin.post(f"{STAFF}nieuw/", person())
        nele = User.objects.get(email="nele@demo.example")

        admin.post(edit(nele), person(email="nele.adams@demo.example"))

        assert "/wachtwoord/" in mails_to("nele.adams@demo.example")[0].message
        (link,) = PasswordLink.objects.filter(used_at=None)
        assert link.user.email == "nele.adams@demo.example"
        assert not nele.memberships.exists()

    def test_the_last_schoolbeheerder_keeps_that_role(self, admin, cast):
        data = {"first_name": "An", "last_name": "Peeters", "email": "an@demo.example"}

        answer = admin.post(edit(cast.admin), {**data, "role": "secretary"})

        assert answer.status_code == 422
        assert "laatste schoolbeheerder" in answer.text
        assert membership_of(cast.admin).role == Role.SCHOOL_ADMIN


class TestNewPassword:
    def test_a_link_goes_to_the_person(self, admin, cast):
        answer = admin.post(f"{edit(cast.teacher)}wachtwoord/", follow=True)

        assert "verstuurd naar cis@demo.example" in answer.text
        assert PasswordLink.objects.get().user == cast.teacher
        cast.teacher.refresh_from_db()
        assert cast.teacher.check_password(PASSWORD)

    def test_not_more_than_five_times_an_hour(self, admin, cast):
        for _ in range(6):
            answer = admin.post(f"{edit(cast.teacher)}wachtwoord/", follow=True)

        assert "kreeg al enkele mails" in answer.text
        assert PasswordLink.objects.count() == 5

    def test_getting_it_does_nothing(self, admin, cast):
        assert admin.get(f"{edit(cast.teacher)}wachtwoord/").status_code == 405
