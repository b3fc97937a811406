"""The price of an order, case by case, down to the cent and the sentence."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.pricing import MissingPrice, Prices, Tier, price_order, price_report, price_row

PRICES = Prices(
    copy_price=Decimal("4.70"),
    bundle_price=Decimal("4.70"),
    delivery_price=Decimal("13.50"),
    copies_per_free_bundle=10,
)
FREE_1 = "1 leerkracht gratis: 1 per begonnen 10 exemplaren"
NO_TEACHERS = "geen leerkrachten"


def free(number: int) -> str:
    return f"{number} leerkrachten gratis: 1 per begonnen 10 exemplaren"


# copies, teachers → price of copies, of teachers, of delivery, total, why the teachers' price
ROWS = [
    (40, 1, "188.00", "0.00", "13.50", "201.50", FREE_1),  # the guide's mail
    (0, 0, "0.00", "0.00", "0.00", "0.00", NO_TEACHERS),
    (1, 0, "4.70", "0.00", "13.50", "18.20", NO_TEACHERS),
    (1, 1, "4.70", "0.00", "13.50", "18.20", FREE_1),
    (1, 2, "4.70", "4.70", "13.50", "22.90", f"{FREE_1}; 1 bijkomende bundel × 4,70 EUR"),
    (3, 1, "14.10", "0.00", "13.50", "27.60", FREE_1),
    (9, 1, "42.30", "0.00", "13.50", "55.80", FREE_1),
    (9, 2, "42.30", "4.70", "13.50", "60.50", f"{FREE_1}; 1 bijkomende bundel × 4,70 EUR"),
    (10, 0, "47.00", "0.00", "13.50", "60.50", NO_TEACHERS),
    (10, 1, "47.00", "0.00", "13.50", "60.50", FREE_1),
    (10, 2, "47.00", "4.70", "13.50", "65.20", f"{FREE_1}; 1 bijkomende bundel × 4,70 EUR"),
    (11, 1, "51.70", "0.00", "13.50", "65.20", FREE_1),
    (11, 2, "51.70", "0.00", "13.50", "65.20", free(2)),
    (11, 3, "51.70", "4.70", "13.50", "69.90", f"{free(2)}; 1 bijkomende bundel × 4,70 EUR"),
    (19, 2, "89.30", "0.00", "13.50", "102.80", free(2)),
    (20, 2, "94.00", "0.00", "13.50", "107.50", free(2)),
    (20, 3, "94.00", "4.70", "13.50", "112.20", f"{free(2)}; 1 bijkomende bundel × 4,70 EUR"),
    (21, 3, "98.70", "0.00", "13.50", "112.20", free(3)),
    (21, 4, "98.70", "4.70", "13.50", "116.90", f"{free(3)}; 1 bijkomende bundel × 4,70 EUR"),
    (40, 4, "188.00", "0.00", "13.50", "201.50", free(4)),
    (40, 5, "188.00", "4.70", "13.50", "206.20", f"{free(4)}; 1 bijkomende bundel × 4,70 EUR"),
    (41, 5, "192.70", "0.00", "13.50", "206.20", free(5)),
    (48, 2, "225.60", "0.00", "13.50", "239.10", free(2)),
    (48, 7, "225.60", "9.40", "13.50", "248.50", f"{free(5)}; 2 bijkomende bundels × 4,70 EUR"),
    (99, 10, "465.30", "0.00", "13.50", "478.80", free(10)),
    (100, 10, "470.00", "0.00", "13.50", "483.50", free(10)),
    (100, 11, "470.00", "4.70", "13.50", "488.20", f"{free(10)}; 1 bijkomende bundel × 4,70 EUR"),
    (101, 11, "474.70", "0.00", "13.50", "488.20", free(11)),
    (999, 99, "4695.30", "0.00", "13.50", "4708.80", free(99)),
    (0, 1, "0.00", "4.70", "13.50", "18.20", "1 bijkomende bundel × 4,70 EUR"),
    (0, 3, "0.00", "14.10", "13.50", "27.60", "3 bijkomende bundels × 4,70 EUR"),
]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def row(copies: int, teachers: int):
    return SimpleNamespace(copies=copies, teachers=teachers)


@pytest.mark.parametrize(("copies", "teachers", "c", "t", "d", "total", "why"), ROWS)
def test_a_row_costs_what_the_table_says(copies, teachers, c, t, d, total, why):
    price = price_row(copies=copies, teachers=teachers, prices=PRICES)

    assert [str(x.euros) for x in (price.copies, price.teachers, price.delivery)] == [c, t, d]
    assert str(price.total) == total
    assert plain(price.teachers.reason) == why


@pytest.mark.parametrize(
    ("copies", "teachers", "copies_why", "delivery_why"),
    [
        (40, 1, "40 × 4,70 EUR", "levering aan 1 adres"),
        (0, 2, "geen exemplaren", "levering aan 1 adres"),
        (0, 0, "geen exemplaren", "niets te leveren"),
    ],
)
def test_every_amount_says_why(copies, teachers, copies_why, delivery_why):
    price = price_row(copies=copies, teachers=teachers, prices=PRICES)

    assert plain(price.copies.reason) == copies_why
    assert price.delivery.reason == delivery_why


# rows of (copies, teachers) → copies, teachers, delivery, total
ORDERS = [
    ([], "0.00", "0.00", "0.00", "0.00"),
    ([(40, 1)], "188.00", "0.00", "13.50", "201.50"),
    ([(25, 1), (23, 1)], "225.60", "0.00", "27.00", "252.60"),
    # Free bundles count per address: what one does not use is no gain for the other.
    ([(40, 0), (5, 2)], "211.50", "4.70", "27.00", "243.20"),
    ([(11, 2), (0, 1)], "51.70", "4.70", "27.00", "83.40"),
    ([(10, 1), (0, 0)], "47.00", "0.00", "13.50", "60.50"),
    # Twice five copies are two started tens; together they would be one.
    ([(5, 1), (5, 1)], "47.00", "0.00", "27.00", "74.00"),
]


@pytest.mark.parametrize(("rows", "copies", "teachers", "delivery", "total"), ORDERS)
def test_an_order_costs_the_sum_of_its_rows(rows, copies, teachers, delivery, total):
    price = price_order([row(*numbers) for numbers in rows], PRICES)

    sums = [price.copies, price.teachers, price.delivery, price.total]
    assert [str(euros) for euros in sums] == [copies, teachers, delivery, total]


TIERED = Prices(
    copy_price=Decimal("4.70"),
    bundle_price=Decimal("4.70"),
    delivery_price=Decimal("20.00"),
    copies_per_free_bundle=10,
    tiers=(Tier(25, Decimal("6.50")), Tier(100, Decimal("13.50"))),
)


@pytest.mark.parametrize(
    ("copies", "teachers", "delivery", "why"),
    [
        (0, 0, "0.00", "niets te leveren"),
        (0, 1, "6.50", "levering tot 25 exemplaren"),
        (1, 0, "6.50", "levering tot 25 exemplaren"),
        (24, 1, "6.50", "levering tot 25 exemplaren"),
        (25, 9, "6.50", "levering tot 25 exemplaren"),
        (26, 1, "13.50", "levering tot 100 exemplaren"),
        (40, 1, "13.50", "levering tot 100 exemplaren"),
        (99, 1, "13.50", "levering tot 100 exemplaren"),
        (100, 1, "13.50", "levering tot 100 exemplaren"),
        (101, 1, "20.00", "levering vanaf 101 exemplaren"),
        (999, 99, "20.00", "levering vanaf 101 exemplaren"),
    ],
)
def test_a_parcel_costs_what_its_tier_says(copies, teachers, delivery, why):
    price = price_row(copies=copies, teachers=teachers, prices=TIERED)

    assert (str(price.delivery.euros), price.delivery.reason) == (delivery, why)
    assert price.total == price.copies.euros + price.teachers.euros + Decimal(delivery)


@pytest.mark.parametrize(
    ("rows", "delivery", "total"),
    [
        ([(25, 1), (26, 1)], "20.00", "259.70"),  # 6,50 and 13,50: each address its own parcel
        ([(60, 2), (60, 2)], "27.00", "591.00"),  # not one parcel of 120
        ([(101, 1), (0, 0), (0, 1)], "26.50", "505.90"),
    ],
)
def test_tiers_count_per_address(rows, delivery, total):
    price = price_order([row(*numbers) for numbers in rows], TIERED)

    assert (str(price.delivery), str(price.total)) == (delivery, total)


def test_a_tier_of_one_copy_is_said_in_the_singular():
    prices = replace(TIERED, tiers=(Tier(1, Decimal("0.00")),))
    reasons = [price_row(copies=n, teachers=0, prices=prices).delivery.reason for n in (1, 2)]
    assert reasons == ["levering tot 1 exemplaar", "levering vanaf 2 exemplaren"]


@pytest.mark.parametrize(
    "tiers", [[(25, "6.50"), (25, "7.00")], [(100, "6.50"), (25, "7.00")], [(0, "1.00")],
              [(-5, "1.00")], [(25, "-0.01")], [(25, "6.505")], [(25, None)]],
)  # fmt: skip
def test_tiers_that_make_no_sense_raise(tiers):
    with pytest.raises(MissingPrice, match="tiers"):
        replace(TIERED, tiers=tuple(Tier(n, p and Decimal(p)) for n, p in tiers))


@pytest.mark.parametrize(
    ("is_ordered", "price", "euros", "why"),
    [
        (False, None, "0.00", "geen schoolfeedbackrapport"),
        (False, "75.00", "0.00", "geen schoolfeedbackrapport"),
        (True, "75.00", "75.00", "1 schoolfeedbackrapport × 75,00 EUR"),
        (True, "0.00", "0.00", "1 schoolfeedbackrapport × 0,00 EUR"),
    ],
)
def test_the_feedback_report_is_priced_apart(is_ordered, price, euros, why):
    amount = price_report(is_ordered=is_ordered, report_price=price and Decimal(price))
    assert (str(amount.euros), plain(amount.reason)) == (euros, why)


@pytest.mark.parametrize("price", [None, Decimal("-1.00"), Decimal("75.001")])
def test_a_report_without_a_price_raises(price):
    with pytest.raises(MissingPrice, match="report_price"):
        price_report(is_ordered=True, report_price=price)


def test_the_list_decides_on_prices_and_on_free_bundles():
    prices = Prices(
        copy_price=Decimal("5.05"),
        bundle_price=Decimal("3.15"),
        delivery_price=Decimal("0.00"),
        copies_per_free_bundle=25,
    )

    price = price_row(copies=26, teachers=4, prices=prices)

    assert str(price.copies.euros) == "131.30"
    assert str(price.teachers.euros) == "6.30"
    assert str(price.delivery.euros) == "0.00"
    assert plain(price.teachers.reason) == (
        "2 leerkrachten gratis: 1 per begonnen 25 exemplaren; 2 bijkomende bundels × 3,15 EUR"
    )


@pytest.mark.parametrize("name", ["copy_price", "bundle_price", "delivery_price"])
@pytest.mark.parametrize(
    "value", [None, 4.7, "4.70", Decimal("-0.01"), Decimal("NaN"), Decimal("4.705")]
)
def test_a_price_that_is_missing_or_no_amount_raises(name, value):
    good = {
        "copy_price": Decimal("4.70"),
        "bundle_price": Decimal("4.70"),
        "delivery_price": Decimal("13.50"),
    }
    with pytest.raises(MissingPrice, match=name):
        Prices(**{**good, name: value}, copies_per_free_bundle=10)


@pytest.mark.parametrize("per", [None, 0, -1])
def test_a_free_bundle_rule_that_makes_no_sense_raises(per):
    with pytest.raises(MissingPrice):
        Prices(
            copy_price=Decimal(1),
            bundle_price=Decimal(1),
            delivery_price=Decimal(1),
            copies_per_free_bundle=per,
        )


@pytest.mark.parametrize(("copies", "teachers"), [(-1, 0), (0, -1)])
def test_less_than_nothing_cannot_be_priced(copies, teachers):
    with pytest.raises(ValueError, match="0 or more"):
        price_row(copies=copies, teachers=teachers, prices=PRICES)


CENTS = st.decimals(min_value=0, max_value=9999, places=2)


@given(
    rows=st.lists(st.tuples(st.integers(0, 999), st.integers(0, 99)), max_size=6),
    copy=CENTS,
    bundle=CENTS,
    delivery=CENTS,
    per=st.integers(1, 50),
    tiers=st.dictionaries(st.integers(1, 999), CENTS, max_size=4),
)
def test_totals_add_up_both_ways_and_more_never_costs_less(
    rows, copy, bundle, delivery, per, tiers
):
    prices = Prices(
        copy_price=copy, bundle_price=bundle, delivery_price=delivery, copies_per_free_bundle=per,
        tiers=tuple(Tier(up_to, tiers[up_to]) for up_to in sorted(tiers)),
    )  # fmt: skip
    price = price_order([row(*numbers) for numbers in rows], prices)

    assert price.total == sum(r.total for r in price.rows)
    assert price.copies == sum(r.copies.euros for r in price.rows)
    assert price.teachers == sum(r.teachers.euros for r in price.rows)
    assert price.delivery == sum(r.delivery.euros for r in price.rows)
    assert price.total.as_tuple().exponent == -2
    for copies, teachers in rows:
        less = price_row(copies=copies, teachers=teachers, prices=prices)
        more = price_row(copies=copies, teachers=teachers + 1, prices=prices)
        assert more.total >= less.total
