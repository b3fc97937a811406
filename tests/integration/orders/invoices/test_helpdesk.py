"""The helpdesk's pages: school boards, the run seen and confirmed, invoices and their files."""

import csv
import io
import re
from zipfile import ZipFile

import pytest
from peppol import check_rules, validate_xsd
from pypdf import PdfReader

from orders.domain.invoices import issue_invoices
from orders.models import Invoice, InvoiceRun
from ovsgtoets.kernel import jobs
from ovsgtoets.kernel.models import Job
from schools.models import SchoolBoard
from tests.integration.orders.stories import plain

pytestmark = pytest.mark.django_db
BOARDS = "/beheer/schools/schoolboard/"
BOARD = {
    "name": "Vzw De Els", "enterprise_number": "BE 0207.451.227", "email": "", "street": "", "house_number": "",
    "postal_code": "", "municipality": "", "schools-TOTAL_FORMS": "0", "schools-INITIAL_FORMS": "0",
}  # fmt: skip


def page_of(run: InvoiceRun) -> str:
    return f"/beheer/orders/invoicerun/{run.pk}/change/"


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace(
        "\u00a0", " "
    )


def test_a_board_is_stored_with_the_ten_digits_of_its_number(cast, as_person):
    client = as_person(cast.helpdesk)

    assert client.post(f"{BOARDS}add/", BOARD).status_code == 302

    board = SchoolBoard.objects.get()
    assert board.enterprise_number == "0207451227"
    assert board.missing == ["het adres"]
    assert "het adres" in plain(client.get(BOARDS))
    assert "Vzw De Els" in plain(client.get(f"{BOARDS}?klaar=nee"))
    assert "Vzw De Els" not in plain(client.get(f"{BOARDS}?klaar=ja"))


@pytest.mark.parametrize("number", ["0207451228", "123", "abc", "\x000207451227", "9" * 500])
def test_a_number_that_is_wrong_is_refused(cast, as_person, number):
    answer = as_person(cast.helpdesk).post(f"{BOARDS}add/", {**BOARD, "enterprise_number": number})

    assert answer.status_code == 200
    assert 'class="errorlist' in answer.content.decode()
    assert not SchoolBoard.objects.exists()


def test_two_boards_can_not_have_one_number(cast, board, as_person):
    answer = as_person(cast.helpdesk).post(f"{BOARDS}add/", BOARD)
    assert "Er is al een schoolbestuur met dit KBO-nummer." in plain(answer)


def test_the_helpdesk_sees_what_will_be_made_confirms_it_and_downloads_it(june, cast, as_person):
    client = as_person(cast.helpdesk)
    form = client.get("/beheer/orders/invoicerun/add/").content.decode()
    assert f'<option value="{cast.edition.pk}" selected>OVSG-toets 2027' in form
    assert "/beheer/schools/edition/" not in form, "no edition is made or removed from here"
    begun = client.post(
        "/beheer/orders/invoicerun/add/", {"edition": cast.edition.pk, "kind": "tests"}
    )
    run = InvoiceRun.objects.get()
    assert begun.url == page_of(run)

    page = client.get(page_of(run))
    assert "1 factuur , samen 201,50 EUR" in plain(page).replace("factuur,", "factuur ,")
    assert "De Linde (146001) Stad Gent" in plain(page)
    assert not Invoice.objects.exists()

    seen = re.search(r'name="seen" value="([^"]*)"', page.content.decode())[1]
    answer = client.post(page_of(run), {"issue": "1", "seen": seen})
    job = Job.objects.get()
    assert answer.url == f"/taken/{job.pk}/" or str(job.pk) in answer.url
    jobs.run(job.pk)
    assert Invoice.objects.get().made_by == cast.helpdesk
    page = plain(client.get(answer.url))
    assert "Factureren: OVSG-toets 2027" in page
    assert "De facturen zijn gemaakt. Het bestand is voor de boekhouding." in page

    page = plain(client.get(page_of(run)))
    assert "Gemaakt: 1 factuur . Samen te ontvangen: 201,50 EUR" in page
    assert "al gefactureerd" in page
    answer = client.post(page_of(run), {"zip": "1"})
    jobs.run(Job.objects.order_by("pk").last().pk)
    content = ZipFile(Job.objects.order_by("pk").last().file.open("rb"))
    assert content.namelist() == ["2027-0001.pdf", "2027-0001.xml", "boekhouding.csv"]
    assert validate_xsd(content.read("2027-0001.xml")) == (True, [])
    assert check_rules(content.read("2027-0001.xml")) == []
    rows = csv.DictReader(io.StringIO(content.read("boekhouding.csv").decode("utf-8-sig")), delimiter=";")  # fmt: skip
    assert [row["totaal"] for row in rows] == ["201,50"]
    pdf = text_of(content.read("2027-0001.pdf"))
    for said in ("Factuur 2027-0001", "Stad Gent", "201,50 EUR", "+++202/7000/00122+++", "10 juli 2027"):  # fmt: skip
        assert said in pdf


