"""Beheer gebruikers in a browser: the guide's chapter "Schoolgegevens aanpassen", step by step, and
the invitation of somebody who turns out to work in another school already."""

from datetime import date

from playwright.sync_api import expect

from tests.conftest import PASSWORD, make_edition


def test_schoolgegevens_aanpassen(page, visit, sign_in, cast, axe):
    sign_in(page, cast.admin)
    visit(page, "/")
    page.get_by_text("Gegevens ingeven").first.click()
    page.get_by_role("link", name="Beheer gebruikers").first.click()

    page.get_by_role("link", name="Wijzig Cis Claes, Leerkracht").click()
    expect(page.get_by_label("Naam", exact=True)).to_have_value("Claes")
    page.get_by_label("Naam", exact=True).fill("Claus")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("De gegevens van Cis Claus zijn bewaard.")).to_be_visible()

    page.get_by_role("link", name="Wijzig Cis Claus, Leerkracht").click()
    page.get_by_role("button", name="Nieuw wachtwoord").click()
    expect(page.get_by_text("verstuurd naar cis@demo.example")).to_be_visible()

    page.get_by_role("link", name="Wijzig de schoolgegevens").click()
    page.get_by_label("E-mailadres van de school").fill("linde@demo.example")
    page.get_by_label("Aantal klassen").fill("3")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Klas 6C", exact=True)).to_be_visible()

    page.get_by_role("link", name="Koppel vestigingsplaatsen").last.click()
    for name in ("6A", "6B", "6C"):
        page.get_by_label(f"Klas {name}").select_option(index=1)
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Alle klassen zijn gekoppeld")).to_be_visible()

    visit(page, "/gebruikers/geschiedenis/")
    for what in ("wijzigde de naam van Cis Claes in Cis Claus", "voegde klas 6C toe"):
        expect(page.get_by_text(what)).to_be_visible()
    axe(page)


def test_the_choice_of_a_role_shows_its_rights_and_its_classes(page, visit, sign_in, cast, axe):
    sign_in(page, cast.admin)
    visit(page, "/gebruikers/nieuw/")
    page.get_by_text("Wat kan deze persoon?").click()
    expect(page.locator("[data-rights-of]:visible")).to_have_count(6)
    axe(page)
    page.get_by_label("Rol").select_option("Secretariaatsmedewerker")
    expect(page.locator("[data-rights-of]:visible")).to_have_count(1)
    expect(page.get_by_text("Bestellen van toetsen").locator("visible=true")).to_have_count(1)
    expect(page.get_by_text("6A", exact=True)).to_be_hidden()
    page.get_by_label("Rol").select_option("Duo-leerkracht")
    expect(page.get_by_text("6A", exact=True)).to_be_visible()


def test_somebody_of_another_school_is_invited_and_comes(new_page, visit, sign_in, cast):
    admin, ine = new_page(), new_page()
    sign_in(admin, cast.admin)
    visit(admin, "/gebruikers/nieuw/")
    for label, text in (("Voornaam", "I."), ("Naam", "B."), ("e-mail", "ine@demo.example")):
        admin.get_by_label(label, exact=True).fill(text)
    admin.get_by_label("Rol").select_option("Leerkracht LO")
    admin.get_by_role("button", name="Voeg toe").click()
    expect(admin.get_by_text("I. B. is toegevoegd als Leerkracht LO.")).to_be_visible()
    expect(admin.get_by_text("Ine Bos")).to_have_count(0)

    visit(ine, "account_login")
    ine.get_by_label("E-mailadres").fill("ine@demo.example")
    ine.get_by_label("Wachtwoord").fill(PASSWORD)
    ine.get_by_role("button", name="Aanmelden").click()
    ine.locator(".bar-school summary").click()
    ine.get_by_role("button", name="De Linde").click()
    expect(ine.get_by_text("Je werkt nu in De Linde.")).to_be_visible()

    admin.reload()
    expect(admin.get_by_text("Ine Bos")).not_to_have_count(0)


def test_a_new_school_year(page, visit, sign_in, cast, on, axe, fits):
    make_edition(2028)
    on(date(2027, 9, 6))
    sign_in(page, cast.admin)
    visit(page, "/")
    page.get_by_role("link", name="Neem gebruikers en klassen mee").click()
    axe(page)
    fits(page)
    page.get_by_role("group", name="Werkt Dirk Aerts hier nog?").get_by_label("stopt").check()
    page.get_by_label("Leerkracht van 6B", exact=False).first.select_option("Cis Claes")
    page.get_by_role("button", name="Neem mee").click()

    expect(page.get_by_text("Gemaakt: klas 6A, 6B. Gestopt: Dirk Aerts.")).to_be_visible()
    expect(page.get_by_role("link", name="Wijzig Cis Claes, Leerkracht")).to_have_count(2)
