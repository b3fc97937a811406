"""What changed in an order, old → new: every kind of change, and which address became which."""

from dataclasses import replace
from decimal import Decimal

import pytest

from orders.choices import Choices
from orders.difference import Place, Rate, Version, difference

LINDE = Place("De Linde", "Dorpsstraat 1, 9000 Gent", 40, 1, Decimal("201.50"))
GYM = Place("Turnzaal", "Molenweg 12, 9000 Gent", 5, 2, Decimal("41.70"))
ONE = Version((LINDE,), Choices(), Decimal(188), Decimal(0), Decimal("13.50"), Decimal("201.50"))


def lines(old: Version, new: Version) -> list[str]:
    return [str(change).replace("\u00a0", " ") for change in difference(old, new)]


def with_places(*places: Place) -> Version:
    return replace(ONE, places=places)


@pytest.mark.parametrize(
    ("copies_price", "expected"),
    [
        (188, []),  # an order of nothing but bundles does not mind what a copy costs
        (198, ["Prijs per exemplaar: 4,70 EUR → 4,95 EUR", "Prijs exemplaren: 188,00 EUR → 198,00 EUR"]),
    ],
)  # fmt: skip
def test_a_rate_is_said_where_it_explains_an_amount(copies_price, expected):
    old = replace(ONE, rates=(Rate("copies_price", "Prijs per exemplaar", "4,70 EUR"),))
    new = replace(
        ONE,
        copies_price=Decimal(copies_price),
        rates=(Rate("copies_price", "Prijs per exemplaar", "4,95 EUR"),),
    )

    assert lines(old, new) == expected


def test_nothing_changed_is_no_line():
    assert difference(ONE, ONE) == ()


@pytest.mark.parametrize(
    ("now", "line"),
    [
        ({"copies": 45}, "De Linde, aantal exemplaren: 40 → 45"),
        ({"teachers": 0}, "De Linde, aantal leerkrachten: 1 → 0"),
        ({"name": "Onthaal"}, "Onthaal, naam vestiging: De Linde → Onthaal"),
        (
            {"address": "Kerkplein 2, 9000 Gent"},
            "De Linde, adres: Dorpsstraat 1, 9000 Gent → Kerkplein 2, 9000 Gent",
        ),
    ],
)
def test_what_changed_of_an_address(now, line):
    assert lines(ONE, with_places(replace(LINDE, **now))) == [line]


def test_an_address_that_came_and_one_that_went():
    assert lines(with_places(LINDE), with_places(GYM)) == [
        "Verwijderd leveradres: De Linde, Dorpsstraat 1, 9000 Gent (40 exemplaren, 1 leerkracht)",
        "Nieuw leveradres: Turnzaal, Molenweg 12, 9000 Gent: 5 exemplaren, 2 leerkrachten, 41,70 EUR",
    ]


def test_amounts_are_in_euros_with_the_total_last():
    new = replace(ONE, copies_price=Decimal("211.50"), total=Decimal("1225.00"))

    changes = difference(ONE, new)

    assert [str(one).replace("\u00a0", " ") for one in changes] == [
        "Prijs exemplaren: 188,00 EUR → 211,50 EUR",
        "Prijs totaal: 201,50 EUR → 1 225,00 EUR",
    ]
    assert [one.is_total for one in changes] == [False, True]


def test_another_price_of_the_report_is_said_to_who_orders_it_before_and_after():
    wants = replace(ONE, choices=Choices(feedback_report=True))
    dear = replace(wants, report_price=Decimal(80))

    assert lines(wants, dear) == ["Prijs schoolfeedbackrapport: nog niet bekend → 80,00 EUR"]
    assert lines(dear, replace(dear, report_price=Decimal(75))) == [
        "Prijs schoolfeedbackrapport: 80,00 EUR → 75,00 EUR"
    ]
    assert lines(ONE, replace(ONE, report_price=Decimal(80))) == []
    assert lines(ONE, dear) == ["Schoolfeedbackrapport: nee → ja"]


def test_choices_are_said_in_words():
    chosen = Choices(advisers_may_see=True, tests_order_number="BO-7")

    assert lines(ONE, replace(ONE, choices=chosen)) == [
        "Inzage door de pedagogisch adviseurs: nee → ja",
        "Bestelnummer voor de toetsen: geen → BO-7",
    ]
    assert lines(replace(ONE, choices=chosen), ONE) == [
        "Inzage door de pedagogisch adviseurs: ja → nee",
        "Bestelnummer voor de toetsen: BO-7 → geen",
    ]


def test_the_number_in_the_database_tells_first_which_address_it_is():
    old = with_places(replace(LINDE, key=1), replace(GYM, key=2))
    swapped = with_places(replace(GYM, key=1), replace(LINDE, key=2))

    assert "Turnzaal, naam vestiging: De Linde → Turnzaal" in lines(old, swapped)


def test_two_addresses_at_one_door_stay_apart():
    """Rows with a number of their own are not taken for one another because of their address."""
    cellar, gate = replace(LINDE, name="Kelder", key=1), replace(LINDE, name="Poort", key=2)

    assert [line.split(":")[0] for line in lines(with_places(cellar), with_places(gate))] == [
        "Verwijderd leveradres",
        "Nieuw leveradres",
    ]
    # The same row after its changes were dropped has a new number, and is the same address.
    assert lines(with_places(cellar), with_places(replace(cellar, key=9))) == []


def test_a_renamed_address_of_confirmed_versions_is_known_by_its_address():
    renamed = replace(LINDE, name="Gemeenteschool De Linde")

    assert lines(with_places(LINDE, GYM), with_places(GYM, renamed)) == [
        "Gemeenteschool De Linde, naam vestiging: De Linde → Gemeenteschool De Linde"
    ]
