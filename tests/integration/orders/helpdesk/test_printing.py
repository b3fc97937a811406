"""Druklijsten: one row per address, taken at a moment; the next one holds what changed since."""

import csv
import io
import re

import pytest
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from orders.domain.drafts import reopen_order
from orders.domain.printing import take_print
from orders.models import Delivery, PrintedRevision, PrintExport
from ovsgtoets.kernel.errors import Refused
from tests.integration.orders.stories import address, plain

pytestmark = pytest.mark.django_db
ADD = "/beheer/orders/printexport/add/"


def seen(answer) -> str:
    return re.search(r'name="seen" value="(\d+)"', answer.content.decode())[1]


def csv_of(client, export: PrintExport) -> list[dict]:
    content = client.get(f"/beheer/orders/printexport/{export.pk}/bestand/csv/").content
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_a_list_is_taken_downloaded_and_followed_by_what_changed(cast, story, as_person):
    client = as_person(cast.helpdesk)
    assert "Er is nog geen bestelling bevestigd" in plain(client.get(ADD))
    cast.school.phone = "+32 9 123"
    cast.school.save()
    order = story.confirmed(None, address(), address(site_name="=Molen", copies=12, teachers=2))
    story.started(cast.other_school)  # a draft is not printed

    page = client.get(ADD)
    assert "1 bestelling, 2 adressen, 52 exemplaren en 3 instructiebundels" in plain(page)
    answer = client.post(ADD, {"everything": "1", "seen": seen(page)})
    first = PrintExport.objects.get()
    assert answer.url == f"/beheer/orders/printexport/{first.pk}/change/"
    assert (first.number, first.taken_by, first.only_changes) == (1, cast.helpdesk, False)
    assert list(first.revisions.values_list("order", "number")) == [(order.pk, 1)]
    twice = client.post(ADD, {"everything": "1", "seen": seen(page)})
    assert (twice.status_code, PrintExport.objects.count()) == (409, 1)
    assert "Druklijst 1 is intussen gemaakt door Hilde Hulp." in plain(twice)

    linde, molen = csv_of(client, first)
    parcel = Delivery.objects.get(site_name="=Molen")
    assert linde["instellingsnummer"] == "146001"
    assert (linde["school"], linde["telefoon"], linde["postcode"]) == ("De Linde", "'+32 9 123", "9000")  # fmt: skip
    assert (molen["pakket"], molen["naam vestiging"]) == (str(parcel.pk), "'=Molen")
    assert (molen["exemplaren"], molen["instructiebundels"]) == ("12", "2")
    assert "vorige exemplaren" not in molen
    book = client.get(f"/beheer/orders/printexport/{first.pk}/bestand/xlsx/")
    assert book["Content-Disposition"] == 'attachment; filename="druklijst-2027-1.xlsx"'
    rows = list(load_workbook(io.BytesIO(book.content)).active.iter_rows(values_only=True))
    assert rows[2][4] == "'=Molen"
    assert rows[2][9] == 12

    assert "Sindsdien wijzigde er niets" in plain(client.get(ADD))
    reopen_order(order=order, by=cast.secretary)
    order.rows.filter(site_name="De Linde").update(copies=45)
    order.rows.filter(site_name="=Molen").delete()
    story.confirm(order)
    page = client.get(ADD)
    assert "De Linde (146001) De Linde Dorpsstraat 1, 9000 Gent 45 1 40 1 gewijzigd" in plain(page)
    client.post(ADD, {"changes": "1", "seen": seen(page)})

    second = PrintExport.objects.get(number=2)
    linde, molen = csv_of(client, second)
    assert (linde["exemplaren"], linde["vorige exemplaren"], linde["wat"]) == ("45", "40", "gewijzigd")  # fmt: skip
    assert (molen["exemplaren"], molen["vorige exemplaren"], molen["wat"]) == ("0", "12", "vervalt")
    assert [row["exemplaren"] for row in csv_of(client, first)] == ["40", "12"]  # as it was
    listed = plain(client.get("/beheer/orders/printexport/"))
    assert "druklijst 2, OVSG-toets 2027 enkel wat wijzigde 1 45" in listed
    with pytest.raises(Refused, match="niets te drukken"):
        take_print(edition=cast.edition, only_changes=True, seen=2, by=cast.helpdesk)


def test_what_was_printed_never_changes(cast, story):
    story.confirmed()
    export = take_print(edition=cast.edition, only_changes=False, seen=0, by=cast.helpdesk)

    for rows in (PrintExport.objects.filter(pk=export.pk), PrintedRevision.objects.all()):
        with pytest.raises(Exception, match="Cannot"), transaction.atomic():
            rows.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintExport.objects.create(edition=cast.edition, number=1, only_changes=False, taken_by=cast.helpdesk)  # fmt: skip


def test_many_orders_cost_no_more_queries(cast, story, as_person, django_assert_max_num_queries):
    from tests.conftest import make_school

    client = as_person(cast.helpdesk)
    for number in range(12):
        story.confirmed(make_school(150_000 + number, f"School {number}"))
    take_print(edition=cast.edition, only_changes=False, seen=0, by=cast.helpdesk)
    export = PrintExport.objects.get()

    with django_assert_max_num_queries(16):
        client.get(ADD)
    with django_assert_max_num_queries(14):
        assert len(csv_of(client, export)) == 12


@pytest.mark.parametrize("number", ["", "x", "-1", "99999", "٣", "\x00"])
def test_an_odd_post_takes_nothing(cast, story, as_person, number):
    client = as_person(cast.helpdesk)
    assert client.post(ADD, {"everything": "1", "seen": number}).status_code == 409
    story.confirmed()
    assert client.post(ADD, {"everything": "1", "seen": number}).status_code == 409
    assert not PrintExport.objects.exists()


def test_nobody_else_comes_here(cast, story, as_person):
    story.confirmed()
    export = take_print(edition=cast.edition, only_changes=False, seen=0, by=cast.helpdesk)
    addresses = [ADD, f"/beheer/orders/printexport/{export.pk}/bestand/csv/", f"/beheer/orders/printexport/{export.pk}/change/"]  # fmt: skip
    looker = cast.outsider
    looker.is_staff = True
    looker.save()
    for person in (cast.admin, looker):
        client = as_person(person)
        assert {client.get(address).status_code for address in addresses} == {403}
    client = as_person(cast.helpdesk)
    assert client.get(f"/beheer/orders/printexport/{export.pk}/bestand/exe/").status_code == 404
    assert client.post(addresses[2], {}).status_code == 403
