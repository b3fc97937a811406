"""A list for the printer: one line per address, with the old numbers beside."""

from dataclasses import dataclass

import pytest

from orders.print_lines import differs, numbers_of, print_lines, quantities_per_parcel


@dataclass(frozen=True)
class Row:
    copies: int
    teachers: int = 1
    site_name: str = "De Linde"
    street: str = "Dorpsstraat"
    house_number: str = "1"
    postal_code: str = "9000"
    municipality: str = "Gent"


def said(now, before):
    return [
        (line.parcel.site_name, line.copies, line.teachers, line.old_copies, line.old_teachers, line.what)
        for line in print_lines(now, before)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "before", "lines"),
    [
        ([Row(40)], None, [("De Linde", 40, 1, 0, 0, "nieuwe bestelling")]),
        ([Row(40)], [Row(40)], [("De Linde", 40, 1, 40, 1, "gelijk")]),
        ([Row(50)], [Row(40)], [("De Linde", 50, 1, 40, 1, "gewijzigd")]),
        ([Row(40, 2)], [Row(40)], [("De Linde", 40, 2, 40, 1, "gewijzigd")]),
        (
            [Row(40), Row(5, site_name="Molen")],
            [Row(40)],
            [("De Linde", 40, 1, 40, 1, "gelijk"), ("Molen", 5, 1, 0, 0, "nieuw adres")],
        ),
        (
            [Row(40, street="Kerkstraat")],
            [Row(40)],
            [("De Linde", 40, 1, 0, 0, "nieuw adres"), ("De Linde", 0, 0, 40, 1, "vervalt")],
        ),
        # Two rows with one name and address are one parcel, however they are split.
        ([Row(10), Row(30, 0)], [Row(40)], [("De Linde", 40, 1, 40, 1, "gelijk")]),
    ],
)
def test_the_lines_of_an_order(now, before, lines):
    assert said(now, before) == lines
    if before is not None:
        assert differs(now, before) is any(line[-1] != "gelijk" for line in lines)


def test_the_totals_count_only_what_goes_out():
    lines = print_lines([Row(40), Row(5, site_name="Molen")], [Row(3, site_name="Gym")])
    assert numbers_of(lines) == {"addresses": 2, "copies": 45, "teachers": 2}
    assert quantities_per_parcel([]) == {}
