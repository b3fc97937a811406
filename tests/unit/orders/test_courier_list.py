"""The courier's list as it comes back: CSV in every dialect, or Excel."""

from datetime import date

import pytest

from orders.courier_list import BOUNDS, read_courier_list
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.spreadsheets import write_xlsx


def said(content: bytes) -> list[tuple]:
    return [(row.parcel, row.on, row.track_code, row.reason) for row in read_courier_list(content)]


@pytest.mark.parametrize(
    "content",
    [
        b"pakket;trackcode;datum\r\n12;3S ABC;02/03/2027\r\n",
        b"\xef\xbb\xbfDatum,School,Pakket,Trackcode\n2027-03-02,\"De Linde, Gent\",12,3S  ABC\n",
        b"Barcode\tVerzonden op\tPakketnummer\n3S ABC\t02-03-2027\t12\n\n",
        "school;pakket;trackcode;datum\nSint-Jozéf;12;3S ABC;2/3/2027\n".encode("cp1252"),
        write_xlsx("lijst", ["pakket", "trackcode", "datum"], [[12, "3S ABC", "2027-03-02"]]),
    ],
)  # fmt: skip
def test_every_dialect_says_the_same(content):
    assert said(content) == [(12, date(2027, 3, 2), "3S ABC", "")]


def test_a_row_that_can_not_be_used_says_why_and_the_others_stay():
    rows = said(
        b"pakket;datum;trackcode\n12;;\nabc;;\n;;X\n12;;\n13;gisteren;\n14;;" + b"x" * 61 + b"\n"
    )
    assert rows == [
        (12, None, "", ""),
        (None, None, "", "het pakket heeft geen nummer"),
        (None, None, "", "het pakket heeft geen nummer"),
        (12, None, "", "pakket 12 staat ook op rij 2"),
        (13, None, "", "gisteren is geen datum"),
        (14, None, "x" * 60, "de trackcode is te lang"),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "staat niets"),
        (b"school;datum\nx;y\n", "geen kolom pakket"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "kunnen we niet lezen"),
        (b"PK\x03\x04 this is no workbook", "kunnen we niet lezen"),
        (b"pakket\n" + b"1\n" * (BOUNDS.rows + 1), "meer dan 5000 rijen"),
        (b'pakket\n"' + b"x" * 200_000, "kunnen we niet lezen"),
    ],
)
def test_what_is_no_list_is_refused_in_words(content, sentence):
    with pytest.raises(Refused, match=sentence):
        read_courier_list(content)
