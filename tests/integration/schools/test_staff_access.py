"""What leaving, another role, two schools and each role of the guide mean for who sees what."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils.html import strip_tags

from accounts.models import Membership
from accounts.rights import RIGHTS_OF
from accounts.roles import Role
from results.models import Score
from schools.models import Pupil, SchoolClass
from schools.role_rights import rights_per_role
from tests.battery import make_battery
from tests.conftest import join
from tests.integration.results.scores import give, make_pupil

pytestmark = pytest.mark.django_db
STAFF = "/gebruikers/"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def edit(user, **filters):
    return f"{STAFF}{user.memberships.get(ended_at=None, **filters).pk}/"


class TestLeaving:
    def test_every_session_ends_at_once_and_what_was_entered_stays(self, admin, cast):
        battery = make_battery(cast.edition)
        pupil = make_pupil(cast.class_a, "Janssens")
        give(pupil, {battery.reading.items.first(): Decimal("1")})
        school, home = signed_in(cast.teacher), signed_in(cast.teacher)
        assert school.get("/leerlingen/").status_code == home.get("/leerlingen/").status_code == 200

        admin.post(f"{edit(cast.teacher)}verwijderen/")

        for client in (school, home):
            assert client.get("/leerlingen/").status_code == 403
            assert client.post("/leerlingen/", {"last_name": "X"}).status_code == 403
        assert Pupil.objects.filter(pk=pupil.pk).exists()
        assert Score.objects.filter(pupil=pupil).exists()
        assert cast.teacher.memberships.get().assignments.exists()

    def test_another_role_counts_from_the_next_request_on(self, admin, cast):
        client = signed_in(cast.teacher)
        data = {"first_name": "Cis", "last_name": "Claes", "email": "cis@demo.example"}

        admin.post(edit(cast.teacher), data | {"role": "secretary"})

        assert client.get("/leerlingen/").status_code == 403
        assert client.get("/bestelling/").status_code == 200

    def test_a_schoolbeheerder_who_was_removed_manages_nobody_any_more(self, admin, cast):
        join(cast.secretary, cast.school, Role.SCHOOL_ADMIN)
        other = signed_in(cast.secretary)
        other.post(f"{edit(cast.admin)}verwijderen/")

        assert admin.get(STAFF).status_code == 403
        answer = admin.post(f"{edit(cast.secretary, role='school_admin')}verwijderen/")
        assert answer.status_code == 403
        assert Membership.objects.active().filter(user=cast.secretary).count() == 2


class TestTwoSchools:
    @pytest.fixture
    def both(self, cast):
        """An is schoolbeheerder of both; Nele works in the other one."""
        join(cast.admin, cast.other_school, Role.SCHOOL_ADMIN)
        make_pupil(cast.class_a, "Lindekind")
        make_pupil(cast.other_class, "Kastanjekind")
        return signed_in(cast.admin)

    def seen(self, client) -> str:
        pages = [STAFF, f"{STAFF}geschiedenis/", f"{STAFF}nieuw/", "/vestigingsplaatsen/", "/",
                 "/bestelling/", "/resultaten/", "/moodle/"]  # fmt: skip
        answers = [client.get(page) for page in pages]
        assert {answer.status_code for answer in answers} == {200}
        return " ".join(answer.text for answer in answers)

    def test_after_switching_nothing_of_the_other_is_left(self, both, cast):
        for school, own, theirs in (
            (cast.school, "Cis Claes", "Ine Bos"),
            (cast.other_school, "Ine Bos", "Cis Claes"),
            (cast.school, "Cis Claes", "Ine Bos"),
        ):
            both.post("/school/", {"school": school.pk})
            text = self.seen(both)
            assert own in text
            assert theirs not in text

    def test_things_of_the_other_do_not_exist_until_one_switches(self, both, cast):
        both.post("/school/", {"school": cast.other_school.pk})
        here = edit(cast.other_teacher)
        there = edit(cast.teacher)

        assert both.get(here).status_code == 200
        assert both.get(there).status_code == 404
        assert both.post(f"{there}verwijderen/").status_code == 404
        assert both.get(f"{STAFF}klassen/{cast.class_a.pk}/").status_code == 404
        assert both.get(f"{STAFF}nieuw/?persoon={there.split('/')[2]}").text.count("Claes") == 0
        both.post("/school/", {"school": cast.school.pk})
        assert both.get(there).status_code == 200
        assert both.get(here).status_code == 404

    def test_what_is_done_in_one_stands_in_its_history_alone(self, both, cast):
        both.post("/school/", {"school": cast.school.pk})
        both.post(f"{edit(cast.teacher)}wachtwoord/")

        assert "stuurde Cis Claes een link" in both.get(f"{STAFF}geschiedenis/").text
        both.post("/school/", {"school": cast.other_school.pk})
        assert "Cis" not in strip_tags(both.get(f"{STAFF}geschiedenis/").text)


class TestWhatEachRoleMay:
    def test_the_preview_is_the_table_of_rights(self):
        shown = {one.role: set(one.rights) for one in rights_per_role()}

        assert shown == {role: set(rights) for role, rights in RIGHTS_OF.items()}

    def test_it_stands_beside_the_choice_of_a_role(self, admin, cast):
        for page in (admin.get(f"{STAFF}nieuw/").text, admin.get(edit(cast.teacher)).text):
            assert page.count("data-rights-of=") == len(Role)
            assert page.count("<li>Gebruikersbeheer</li>") == 1
            assert page.count("<li>Bestellen van toetsen</li>") == 2
            assert page.count("<li>Ingeven van leerlingen</li>") == 1

    def test_of_somebody_with_two_roles_they_are_added_up(self, admin, cast):
        join(cast.teacher, cast.school, Role.SECRETARY)

        page = admin.get(edit(cast.teacher, role="teacher")).text

        assert "Wat kan Cis Claes?" in page
        together = page.split("Wat kan Cis Claes?")[1]
        assert "Bestellen van toetsen" in together
        assert "Ingeven van leerlingen" in together
        assert "Gebruikersbeheer" not in together


class TestSecondStepAndEid:
    def test_the_list_says_who_has_what(self, admin, cast):
        from allauth.mfa.models import Authenticator

        from accounts.models import EidLink

        Authenticator.objects.create(user=cast.care, type=Authenticator.Type.TOTP, data={})
        for user, last_name in ((cast.teacher, "Claes"), (cast.duo, "Wauters")):
            EidLink.objects.create(
                user=user, issuer="https://acm.example", subject=user.email,
                first_name=user.first_name, last_name=last_name,
            )  # fmt: skip
        page = admin.get(STAFF).text

        assert page.count("eID gekoppeld") == 1
        assert page.count("probleem met eID") == 1
        assert page.count("eID niet gekoppeld") == 5
        assert page.count("tweede stap</span>") == 1
        problem = admin.get(edit(cast.duo)).text
        assert "Er is een probleem met de eID-koppeling van deze account." in problem
        assert "Deze account is gekoppeld aan een eID." in admin.get(edit(cast.teacher)).text
        assert "nog niet gekoppeld aan een eID." in admin.get(edit(cast.care)).text

    def test_correcting_the_name_solves_the_problem_at_once(self, admin, cast):
        from accounts.models import EidLink

        EidLink.objects.create(
            user=cast.secretary, issuer="https://acm.example", subject="bo",
            first_name="Bo", last_name="Maas",
        )  # fmt: skip
        assert "probleem met eID" in admin.get(STAFF).text

        data = {"first_name": "Bo", "last_name": "Maas", "email": "bo@demo.example"}
        admin.post(edit(cast.secretary), data | {"role": "secretary"})

        assert "probleem met eID" not in admin.get(STAFF).text


class TestClassesAndSites:
    def test_a_class_with_points_is_not_removed_and_says_why(self, admin, cast):
        battery = make_battery(cast.edition)
        pupil = make_pupil(cast.class_b, "Janssens")
        give(pupil, {battery.reading.items.first(): Decimal("1")})

        answer = admin.post(f"{STAFF}klassen/{cast.class_b.pk}/verwijderen/", follow=True)

        assert "Klas 6B heeft leerlingen." in answer.text
        assert SchoolClass.objects.filter(pk=cast.class_b.pk).exists()

    def test_until_all_are_linked_the_pages_remind(self, admin, cast):
        SchoolClass.objects.filter(pk=cast.class_a.pk).update(site=cast.sites[0])
        for address in (STAFF, "/vestigingsplaatsen/"):
            assert "vestigingsplaats" in admin.get(address).text
            assert "klas 6B" in admin.get(address).text

        admin.post("/vestigingsplaatsen/", {
            f"class_{cast.class_a.pk}": cast.sites[0].pk, f"class_{cast.class_b.pk}": cast.sites[0].pk,
        })  # fmt: skip

        assert "Nog niet gekoppeld" not in admin.get(STAFF).text
        assert "Nog niet gekoppeld" not in admin.get("/vestigingsplaatsen/").text

    def test_a_school_with_one_site_is_not_reminded(self, cast):
        assert "Nog niet gekoppeld" not in signed_in(cast.outsider).get(STAFF).text
