"""The table of rights, laid out like the guide's chapter "Rollen en rechten".

This page is the only place where a role gets a right; read it beside the guide.
"""

from collections.abc import Iterable

from django.db.models import TextChoices

from accounts.roles import Role


class Right(TextChoices):
    MANAGE_USERS = "manage_users", "Gebruikersbeheer"
    ORDER_TESTS = "order_tests", "Bestellen van toetsen"
    VIEW_ALL_CLASSES = "view_all_classes", "Bekijken van de resultaten van alle klassen"
    ENTER_PUPILS = "enter_pupils", "Ingeven van leerlingen"
    ENTER_POINTS_OWN_CLASS = "enter_points_own_class", "Ingeven van punten van de eigen klas"
    ENTER_POINTS_ALL_CLASSES = "enter_points_all_classes", "Ingeven van punten van alle klassen"
    VIEW_PUPILS_OWN_CLASS = (
        "view_pupils_own_class",
        "Resultaten van leerlingen bekijken van de eigen klas",
    )
    VIEW_PUPILS_ALL_CLASSES = (
        "view_pupils_all_classes",
        "Resultaten van leerlingen bekijken van alle klassen",
    )
    VIEW_SCHOOL_RESULTS = (
        "view_school_results",
        "Bekijken van de grafieken met de resultaten en raadplegen van de resultaten op schoolniveau",
    )
    TAKE_DIGITAL_TESTS = "take_digital_tests", "Afnemen van digitale proeven"
    USE_MOODLE = "use_moodle", "Toegang tot online toetsomgeving Moodle"
    GIVE_FEEDBACK = "give_feedback", "Feedback ingeven"
    EDIT_OWN_ACCOUNT = "edit_own_account", "Eigen accountgegevens aanpassen"


# fmt: off
COLUMNS = (Role.SCHOOL_ADMIN, Role.SECRETARY, Role.TEACHER, Role.PE_TEACHER, Role.CARE_COORDINATOR, Role.DUO_TEACHER)
TABLE = {
    #                                school  secretariaat  leerkracht  LO    beleid/zorg  duo
    Right.MANAGE_USERS:             ("X",    " ",          " ",        " ",  " ",         " "),
    Right.ORDER_TESTS:              ("X",    "X",          " ",        " ",  " ",         " "),
    Right.VIEW_ALL_CLASSES:         ("X",    " ",          " ",        "X",  "X",         "X"),
    Right.ENTER_PUPILS:             (" ",    " ",          "X",        " ",  " ",         " "),
    Right.ENTER_POINTS_OWN_CLASS:   (" ",    " ",          "X",        " ",  " ",         "X"),
    Right.ENTER_POINTS_ALL_CLASSES: (" ",    " ",          " ",        "X",  " ",         " "),
    Right.VIEW_PUPILS_OWN_CLASS:    (" ",    " ",          "X",        " ",  " ",         "X"),
    Right.VIEW_PUPILS_ALL_CLASSES:  ("X",    " ",          " ",        "X",  "X",         " "),
    Right.VIEW_SCHOOL_RESULTS:      ("X",    " ",          "X",        "X",  "X",         "X"),
    Right.TAKE_DIGITAL_TESTS:       (" ",    " ",          "X",        "X",  " ",         "X"),
    Right.USE_MOODLE:               ("X",    " ",          "X",        "X",  "X",         "X"),
    Right.GIVE_FEEDBACK:            (" ",    " ",          "X",        " ",  " ",         " "),
    Right.EDIT_OWN_ACCOUNT:         ("X",    "X",          "X",        "X",  "X",         "X"),
}
# fmt: on

RIGHTS_OF = {
    role: frozenset(right for right, marks in TABLE.items() if marks[column] == "X")
    for column, role in enumerate(COLUMNS)
}


def rights_of(roles: Iterable[str]) -> frozenset[Right]:
    """Every right that at least one of the roles gives."""
    return frozenset().union(*(RIGHTS_OF[Role(role)] for role in roles))


def roles_with(right: Right) -> frozenset[Role]:
    """The roles that give `right`."""
    return frozenset(role for role, rights in RIGHTS_OF.items() if right in rights)
