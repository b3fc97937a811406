"""Beheer gebruikers: the schoolbeheerder's people, classes and school."""

from datetime import timedelta

import pytest
from django.utils import timezone
from post_office.models import Email

from accounts.models import Membership, PasswordLink, User
from accounts.roles import Role
from ovsgtoets.kernel.errors import Refused
from schools.domain import staff
from schools.models import ClassAssignment, Pupil, SchoolClass
from tests.conftest import PASSWORD, join, make_person, make_school

pytestmark = pytest.mark.django_db
STAFF = "/gebruikers/"


@pytest.fixture
def admin(as_person, cast):
    return as_person(cast.admin)


def membership_of(user, **filters):
    return Membership.objects.get(user=user, ended_at=None, **filters)


def edit(user):
    return f"{STAFF}{membership_of(user).pk}/"


def person(**changes):
    return {
        "first_name": "Nele",
        "last_name": "Adams",
        "email": "nele@demo.example",
        "role": "secretary",
        **changes,
    }


def mails_to(address):
    return [mail for mail in Email.objects.all() if address in mail.to]


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


def test_a_person_of_two_schools_is_removed_from_one(admin, cast):
    third = make_school(146009, "De Berk")
    join(cast.teacher, third, Role.TEACHER)
    membership = membership_of(cast.teacher, school=cast.school)

    admin.post(f"{STAFF}{membership.pk}/verwijderen/")

    assert [m.school for m in Membership.objects.active().filter(user=cast.teacher)] == [third]
