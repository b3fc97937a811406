"""The guide's chapters "Wachtwoord vergeten?", "Registratie leerkracht(en)" (Mijn account) and
"Rollen en rechten", followed literally in a browser, by each role."""

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from tests.conftest import PASSWORD

NEW = "Vier vlugge vossen 6B!"

# What stands under Gegevens ingeven, then Resultaten and the Moodle icon, by the guide's table.
MENUS = {
    Role.SCHOOL_ADMIN: (
        ["Beheer gebruikers", "Koppel vestigingsplaatsen", "Bestelling toetsen 2027"],
        ["Resultaten", "Moodle"],
    ),
    Role.SECRETARY: (["Bestelling toetsen 2027"], []),
    Role.TEACHER: (["Leerlingen", "Punten", "Feedback"], ["Resultaten", "Moodle"]),
    Role.PE_TEACHER: (["Punten"], ["Resultaten", "Moodle"]),
    Role.CARE_COORDINATOR: ([], ["Resultaten", "Moodle"]),
    Role.DUO_TEACHER: (["Punten"], ["Resultaten", "Moodle"]),
}


def sign_in_by_form(page: Page, email: str, password: str) -> None:
    page.goto("/aanmelden/")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord", exact=True).fill(password)
    page.get_by_role("button", name="Aanmelden", exact=True).click()


@pytest.mark.parametrize("role", Role.values)
def test_each_role_finds_its_own_menu_and_changes_its_account(page, cast, role):
    person = cast.by_role[role]
    entries, beside = MENUS[role]
    sign_in_by_form(page, person.email, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Dag {person.first_name}")

    bar = page.get_by_role("navigation", name="Hoofdmenu")
    bar.get_by_text("Gegevens ingeven").click()
    expect(bar.get_by_role("listitem").get_by_role("link")).to_have_text([*entries, "Mijn account"])
    for name in ("Resultaten", "Moodle"):
        link = bar.get_by_role("link", name=name, exact=True)
        expect(link).to_have_count(1 if name in beside else 0)

    bar.get_by_role("link", name="Mijn account").click()
    page.get_by_label("Voornaam").fill("Robin")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Je gegevens zijn bewaard.")).to_be_visible()
    expect(page.get_by_text("Werd ingevoerd")).to_be_visible()
    page.get_by_role("link", name="Nieuw wachtwoord").click()
    page.get_by_label("Huidig wachtwoord").fill(PASSWORD)
    page.get_by_label("Paswoord", exact=True).fill(NEW)
    page.get_by_label("Bevestig paswoord").fill(NEW)
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Je nieuwe wachtwoord is bewaard.")).to_be_visible()
    page.get_by_role("button", name="Uitloggen").click()
    sign_in_by_form(page, person.email, NEW)
    expect(page.get_by_role("heading", level=1)).to_have_text("Dag Robin")


def test_a_forgotten_password(page, cast, deliver, mailbox, link_in, axe):
    page.goto("/aanmelden/")
    page.get_by_role("link", name="Wachtwoord vergeten?").click()
    axe(page)
    page.get_by_label("Instellingnummer").fill("146001")
    page.get_by_label("e-mail").fill(cast.teacher.email)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in je mailbox")
    axe(page)
    deliver()
    (mail,) = mailbox(cast.teacher.email)
    page.goto(link_in(mail))
    page.get_by_label("Paswoord", exact=True).fill(NEW)
    page.get_by_label("Bevestig paswoord").fill(NEW)
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Het nieuwe wachtwoord werd opgeslagen op de server.")).to_be_visible()
    page.get_by_role("link", name="LOGIN").click()
    sign_in_by_form(page, cast.teacher.email, NEW)
    expect(page.get_by_role("heading", level=1)).to_have_text("Dag Cis")


def test_an_address_of_another_school_gets_no_mail(page, cast, deliver, mailbox):
    page.goto("/wachtwoord-vergeten/")
    page.get_by_label("Instellingnummer").fill("146002")
    page.get_by_label("e-mail").fill(cast.teacher.email)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in je mailbox")
    deliver()
    assert mailbox(cast.teacher.email) == []
