"""The bar on top: what this person may do in this school, in the guide's order and words."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import reverse

from accounts.acting import Acting
from accounts.rights import Right
from ovsgtoets.kernel.clock import school_year_of, today
from results.queries.viewers import ADVISERS


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    current: bool


ENTRY_PAGES = [
    ("Leerlingen", "schools:pupils", (Right.ENTER_PUPILS,)),
    ("Punten", "results:points", (Right.ENTER_POINTS_OWN_CLASS, Right.ENTER_POINTS_ALL_CLASSES)),
    ("Feedback", "results:feedback", (Right.GIVE_FEEDBACK,)),
    ("Beheer gebruikers", "schools:staff", (Right.MANAGE_USERS,)),
    ("Koppel vestigingsplaatsen", "schools:sites", (Right.MANAGE_USERS,)),
    ("Bestelling toetsen {year}", "orders:order", (Right.ORDER_TESTS,)),
    ("Mijn account", "accounts:me", (Right.EDIT_OWN_ACCOUNT,)),
]
RESULT_RIGHTS = (
    Right.VIEW_SCHOOL_RESULTS,
    Right.VIEW_ALL_CLASSES,
    Right.VIEW_PUPILS_OWN_CLASS,
    Right.VIEW_PUPILS_ALL_CLASSES,
)


_address = cache(reverse)  # on every page, and always the same


def menu(request) -> dict:
    """Template context: `menu_entry` (the list under Gegevens ingeven), `menu_results`,
    `menu_advice` (of a pedagogisch adviseur), `menu_moodle`, and `acting`. Empty for who is not
    signed in or belongs to no school."""
    acting: Acting | None = getattr(request, "acting", None)
    helpdesk = {
        "helpdesk_email": settings.HELPDESK_EMAIL,
        "helpdesk_phone": settings.HELPDESK_PHONE,
    }
    if not acting:
        return {"acting": None, **helpdesk}

    advice = _address("results:advised_schools")

    def to(label: str, name: str) -> Entry:
        url, path = _address(name), request.path
        elsewhere = path.startswith(advice) and url != advice  # it lies under Resultaten
        return Entry(label, url, current=path.startswith(url) and not elsewhere)

    def entry(label: str, name: str, rights: tuple[Right, ...]) -> Entry | None:
        return to(label, name) if acting.may(*rights) else None

    year = school_year_of(today())
    pages = [entry(label.format(year=year), name, rights) for label, name, rights in ENTRY_PAGES]
    return {
        **helpdesk,
        "acting": acting,
        "menu_entry": [page for page in pages if page],
        "menu_results": entry("Resultaten", "results:results", RESULT_RIGHTS),
        "menu_advice": to("Meekijken", "results:advised_schools")
        if ADVISERS in acting.groups
        else None,
        "menu_moodle": entry("Moodle", "orders:moodle", (Right.USE_MOODLE,)),
    }
