"""The last step of a registration: the password, and everything that follows from it at once."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, PasswordLink, User
from accounts.roles import Role
from schools.models import RegistrationCode, RegistrationDraft, SchoolClass
from tests.conftest import PASSWORD, make_person
from tests.integration.schools.mails import mails_to
from tests.integration.schools.registrations import (
    DONE,
    NEW_PASSWORD,
    START,
    STEP_1,
    STEP_2,
    set_password,
    sign_in,
    typed,
)

pytestmark = pytest.mark.django_db


class TestStep2:
    @pytest.fixture
    def ready(self, client, code):
        sign_in(client)
        client.post(STEP_1, typed())
        return client

    def test_step_2_needs_a_complete_step_1(self, client, code):
        sign_in(client)

        answer = client.get(STEP_2, follow=True)

        assert answer.redirect_chain[-1][0] == STEP_1
        assert "Vul eerst stap 1 helemaal in" in answer.text

    @pytest.mark.parametrize(
        ("password", "again", "sentence"),
        [
            ("kort", "kort", "te kort"),
            ("nora@demo.example", "nora@demo.example", "lijkt te veel op"),
            (NEW_PASSWORD, "iets anders", "De twee wachtwoorden zijn niet gelijk"),
            ("x" * 129, "x" * 129, "hoogstens 128"),
            ("", "", "Kies een wachtwoord"),
        ],
    )
    def test_a_weak_or_mistyped_password_is_refused(self, ready, password, again, sentence):
        answer = ready.post(STEP_2, {"password": password, "password_again": again})

        assert answer.status_code == 422
        assert sentence in answer.text
        assert not User.objects.exists()

    def test_saving_makes_everything_at_once(self, ready, school, code, edition):
        answer = ready.post(
            STEP_2, {"password": NEW_PASSWORD, "password_again": NEW_PASSWORD}, follow=True
        )

        assert answer.redirect_chain == [(DONE, 302)]
        assert "De registratie van de schoolaccount is voltooid." in answer.text
        assert "Alle nodige schoolgegevens werden opgeslagen op de server." in answer.text
        assert (
            "<strong>tom@demo.example</strong> en <strong>ria@demo.example</strong>" in answer.text
        )
        school.refresh_from_db()
        code.refresh_from_db()
        assert school.registered_at
        assert code.used_at
        assert school.email == "nora@demo.example"
        people = {
            (m.user.full_name, m.role, *(str(a.school_class) for a in m.assignments.all()))
            for m in Membership.objects.for_school(school)
        }
        assert people == {
            ("Nora Bos", Role.SCHOOL_ADMIN),
            ("Tom Daems", Role.TEACHER, "6A"),
            ("Ria Cools", Role.TEACHER, "6B"),
        }
        assert not RegistrationDraft.objects.exists()
        for teacher in ("tom@demo.example", "ria@demo.example"):
            assert PasswordLink.objects.filter(user__email=teacher, school=school).count() == 1
            assert "/wachtwoord/" in mails_to(teacher)[0].message
        assert "tom@demo.example" in mails_to("nora@demo.example")[0].message
        assert "Nora Bos" in mails_to("nieuw@demo.example")[0].message
        assert ready.login(email="nora@demo.example", password=NEW_PASSWORD)

    def test_a_class_may_wait_for_its_teacher(self, ready, school, edition):
        blank = dict.fromkeys(("class_1_first_name", "class_1_last_name", "class_1_email"), " ")
        ready.post(STEP_1, typed(**blank))

        set_password(ready)

        classes = SchoolClass.objects.for_school(school)
        assert [(c.name, c.assignments.count()) for c in classes] == [("6A", 1), ("6B", 0)]

    def test_pressing_twice_makes_it_once(self, ready):
        set_password(ready)

        answer = set_password(ready)

        assert answer.headers["Location"] == DONE
        assert Membership.objects.count() == 3
        assert len(mails_to("tom@demo.example")) == 1

    def test_a_second_browser_that_comes_too_late_is_told_so(self, ready, code):
        late = Client()
        sign_in(late)
        set_password(ready)

        answer = late.post(
            STEP_2,
            {"password": "heel iets anders", "password_again": "heel iets anders"},
            follow=True,
        )

        assert answer.redirect_chain[-1][0] == START
        assert "Deze code is intussen gebruikt" in answer.text
        assert ready.login(email="nora@demo.example", password=NEW_PASSWORD)

    def test_a_code_that_runs_out_between_the_steps_keeps_what_was_typed(self, ready, code):
        RegistrationCode.objects.update(expires_at=timezone.now())

        answer = set_password(ready)

        assert answer.headers["Location"] == START
        assert not User.objects.exists()
        assert RegistrationDraft.objects.get().data["first_name"] == "Nora"

    def test_nobodys_existing_password_or_name_is_overwritten(self, ready, school, code, cast):
        ready.post(STEP_1, typed(email="AN@demo.example", class_0_email=cast.other_teacher.email))

        set_password(ready)

        an = User.objects.get(email="an@demo.example")
        assert an.check_password(PASSWORD)
        assert an.full_name == "An Peeters"
        assert Membership.objects.active().filter(user=an, school=school).exists()
        assert "Je had al een account" in mails_to("an@demo.example")[0].message
        (notice,) = mails_to("ine@demo.example")
        assert "als Leerkracht, in klas 6A" in notice.message
        assert "/wachtwoord/" not in notice.message

    def test_somebody_invited_elsewhere_does_not_get_the_typed_password(self, ready, school):
        User.objects.create_user("nora@demo.example", None, first_name="Nora", last_name="Bos")

        set_password(ready)

        nora = User.objects.get(email="nora@demo.example")
        assert not nora.has_password
        assert PasswordLink.objects.filter(user=nora).count() == 1

    def test_a_locked_account_can_not_become_schoolbeheerder(self, ready):
        make_person("nora@demo.example", "Nora", "Bos", is_active=False)

        answer = set_password(ready)

        assert answer.headers["Location"] == STEP_1
        assert not Membership.objects.exists()
        assert RegistrationCode.objects.get().is_usable

    def test_without_a_running_edition_it_waits(self, ready, edition):
        SchoolClass.objects.all().delete()
        edition.delete()

        answer = ready.get(STEP_2, follow=True)

        assert "De nieuwe editie staat nog niet klaar" in answer.text