def test_what_changed_after_it_was_seen_is_shown_again(june, changed, run, cast, as_person):
    client = as_person(cast.helpdesk)
    html = client.get(page_of(run)).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', html)[1]
    changed(june, copies=50)

    answer = client.post(page_of(run), {"issue": "1", "seen": seen})

    assert answer.status_code == 409
    assert "Intussen veranderde er iets" in plain(answer)
    assert "248,50 EUR" in plain(answer)
    assert not Job.objects.exists()
    assert client.post(page_of(run), {"issue": "1"}).status_code == 409


def test_a_run_that_can_not_be_made_says_why(story, run, report_run, board, cast, as_person, on):
    story.confirmed()
    client = as_person(cast.helpdesk)
    assert "Factureren kan vanaf de dag erna." in plain(client.get(page_of(run)))
    assert client.post(page_of(run), {"issue": "1", "seen": ""}).status_code == 422
    assert not Job.objects.exists()


def test_production_without_a_seller_says_which_settings_are_missing(
    june, run, cast, as_person, settings
):
    settings.INVOICE_SELLER = dict.fromkeys(settings.INVOICE_SELLER, "")
    answer = as_person(cast.helpdesk).post(page_of(run), {"issue": "1", "seen": ""})
    assert answer.status_code == 422
    assert "INVOICE_SELLER_IBAN" in plain(answer)


def test_an_invoice_is_credited_with_a_reason(june, run, cast, as_person):
    issue_invoices(run=run, by=cast.helpdesk)
    invoice = Invoice.objects.get()
    client = as_person(cast.helpdesk)
    address = f"/beheer/orders/invoice/{invoice.pk}/"
    assert "crediteren/" in client.get(f"{address}change/").content.decode()

    assert client.post(f"{address}crediteren/", {"reason": ""}).status_code == 422
    assert "Geef de reden." in plain(client.post(f"{address}crediteren/", {"reason": " "}))
    assert Invoice.objects.count() == 1
    assert client.post(f"{address}crediteren/", {"reason": "Dubbel <betaald>"}).status_code == 302
    answer = client.post(f"{address}crediteren/", {"reason": "Nog eens"})

    assert (answer.status_code, Invoice.objects.count()) == (422, 2)
    assert "Deze factuur is al gecrediteerd met 2027-0002." in plain(answer)
    assert "crediteren/" not in client.get(f"{address}change/").content.decode()
    credit = Invoice.objects.last()
    pdf = client.get(f"/beheer/orders/invoice/{credit.pk}/pdf/")
    assert pdf["Content-Disposition"] == 'attachment; filename="2027-0002.pdf"'
    for said in ("Creditnota 2027-0002", "factuur 2027-0001 van 10 juni 2027", "Dubbel <betaald>"):
        assert said in text_of(pdf.content)
    xml = client.get(f"/beheer/orders/invoice/{credit.pk}/ubl/").content
    assert validate_xsd(xml) == (True, [])
    assert "-201,50 EUR" in plain(client.get("/beheer/orders/invoice/?soort=credit"))


