"""A second step in a browser: an app, a passkey of the browser's own, and its pages on every screen."""

import pytest
from playwright.sync_api import expect

from accounts.models import TwoStepRule
from tests.conftest import PASSWORD
from tests.e2e.conftest import WIDTHS
from tests.second_steps import code_of, give_app


@pytest.fixture
def walk_in(visit):
    """Through the sign-in page, as a person does."""

    def go(page, person) -> None:
        visit(page, "account_login")
        page.get_by_label("E-mailadres").fill(person.email)
        page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Aanmelden", exact=True).click()

    return go


def confirm(page) -> None:
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Bevestig").click()


def give_passkey(page) -> None:
    """The browser gets a passkey holder that says yes by itself, as a finger would."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def leave(page) -> None:
    page.context.clear_cookies()


def test_an_app_from_the_picture_to_the_next_sign_in(page, cast, visit, walk_in):
    walk_in(page, cast.teacher)
    expect(page.get_by_role("heading", level=1)).to_have_text("Dag Cis")
    visit(page, "mfa_index")
    page.get_by_role("link", name="Stel een app in").click()
    confirm(page)
    secret = page.locator(".secret").inner_text().replace(" ", "")
    assert page.locator("img[alt^=QR]").evaluate("image => image.naturalWidth") > 100
    page.get_by_label("Code uit de app").fill(code_of(secret))
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator(".codes li")).to_have_count(10)
    recovery = page.locator(".codes li").first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download als tekst").click()
    assert download.value.suggested_filename == "herstelcodes-ovsg-toets.txt"
    assert recovery in download.value.path().read_text()

    leave(page)
    walk_in(page, cast.teacher)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nog één stap")
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Aanmelden", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dag Cis")


def test_a_passkey_is_added_used_and_known(page, cast, visit, walk_in):
    give_passkey(page)
    walk_in(page, cast.teacher)
    visit(page, "mfa_index")
    page.get_by_role("link", name="Voeg een sleutel toe").click()
    confirm(page)
    page.get_by_label("Naam van de sleutel").fill("laptop thuis")
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Herstelcodes")

    visit(page, "mfa_add_webauthn")
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.get_by_text("Deze sleutel is al toegevoegd.")).to_be_visible()

    leave(page)
    walk_in(page, cast.teacher)
    page.get_by_role("button", name="Gebruik je sleutel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dag Cis")


def test_from_the_day_on_a_password_leads_to_setting_up_and_then_further(
    page, cast, walk_in, settings
):
    TwoStepRule.objects.create(starts_on=settings.FIXED_TODAY)
    walk_in(page, cast.teacher)
    expect(page.get_by_role("heading", level=1)).to_have_text("Stel tweestapsverificatie in")
    page.get_by_role("link", name="Stel een app in").click()
    confirm(page)
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("Code uit de app").fill(code_of(secret))
    page.get_by_role("button", name="Bewaar").click()
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    page.get_by_role("link", name="Ga verder").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dag Cis")


def test_its_pages_on_every_screen(page, cast, visit, walk_in, axe, fits, settings):
    def look(name, *args):
        visit(page, name, *args)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            expect(page.locator("h1")).to_have_count(1)
            fits(page)
            axe(page)

    walk_in(page, cast.teacher)
    look("account_reauthenticate")
    confirm(page)
    look("mfa_activate_totp")
    look("mfa_add_webauthn")
    give_app(cast.teacher)
    look("mfa_index")
    look("mfa_deactivate_totp")
    look("mfa_view_recovery_codes")
    look("mfa_view_recovery_codes")
    look("mfa_generate_recovery_codes")
    look("usersessions_list")
    TwoStepRule.objects.create(starts_on=settings.FIXED_TODAY)
    look("accounts:two_steps_needed")
    leave(page)
    walk_in(page, cast.teacher)
    look("mfa_authenticate")
