"""The whole school year, once, in a browser: from the code in the mail to the figures in the PDF.

A new school, its schoolbeheerder and its teacher, as they would go through it; the worker's part
is done by `deliver()` (with real processes: tests/processes).
"""

from decimal import Decimal
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from results.models import Score
from tests.battery import make_battery
from tests.conftest import make_school

PASSWORD = "Vier vlugge vossen 6B!"
ADMIN = "directie@deeik.example"
TEACHER = "juf.noor@deeik.example"


@pytest.fixture
def school(edition, price_list):
    """Known to the helpdesk, not yet registered."""
    return make_school(146077, "De Eik", email=ADMIN, ses_percentage="1.23", ses_zone="E")


@pytest.fixture
def year(new_page, visit, sign_in, deliver, mailbox, link_in, axe, cast, school):
    return Year(new_page, visit, sign_in, deliver, mailbox, link_in, axe, cast, school)


class Year:
    """The steps of the story. Each leaves the browser where the person would be."""

    def __init__(self, new_page, visit, sign_in, deliver, mailbox, link_in, axe, cast, school):
        self.new_page, self.visit, self.sign_in = new_page, visit, sign_in
        self.deliver, self.mailbox, self.link_in, self.axe = deliver, mailbox, link_in, axe
        self.cast, self.school = cast, school

    def helpdesk_sends_a_code(self) -> str:
        page = self.new_page()
        self.sign_in(page, self.cast.helpdesk)
        page.goto("/beheer/schools/school/?q=146077")
        page.locator("input.action-select").check()
        page.locator("select[name=action]").select_option(label="Stuur registratiecode")
        page.locator("button[name=index]").click()
        page.get_by_role("button", name="Verstuur 1 mail").click()
        self.deliver()
        (mail,) = self.mailbox(ADMIN)
        text = mail.get_body(preferencelist=("plain",)).get_content()
        return text.split("en de code ")[1].split()[0]

    def school_registers(self, code: str) -> None:
        page = self.new_page()
        self.visit(page, "account_login")
        page.get_by_role("link", name="Registreer je school").click()
        page.get_by_label("E-mailadres").fill(ADMIN)
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Aanmelden").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Stap 1 registratieproces")
        expect(page.locator("dl.facts")).to_contain_text("1,23")
        page.get_by_label("Aantal klassen").fill("1")
        page.get_by_role("button", name="Bevestig aantal klassen").click()
        director, teacher = page.locator("section").nth(0), page.locator("section").nth(1)
        director.get_by_label("Voornaam").fill("Dina")
        director.get_by_label("Naam", exact=True).fill("Roels")
        teacher.get_by_label("Voornaam").fill("Noor")
        teacher.get_by_label("Naam", exact=True).fill("Baert")
        teacher.get_by_label("Mailadres").fill(ADMIN.upper())
        page.get_by_role("button", name="Verder").click()
        expect(page.get_by_role("heading", name="Er klopt nog iets niet")).to_be_visible()
        self.axe(page)
        teacher.get_by_label("Mailadres").fill(TEACHER)
        page.get_by_role("button", name="Verder").click()
        page.get_by_label("Paswoord", exact=True).fill(PASSWORD)
        page.get_by_label("Bevestig paswoord").fill(PASSWORD)
        page.get_by_role("button", name="Bewaar").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "De registratie van de schoolaccount is voltooid."
        )
        expect(page.get_by_text(TEACHER)).to_be_visible()
        self.axe(page)
        self.deliver()

    def teacher_sets_a_password(self) -> None:
        page = self.new_page(width=375, height=700)
        (mail,) = self.mailbox(TEACHER)
        page.goto(self.link_in(mail))
        expect(page.get_by_label("Gebruikersnaam")).to_have_value(TEACHER)
        page.get_by_label("Paswoord", exact=True).fill(PASSWORD)
        page.get_by_label("Bevestig paswoord").fill(PASSWORD)
        page.get_by_role("button", name="Bewaar").click()
        expect(page.get_by_text("Het nieuwe wachtwoord werd opgeslagen")).to_be_visible()
        self.axe(page)

    def signed_in(self, email: str, **window) -> Page:
        page = self.new_page(**window)
        self.visit(page, "account_login")
        page.get_by_label("E-mailadres").fill(email)
        page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Dag ")
        return page

    def school_orders_40_copies(self) -> None:
        page = self.signed_in(ADMIN)
        page.get_by_role("link", name="Bestel de toetsen").click()
        page.get_by_label("Aantal leerkrachten").fill("1")
        page.get_by_label("Aantal exemplaren").fill("40")
        # The price follows while typing, and what was typed is kept.
        expect(page.locator("#te-betalen")).to_contain_text("201,50")
        page.get_by_label("Ik bevestig dat de directie akkoord gaat").check()
        page.get_by_role("button", name="Bevestig de bestelling").click()
        expect(page.get_by_text("De bestelling is nog niet bevestigd")).to_be_visible()
        self.axe(page)
        page.get_by_label("Ik bevestig dat de directie akkoord gaat").check()
        page.get_by_label("Ik heb kennis genomen van de OVSG").check()
        page.get_by_role("button", name="Bevestig de bestelling").click()
        expect(page.get_by_role("button", name="Wijzig bestelling")).to_be_visible()
        self.axe(page)
        self.deliver()

    def the_mail_has_the_guides_amounts(self) -> None:
        mail = self.mailbox(ADMIN)[-1]
        text = mail.get_body(preferencelist=("plain",)).get_content().replace("\u00a0", " ")
        assert "Bevestiging" in mail["Subject"]
        for line in (
            "Aantal leerkrachten: 1",
            "Aantal leerlingen: 40",
            "Prijs leerlingen ex.: 188,00 EUR",
            "Prijs leerkrachten ex.: 0,00 EUR",
            "Prijs levering: 13,50 EUR",
            "Prijs totaal: 201,50 EUR",
        ):
            assert line in text

    def teacher_has_moodle_and_brings_in_pupils(self) -> Page:
        page = self.signed_in(TEACHER)
        page.get_by_role("link", name="Moodle", exact=True).click()
        expect(page.get_by_text("klaar", exact=True).first).to_be_visible()
        self.visit(page, "schools:pupils")
        page.get_by_label("Naam", exact=True).fill("Aerts")
        page.get_by_label("Voornaam").fill("Lien")
        page.get_by_role("radio", name="V").check()
        page.get_by_role("button", name="Voeg toe").click()
        page.get_by_role("link", name="Lees een hele lijst in").click()
        page.get_by_label("Leerlingen").fill("6A;Bos;Wout;M\n6A;Claes;Zoë;V")
        page.get_by_role("button", name="Bekijk").click()
        page.get_by_role("button", name="Lees in").click()
        expect(page.get_by_text("6A: 3 leerlingen")).to_be_visible()
        return page

    def teacher_enters_points(self, page: Page, battery) -> None:
        """Lien 10 of 12 for reading (1, 4, 1 of 2, 4, 1 …), Wout absent, Zoë everything."""
        self.visit(page, "results:points")
        page.get_by_role("link", name="Nederlands lezen").click()
        rows = [["1", "4", "1", "1,5", "2", "11"], ["A"] * 6, ["2", "4", "1", "3", "2", "10"]]
        lines = page.locator("table.grid tbody tr")
        for line, marks in enumerate(rows):
            for place, typed in enumerate(marks):
                lines.nth(line).locator("input").nth(place).fill(typed)
        expect(page.get_by_text("Hoogstens 10.")).to_be_visible()
        self.axe(page)
        lines.nth(0).locator("input").nth(5).fill("5,5")
        expect(page.get_by_text("Alles bewaard om")).to_be_visible()
        expect(page.get_by_text("18 van 18 ingevuld")).to_be_visible()
        marks = Score.objects.filter(pupil__last_name="Aerts").order_by("item__position")
        expected = [Decimal(mark) for mark in ("1", "4", "1", "1.5", "2", "5.5")]
        assert list(marks.values_list("points", flat=True)) == expected

    def teacher_sees_results_and_the_pdf(self, page: Page) -> None:
        """lezen: 6 of 7 = 85,7 %; taalbeschouwing: 9 of 15 = 60,0 %."""
        page.get_by_role("link", name="Resultaten", exact=True).click()
        page.get_by_role("link", name="Klas 6A").click()
        expect(page.get_by_text("Er zijn cijfers voor 2 van de 3 domeinen.")).to_be_visible()
        page.get_by_role("link", name="Bekijk Nederlands").click()
        row = page.get_by_role("row").filter(has_text="Aerts").first
        expect(row).to_contain_text("85,7")
        expect(row).to_contain_text("60,0")
        self.axe(page)
        page.get_by_role("link", name="Terug naar alle leergebieden").click()
        page.get_by_role("button", name="Maak klasrapport (PDF)").click()
        self.deliver()
        with page.expect_download() as download:
            page.get_by_role("link", name="Download").click()
        text = pdf_text(download.value.path().read_bytes())
        for words in ("De Eik", "Klasrapport 6A", "Aerts Lien", "85,7", "60,0"):
            assert words in text


def pdf_text(content: bytes) -> str:
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_school_year_from_the_code_to_the_figures(year, edition):
    battery = make_battery(edition)
    code = year.helpdesk_sends_a_code()
    year.school_registers(code)
    year.teacher_sets_a_password()
    year.school_orders_40_copies()
    year.the_mail_has_the_guides_amounts()
    page = year.teacher_has_moodle_and_brings_in_pupils()
    year.teacher_enters_points(page, battery)
    year.teacher_sees_results_and_the_pdf(page)
