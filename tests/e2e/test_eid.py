"""eID in a browser, with the demo's provider: linking, signing in, and what goes wrong calmly."""

import re

from playwright.sync_api import expect

WAYS = "Aanmelden met eID, itsme, beveiligingscode of token"


def at_the_provider(page, given_name: str, family_name: str) -> None:
    """The page in between goes on by itself, under the strict Content-Security-Policy."""
    page.wait_for_url("**/demo-eid/v1/auth**")
    page.get_by_label("Voornaam op de eID").fill(given_name)
    page.get_by_label("Naam op de eID", exact=True).fill(family_name)
    page.get_by_role("button", name="Meld me aan als deze persoon").click()


def test_koppelen_and_signing_in_with_it(page, cast, visit, sign_in, axe, fits, demo_eid):
    sign_in(page, cast.teacher)
    visit(page, "accounts:me")
    expect(page.get_by_text("Je account is nog niet gekoppeld aan je eID.")).to_be_visible()
    page.get_by_role("link", name="Koppelen").click()
    axe(page)
    page.get_by_label("Wachtwoord").fill("een goed wachtwoord")
    page.get_by_role("button", name="Koppelen").click()
    page.wait_for_url("**/demo-eid/v1/auth**")
    axe(page)
    at_the_provider(page, "CIS", "Claes")
    expect(page.get_by_role("status").or_(page.locator(".note-success")).first).to_contain_text(
        "Je account is correct aan je eID gekoppeld."
    )
    axe(page)
    fits(page)
    page.get_by_role("button", name=re.compile("Uitloggen")).click()
    page.wait_for_url("**/aanmelden/**")

    page.get_by_role("button", name=WAYS).click()
    at_the_provider(page, "CIS", "Claes")
    page.wait_for_url(re.compile(r"/$"))
    visit(page, "accounts:eid_unlink")
    axe(page)
    page.get_by_role("button", name="Ontkoppel mijn eID").click()
    expect(page.get_by_text("Je account is nog niet gekoppeld aan je eID.")).to_be_visible()


def test_other_names_and_an_unknown_eid_on_a_phone(
    new_page, cast, visit, sign_in, axe, fits, demo_eid
):  # fmt: skip
    page = new_page(width=375)
    visit(page, "account_login")
    fits(page)
    axe(page)
    page.get_by_role("button", name=WAYS).click()
    at_the_provider(page, "Franciscus", "Claes")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deze eID is nog niet gekoppeld")
    fits(page)
    axe(page)

    sign_in(page, cast.teacher)
    visit(page, "accounts:eid_link")
    page.get_by_label("Wachtwoord").fill("een goed wachtwoord")
    page.get_by_role("button", name="Koppelen").click()
    at_the_provider(page, "Franciscus", "Claes")
    expect(page.get_by_text("Er is een probleem met de eID-koppeling")).to_be_visible()
    fits(page)
    axe(page)


def test_annuleer_leaves_everything_as_it_was(page, cast, visit, sign_in, axe, demo_eid):
    sign_in(page, cast.teacher)
    visit(page, "accounts:eid_link")
    page.get_by_label("Wachtwoord").fill("een goed wachtwoord")
    page.get_by_role("button", name="Koppelen").click()
    page.wait_for_url("**/demo-eid/v1/auth**")
    page.get_by_role("button", name="Annuleer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je hebt het geannuleerd")
    axe(page)
    page.get_by_role("link", name="Naar Mijn account").click()
    expect(page.get_by_text("Je account is nog niet gekoppeld aan je eID.")).to_be_visible()
