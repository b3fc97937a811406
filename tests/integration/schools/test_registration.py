"""A new school registers: the code, signing in with it, and what is typed of the school."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from ovsgtoets.kernel.errors import Refused
from schools.domain.registration_codes import open_code, send_registration_code
from schools.models import RegistrationCode, RegistrationDraft
from tests.integration.schools.mails import mails_to
from tests.integration.schools.registrations import DONE, START, STEP_1, STEP_2, sign_in, typed

pytestmark = pytest.mark.django_db


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


def test_the_address_of_the_registration_is_fixed():
    assert reverse("schools:registration") == START
