"""The helpdesk's admin of schools, codes and editions."""

import pytest
from django.utils import timezone
from post_office.models import Email

from schools.models import Edition, RegistrationCode, School
from tests.conftest import make_school

pytestmark = pytest.mark.django_db
SCHOOLS = "/beheer/schools/school/"


@pytest.fixture
def helpdesk(as_person, cast):
    return as_person(cast.helpdesk)


@pytest.fixture
def new_school(cast):
    return make_school(146003, "De Wilg", email="nieuw@demo.example", municipality="Diest")


def send(client, *schools, **data):
    return client.post(
        SCHOOLS,
        {"action": "send_codes", "_selected_action": [s.pk for s in schools], **data},
        follow=True,
    )


@pytest.mark.parametrize("typed", ["146003", "wilg", "Diest", "nieuw@demo"])
def test_a_school_is_found_by_number_name_town_or_address(helpdesk, new_school, typed):
    page = helpdesk.get(SCHOOLS, {"q": typed}).text

    assert "De Wilg" in page
    assert "De Linde" not in page


def test_a_school_is_found_by_a_person(helpdesk, cast):
    page = helpdesk.get(SCHOOLS, {"q": "Claes"}).text

    assert "De Linde" in page
    assert "De Kastanje" not in page


def test_the_list_filters_on_registration_and_code(helpdesk, cast, new_school):
    cast.school.registered_at = timezone.now()
    cast.school.save()
    send(helpdesk, new_school, confirmed="1")

    registered = helpdesk.get(SCHOOLS, {"geregistreerd": "ja"}).text
    with_code = helpdesk.get(SCHOOLS, {"code": "ja"}).text

    assert "De Linde" in registered
    assert "De Wilg" not in registered
    assert "De Wilg" in with_code
    assert "De Kastanje" not in with_code


def test_before_sending_it_says_to_whom_until_when_and_whom_not(helpdesk, cast, new_school):
    silent = make_school(146005, "De Eik", email="")
    cast.school.registered_at = timezone.now()
    cast.school.save()

    page = send(helpdesk, new_school, silent, cast.school).text

    assert "<strong>nieuw@demo.example</strong>" in page
    assert "De Eik (146005) heeft geen e-mailadres." in page
    assert "De Linde (146001) is al geregistreerd." in page
    assert not Email.objects.exists()


def test_sending_mails_the_code_and_names_who_got_it(helpdesk, cast, new_school):
    page = send(helpdesk, new_school, confirmed="1").text

    assert "Registratiecode verstuurd naar nieuw@demo.example." in page
    code = RegistrationCode.objects.get()
    assert code.sent_by == cast.helpdesk
    assert timezone.localtime(code.expires_at).strftime("%H:%M") == "23:59"
    assert Email.objects.get().to == ["nieuw@demo.example"]


def test_a_school_that_registered_meanwhile_gets_no_code(helpdesk, cast, new_school):
    new_school.registered_at = timezone.now()
    new_school.save()

    page = send(helpdesk, new_school, confirmed="1").text

    assert "is al geregistreerd" in page
    assert not RegistrationCode.objects.exists()


def test_a_school_is_added_by_hand(helpdesk, cast):
    page = helpdesk.get(f"{SCHOOLS}add/").text
    data = {
        "institution_number": "4321",
        "name": "De Es",
        "umbrella": "ovsg",
        "kind": "ordinary",
        "email": "es@demo.example",
        "phone": "",
        "street": "Laan",
        "house_number": "1",
        "postal_code": "9000",
        "municipality": "Gent",
        "ses_percentage": "1,23",
        "ses_zone": "E",
        "sites-TOTAL_FORMS": "0",
        "sites-INITIAL_FORMS": "0",
        "registration_codes-TOTAL_FORMS": "0",
        "registration_codes-INITIAL_FORMS": "0",
    }

    answer = helpdesk.post(f"{SCHOOLS}add/", data, follow=True)

    assert "Instellingsnummer" in page
    assert "is met succes toegevoegd" in answer.text
    assert "De Es" in helpdesk.get(SCHOOLS, {"q": "4321"}).text
    assert str(School.objects.get(institution_number=4321).ses_percentage) == "1.23"


def test_a_registered_school_can_not_be_removed(helpdesk, cast):
    cast.school.registered_at = timezone.now()
    cast.school.save()

    assert helpdesk.get(f"{SCHOOLS}{cast.school.pk}/delete/").status_code == 403
    assert "delete_selected" not in helpdesk.get(SCHOOLS).text


def test_a_new_edition_has_the_usual_days(helpdesk, cast):
    page = helpdesk.get("/beheer/schools/edition/add/").text

    assert 'value="2028"' in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"orders_close_on": "2027-08-01"}, "Bestellen kan niet eindigen voor het begint."),
        ({"entry_closes_on": "2029-06-30"}, "Kies een dag in het schooljaar 2027-2028"),
        ({"year": "3"}, "Het jaar waarin het schooljaar eindigt"),
        ({"year": "2027"}, "bestaat al"),
    ],
)
def test_an_edition_with_mistakes_is_refused(helpdesk, cast, changes, sentence):
    data = {
        "year": "2028",
        "orders_open_on": "2027-09-01",
        "orders_close_on": "2028-04-01",
        "entry_opens_on": "2027-09-01",
        "entry_closes_on": "2028-06-30",
    }
    if "orders_close_on" in changes:
        data["orders_open_on"] = "2027-10-01"
        changes = {"orders_close_on": "2027-09-15"}

    answer = helpdesk.post("/beheer/schools/edition/add/", {**data, **changes})

    assert sentence in answer.text
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("model", ["schoolclass", "participation"])
def test_classes_and_participation_are_to_look_at_only(helpdesk, cast, model):
    assert helpdesk.get(f"/beheer/schools/{model}/").status_code == 200
    assert helpdesk.get(f"/beheer/schools/{model}/add/").status_code == 403


def test_a_class_shows_its_teachers(helpdesk, cast):
    page = helpdesk.get(f"/beheer/schools/schoolclass/{cast.class_a.pk}/change/").text

    assert "Cis Claes" in page
