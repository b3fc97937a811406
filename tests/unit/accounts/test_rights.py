"""The guide's table "Rollen en rechten", typed over a second time: all 78 cells."""

import pytest

from accounts.rights import RIGHTS_OF, Right
from accounts.roles import Role

ROLES = [
    Role.SCHOOL_ADMIN,
    Role.SECRETARY,
    Role.TEACHER,
    Role.PE_TEACHER,
    Role.CARE_COORDINATOR,
    Role.DUO_TEACHER,
]
GUIDE = [
    ("Gebruikersbeheer", "X....."),
    ("Bestellen van toetsen", "XX...."),
    ("Bekijken van de resultaten van alle klassen", "X..XXX"),
    ("Ingeven van leerlingen", "..X..."),
    ("Ingeven van punten van de eigen klas", "..X..X"),
    ("Ingeven van punten van alle klassen", "...X.."),
    ("Resultaten van leerlingen bekijken van de eigen klas", "..X..X"),
    ("Resultaten van leerlingen bekijken van alle klassen", "X..XX."),
    (
        "Bekijken van de grafieken met de resultaten en raadplegen van de resultaten op schoolniveau",
        "X.XXXX",
    ),
    ("Afnemen van digitale proeven", "..XX.X"),
    ("Toegang tot online toetsomgeving Moodle", "X.XXXX"),
    ("Feedback ingeven", "..X..."),
    ("Eigen accountgegevens aanpassen", "XXXXXX"),
]
CELLS = [
    (role, label, mark == "X")
    for label, marks in GUIDE
    for role, mark in zip(ROLES, marks, strict=True)
]


def test_the_guide_has_78_cells():
    assert len(CELLS) == 78


@pytest.mark.parametrize(("role", "label", "given"), CELLS)
def test_a_cell_of_the_guides_table(role, label, given):
    right = next(right for right in Right if right.label == label)

    assert (right in RIGHTS_OF[role]) is given
