"""Tabs, line ends and signs that nobody sees, pasted in a field: left out in every form, so that no
subject, list or invoice breaks on them."""

import csv
import io

import pytest
from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from post_office.models import Email

from accounts.models import User
from orders.domain.printing import take_print
from orders.exports import write_print_csv
from orders.models import DeliveryRow, OrderRevision
from results.forms.feedback import FeedbackForm
from schools.models import School, SchoolBoard
from tests.integration.orders.stories import Story, address, confirm_from

pytestmark = pytest.mark.django_db
PASTED = "De\tLinde\r\n\x07aan\x1b de vijver\u2028"
SEEN = "De Linde aan de vijver"


def test_a_school_types_it_in_its_order(cast, price_list, as_person):
    Story(cast).started()
    client = as_person(cast.secretary)

    client.post("/bestelling/adres/nieuw/", address(site_name=PASTED, street=PASTED))

    row = DeliveryRow.objects.last()
    assert (row.site_name, row.street) == (SEEN, SEEN)
    page = client.get("/bestelling/")
    confirm_from(client, page, agreed_numbers="on", tests_order_number="PO\x07-\t12")
    assert OrderRevision.objects.get().tests_order_number == "PO- 12"
    export = take_print(edition=cast.edition, only_changes=False, seen=0, by=cast.helpdesk)
    rows = csv.DictReader(io.StringIO(write_print_csv(export).decode("utf-8-sig")), delimiter=";")
    assert SEEN in [line["naam vestiging"] for line in rows]


def test_somebody_types_it_in_a_name(cast, as_person):
    client = as_person(cast.admin)

    client.post(
        "/gebruikers/nieuw/",
        {"first_name": "Ne\x01le", "last_name": "Van\r\nAcker\x1b",
         "email": "nele@demo.example\x07", "role": "secretary"},
    )  # fmt: skip

    made = User.objects.get(email="nele@demo.example")
    assert made.full_name == "Nele Van Acker"
    assert {mail.to[0] for mail in Email.objects.all()} == {"nele@demo.example"}


def test_the_helpdesk_types_it_in_the_admin(cast, as_person):
    as_person(cast.helpdesk).post(
        "/beheer/schools/schoolboard/add/",
        {"name": PASTED, "enterprise_number": "0207451227", "schools-TOTAL_FORMS": "0",
         "schools-INITIAL_FORMS": "0"},
    )  # fmt: skip

    assert SchoolBoard.objects.get().name == SEEN


def test_it_stands_in_a_spreadsheet(cast, as_person):
    content = (
        "schoolnummer;intern_vplnummer;naam;straat;huisnummer;postcode;gemeente\r\n"
        '146009;1;"De\x07 Els\x1b";Weg;1;9000;Gent\r\n'
    )
    client = as_person(cast.helpdesk)
    file = SimpleUploadedFile("scholen.csv", content.encode())
    assert client.post("/beheer/schools/school/importeer/", {"file": file}).status_code == 302
    client.post("/beheer/schools/school/importeer/nazien/", {"apply": "1"})

    assert School.objects.get(institution_number=146009).name == "De Els"


def test_a_text_of_more_lines_keeps_them():
    form = FeedbackForm({"rating": "3", "text": "Goed.\r\nTe\x07 lang."})
    assert form.is_valid()
    assert form.cleaned_data["text"] == "Goed.\r\nTe lang."


def test_a_password_stays_as_it_was_typed():
    typed = {"a": "een\twoord\x07"}
    assert forms.PasswordInput().value_from_datadict(typed, {}, "a") == typed["a"]


def test_no_form_of_the_admin_reads_otherwise(cast):
    """A widget of somebody else's that overrides how it is read would be a way around."""
    request = RequestFactory().get("/")
    request.user = cast.helpdesk
    with_forms = [one for one in admin.site._registry.values() if one.has_add_permission(request)]
    assert len(with_forms) > 10
    for model_admin in with_forms:
        for field in model_admin.get_form(request)().fields.values():
            if isinstance(field, forms.CharField) and not field.disabled:
                read = field.widget.value_from_datadict({"a": "een\x07 naam"}, {}, "a")
                assert read == "een naam", (model_admin, field.label)
