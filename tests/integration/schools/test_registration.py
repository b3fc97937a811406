"""A new school registers: from the helpdesk's code to the guide's confirmation page."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from accounts.models import Membership, PasswordLink, User
from accounts.roles import Role
from ovsgtoets.kernel.errors import Refused
from schools.codes import hash_code
from schools.domain.registration_codes import open_code, send_registration_code
from schools.models import RegistrationCode, RegistrationDraft, SchoolClass
from tests.conftest import PASSWORD, make_person, make_school

pytestmark = pytest.mark.django_db
START, STEP_1, STEP_2, DONE = (
    "/registratie/",
    "/registratie/stap-1/",
    "/registratie/stap-2/",
    "/registratie/klaar/",
)
NEW_PASSWORD = "paarse fietsen in de regen"


@pytest.fixture
def school(edition):
    return make_school(
        146003, "De Wilg", email="nieuw@demo.example", ses_percentage="1.23", ses_zone="E"
    )


@pytest.fixture
def code(school):
    return RegistrationCode.objects.create(
        school=school,
        code_hash=hash_code("DEMO-REGISTRATIE-1"),
        sent_to=school.email,
        expires_at=timezone.now() + timedelta(days=60),
    )


def sign_in(client, email="nieuw@demo.example", code="DEMO-REGISTRATIE-1"):
    return client.post(START, {"email": email, "code": code})


def typed(**changes):
    return {
        "confirmed": "2",
        "number_of_classes": "2",
        "first_name": "Nora",
        "last_name": "Bos",
        "email": "nora@demo.example",
        "class_0_first_name": "Tom",
        "class_0_last_name": "Daems",
        "class_0_email": "tom@demo.example",
        "class_1_first_name": "Ria",
        "class_1_last_name": "Cools",
        "class_1_email": "ria@demo.example",
        **changes,
    }


def set_password(client, password=NEW_PASSWORD, again=None):
    return client.post(STEP_2, {"password": password, "password_again": again or password})


def mails_to(address):
    return [mail for mail in Email.objects.all() if address in mail.to]


class TestTheCode:
    def test_a_code_is_mailed_and_only_its_hash_is_kept(self, school):
        row = send_registration_code(school=school, by=None)

        (mail,) = mails_to("nieuw@demo.example")
        code = re.search(r"code ([A-Z2-9-]{23})", mail.message).group(1)
        assert "De Wilg (instellingsnummer 146003)" in mail.message
        assert "http://localhost:8000/registratie/" in mail.message
        assert "(nieuw@demo.example)" in mail.message
        assert code in mail.html_message
        assert code not in str(RegistrationCode.objects.values())
        assert open_code(email="NIEUW@demo.example", code=code.lower().replace("-", " ")) == row

    def test_sending_anew_makes_the_older_code_worthless(self, school, code):
        newer = send_registration_code(school=school, by=None)

        assert open_code(email=school.email, code="DEMO-REGISTRATIE-1") is None
        assert newer.is_usable

    def test_a_code_does_not_open_with_another_address(self, code):
        assert open_code(email="iemand@demo.example", code="DEMO-REGISTRATIE-1") is None

    def test_a_code_made_with_the_previous_secret_key_still_opens(self, code, settings):
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "a new key that is long enough to be one, 0123456789"

        assert open_code(email="nieuw@demo.example", code="demo-registratie-1") == code

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"email": ""}, "heeft geen e-mailadres"),
            ({"email": "geen adres"}, "e-mailadres dat niet klopt"),
            ({"registered_at": timezone.now()}, "is al geregistreerd"),
        ],
    )
    def test_a_school_that_can_not_get_a_code_gets_none(self, school, changes, sentence):
        for name, value in changes.items():
            setattr(school, name, value)
        school.save()

        with pytest.raises(Refused, match=sentence):
            send_registration_code(school=school, by=None)
        assert not Email.objects.exists()


class TestSigningInWithTheCode:
    def test_the_right_code_opens_step_1(self, client, code):
        assert sign_in(client, code=" demo registratie 1").headers["Location"] == STEP_1

    @pytest.mark.parametrize(
        ("email", "given"),
        [
            ("nieuw@demo.example", "DEMO-REGISTRATIE-2"),
            ("ander@demo.example", "DEMO-REGISTRATIE-1"),
            ("nieuw@demo.example", "---"),
        ],
    )
    def test_anything_else_gets_the_same_neutral_sentence(self, client, code, email, given):
        answer = sign_in(client, email, given)

        assert answer.status_code == 422
        assert "Met dit e-mailadres en deze code kunnen we je niet aanmelden" in answer.text
        assert f'value="{email}"' in answer.text

    @pytest.mark.parametrize("data", [{}, {"email": "x\x00y", "code": "a" * 5000}])
    def test_nonsense_is_refused_beside_the_field(self, client, data, db):
        assert client.post(START, data).status_code == 422

    def test_an_expired_and_a_used_code_are_refused(self, client, code):
        code.expires_at = timezone.now()
        code.save()
        assert sign_in(client).status_code == 422

        code.expires_at, code.used_at = timezone.now() + timedelta(days=1), timezone.now()
        code.save()
        assert sign_in(client).status_code == 422

    def test_guessing_stops_after_ten_times(self, client, code):
        answers = [sign_in(client, code=f"FOUT-{turn}").status_code for turn in range(10)]
        assert set(answers) == {422}

        answer = sign_in(client)

        assert answer.status_code == 429
        assert "Je probeerde het te vaak" in answer.text

    def test_without_a_code_no_step_is_shown(self, client, db):
        for address in (STEP_1, STEP_2, DONE):
            assert client.get(address).headers["Location"] == START


class TestStep1:
    def test_it_shows_the_schools_data(self, client, code):
        sign_in(client)

        page = client.get(STEP_1).text

        for text in (
            "De Wilg",
            "Dorpsstraat 1",
            "Gent",
            "9000",
            "146003",
            "OVSG",
            "1,23",
            "Klas 6A",
        ):
            assert text in page
        assert 'value="nieuw@demo.example"' in page
        assert "Klas 6B" not in page

    def test_confirming_the_number_of_classes_gives_as_many_rows_and_keeps_the_rest(
        self, client, code
    ):
        sign_in(client)

        answer = client.post(
            STEP_1,
            typed(confirmed="1", number_of_classes="3", email="half", confirm_classes="1"),
            follow=True,
        )

        assert answer.text.count("<legend>Klas 6") == 3
        assert 'value="half"' in answer.text
        assert 'value="Tom"' in answer.text

    def test_enter_in_a_field_means_verder(self, client, code):
        sign_in(client)

        page = client.get(STEP_1).text

        form = page[page.index(f'action="{STEP_1}"') :]
        assert form[form.index("<button") :].startswith("<button hidden>Verder</button>")

    @pytest.mark.parametrize("number", ["0", "27", "twee", "", "-1", "99999999999", "²"])
    def test_a_number_of_classes_that_can_not_be_is_refused(self, client, code, number):
        sign_in(client)

        answer = client.post(STEP_1, typed(number_of_classes=number, confirm_classes="1"))

        assert answer.status_code == 422
        assert answer.text.count("<legend>Klas 6") == 2
        assert 'value="tom@demo.example"' in answer.text

    def test_a_number_that_was_not_confirmed_is_asked_about(self, client, code):
        sign_in(client)

        answer = client.post(STEP_1, typed(number_of_classes="3"))

        assert answer.status_code == 422
        assert "Kies eerst Bevestig aantal klassen" in answer.text

    def test_fewer_classes_hide_a_teacher_and_more_bring_them_back(self, client, code):
        sign_in(client)
        client.post(STEP_1, typed(number_of_classes="1", confirm_classes="1"))
        one = typed(confirmed="1", number_of_classes="2", confirm_classes="1")
        one = {key: value for key, value in one.items() if not key.startswith("class_1")}

        answer = client.post(STEP_1, one, follow=True)

        assert 'value="ria@demo.example"' in answer.text

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"class_1_email": "TOM@demo.example"}, "Dit mailadres staat al bij klas 6A"),
            (
                {"class_1_email": "nora@demo.example"},
                "Dit mailadres staat al bij de schoolbeheerder",
            ),
            ({"class_0_email": "tom"}, "Dit is geen e-mailadres"),
            ({"class_0_last_name": ""}, "Vul de naam in van de leerkracht van klas 6A"),
            ({"first_name": ""}, "Vul de voornaam van de schoolbeheerder in"),
            ({"class_0_first_name": "x" * 5000}, "hoogstens 80 tekens"),
            ({"class_0_first_name": "T\x00m"}, "Null-tekens"),
        ],
    )
    def test_a_mistake_is_said_beside_the_field_and_nothing_typed_is_lost(
        self, client, code, changes, sentence
    ):
        sign_in(client)

        answer = client.post(STEP_1, typed(**changes))

        assert answer.status_code == 422
        assert sentence in answer.text
        assert 'value="Ria"' in answer.text
        assert RegistrationDraft.objects.get().data["class_1_first_name"] == "Ria"

    def test_somebody_known_elsewhere_is_accepted_and_nothing_is_told(self, client, code, cast):
        sign_in(client)

        answer = client.post(STEP_1, typed(class_0_email=cast.teacher.email))

        assert answer.headers["Location"] == STEP_2

    def test_coming_back_later_in_another_browser_finds_what_was_typed(self, client, code):
        sign_in(client)
        client.post(STEP_1, typed(class_0_last_name="", email="nora@demo.example"))
        other = Client()
        sign_in(other)

        page = other.get(STEP_1).text

        for value in ("Nora", "nora@demo.example", "Tom", "ria@demo.example"):
            assert f'value="{value}"' in page


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


def test_the_address_of_the_registration_is_fixed():
    assert reverse("schools:registration") == START