def test_an_invoice_shows_only_what_it_has(june, run, cast, as_person):
    """A red cross beside "niet opnieuw factureren" looked as if something was wrong."""
    issue_invoices(run=run, by=cast.helpdesk)
    invoice = Invoice.objects.get()
    client = as_person(cast.helpdesk)
    page = f"/beheer/orders/invoice/{invoice.pk}/"

    open_one = plain(client.get(f"{page}change/"))
    client.post(f"{page}crediteren/", {"reason": "Verkeerd bestelnummer.", "is_last": "on"})
    note = Invoice.objects.get(credits=invoice)
    taken_back = plain(client.get(f"{page}change/"))
    credit = plain(client.get(f"/beheer/orders/invoice/{note.pk}/change/"))

    for label in ("Niet opnieuw factureren", "Crediteert:", "Reden:", "Gecrediteerd met"):
        assert label not in open_one
    assert "Gestructureerde mededeling" in open_one
    assert f"Gecrediteerd met: {note.number}" in taken_back
    assert "Reden: Verkeerd bestelnummer." in credit
    for label in ("Vervaldag", "Gestructureerde mededeling", "Gecrediteerd met"):
        assert label not in credit


def test_nobody_else_comes_here(june, run, cast, as_person):
    issue_invoices(run=run, by=cast.helpdesk)
    pk = Invoice.objects.get().pk
    addresses = [page_of(run), *(f"/beheer/orders/invoice/{pk}/{end}/" for end in ("pdf", "ubl", "crediteren", "change"))]  # fmt: skip
    for person in (cast.admin, cast.secretary):
        client = as_person(person)
        assert {client.get(address).status_code for address in addresses} == {403}
    looker = cast.outsider
    looker.is_staff = True
    looker.save()
    client = as_person(looker)  # of the helpdesk, but without a right to invoices
    assert {client.get(address).status_code for address in addresses} == {403}
    assert client.post(page_of(run), {"zip": "1"}).status_code == 403


def test_nothing_is_added_changed_or_removed_by_hand(june, run, cast, as_person):
    issue_invoices(run=run, by=cast.helpdesk)
    client = as_person(cast.helpdesk)
    invoice = f"/beheer/orders/invoice/{Invoice.objects.get().pk}/"
    assert client.post(f"{invoice}change/", {"total": "1"}).status_code == 403
    assert client.post(f"{invoice}delete/", {"post": "yes"}).status_code == 403
    assert client.get("/beheer/orders/invoice/add/").status_code == 403
    assert client.post(f"/beheer/orders/invoicerun/{run.pk}/delete/").status_code == 403
    assert client.get("/beheer/orders/invoicerun/999/change/").status_code == 404
    assert client.get("/beheer/orders/invoicerun/x/change/").status_code == 404
    assert client.get("/beheer/orders/invoice/x/change/").status_code == 302  # Django: not found
    assert "De Linde" in plain(client.get("/beheer/orders/invoice/?q=linde"))
    assert "2027-0001" in plain(client.get(f"/beheer/orders/invoice/?run__id__exact={run.pk}"))


def test_a_school_with_a_long_name_fits_on_paper_and_in_the_file(june, run, cast, as_person):
    cast.school.name = "Gemeentelijke basisschool " + "Onze-Lieve-Vrouw-Presentatie & <Co> " * 4
    cast.school.name = cast.school.name[:200]
    cast.school.save()
    issue_invoices(run=run, by=cast.helpdesk)
    invoice = Invoice.objects.get()
    client = as_person(cast.helpdesk)
    pdf = client.get(f"/beheer/orders/invoice/{invoice.pk}/pdf/").content
    assert "Presentatie & <Co>" in " ".join(text_of(pdf).split())
    xml = client.get(f"/beheer/orders/invoice/{invoice.pk}/ubl/").content
    assert validate_xsd(xml) == (True, [])
    assert check_rules(xml) == []
