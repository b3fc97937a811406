"""A class as a spreadsheet: filled in somewhere else, and brought back exactly."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from results.exports.points_sheet import write_points_sheet
from results.forms.points_sheet import BOUNDS, read_points_sheet
from results.models import Item, Score
from results.queries.cells import Place
from results.scoring import Mark
from schools.models import Pupil
from tests.forms_in import forms_in
from tests.spreadsheets import lying, zipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def screen(cast, screen_of):
    return screen_of(cast.teacher)


def download(screen):
    answer = screen.client.get(screen.url("excel_file"))
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.content))


def cell(book, row: int, column: int):
    return book["Punten"].cell(5 + row, 3 + column)


def upload(screen, book):
    if not isinstance(book, bytes):
        out = io.BytesIO()
        book.save(out)
        book = out.getvalue()
    return screen.client.post(screen.url("excel"), {"file": SimpleUploadedFile("p.xlsx", book)})


def apply(screen, answer, **choices):
    form = next(f.values for f in forms_in(answer.content.decode()) if "cells" in f.values)
    return screen.client.post(screen.url("excel"), form | choices)


def test_down_filled_in_and_back(cast, screen, pupils):
    pupils[0].last_name = "=1+1"
    pupils[0].save()
    screen.type(r0c0="2", r0c1="2,5", r1c0="A")
    screen.pupils.sort(key=lambda pupil: (pupil.last_name, pupil.first_name))
    book = download(screen)
    sheet = book["Punten"]
    assert [sheet.cell(2, column).value for column in range(3, 10)] == [
        "1", "2", "3", "4", "5", "6", "Totaal op het boekje",
    ]  # fmt: skip
    assert [sheet.cell(3, column).value for column in (3, 8, 9)] == [2, 10, 22]
    assert (sheet.cell(5, 2).value, sheet.cell(5, 2).data_type) == ("=1+1 Jan", "s")
    assert sheet.protection.sheet
    assert cell(book, 0, 0).protection.locked is False
    assert sheet.cell(5, 2).protection.locked
    assert "niet gemaakt: telt als 0" in [row[1].value for row in book["Codes"]]
    assert book["versies"].sheet_state == "veryHidden"
    assert (cell(book, 0, 1).value, cell(book, 1, 0).value) == (2.5, "A")

    cell(book, 0, 0).value = None
    cell(book, 0, 1).value = 0.1 + 0.2
    cell(book, 1, 0).value = " n "
    cell(book, 2, 5).value = "7,5"
    cell(book, 2, 0).value = 5
    cell(book, 2, 1).value = 1.255
    answer = upload(screen, book)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "4 cellen worden gewijzigd, 2 kunnen niet" in page
    assert "Hoogstens 2." in page
    assert "Hoogstens 2 cijfers na de komma." in page
    assert screen.stands("r0c0") == 2  # nothing yet
    assert apply(screen, answer).url == screen.url("grid")
    assert screen.stands("r0c0") is None
    assert screen.stands("r0c1") == Decimal("0.3")
    assert screen.stands("r1c0") == "N"
    assert screen.stands("r2c5") == Decimal("7.5")
    assert Score.objects.count() == 3
    again = upload(screen, book).content.decode()
    assert "0 cellen worden gewijzigd" in again  # only what can't be is left


def test_rows_may_be_sorted_and_nothing_changed_is_nothing(screen):
    screen.type(r0c0="2", r1c0="1", r2c1="N")
    book = download(screen)
    assert "alles in het bestand staat al zo" in upload(screen, book).content.decode()
    sheet = book["Punten"]
    first, last = ([sheet.cell(row, column).value for column in range(1, 10)] for row in (5, 7))
    for column in range(1, 10):
        sheet.cell(5, column).value, sheet.cell(7, column).value = (
            last[column - 1],
            first[column - 1],
        )
    cell(book, 0, 2).value = 1  # in the row that is now on top: the last pupil
    assert apply(screen, upload(screen, book)).status_code == 302
    assert screen.stands("r2c2") == 1
    assert screen.stands("r0c0") == 2


def test_what_a_colleague_changed_meanwhile_is_asked_about(cast, screen, screen_of, pupils):
    screen.type(r0c1="3", r1c1="1")
    book = download(screen)
    duo = screen_of(cast.duo)
    duo.look()
    duo.type(r0c1="2", r1c1="", r2c1="4", r2c2="1")
    cell(book, 0, 1).value = 4
    cell(book, 1, 1).value = 2
    cell(book, 2, 1).value = 4  # the same as the colleague typed
    answer = upload(screen, book)
    page = answer.content.decode()
    assert "bij 2 kies je zelf" in page
    assert "Laat 2 staan" in page
    assert "Neem 4 uit het bestand" in page
    assert "Laat de cel leeg" in page
    mine = f"keuze-{pupils[0].pk}-{screen.items[1].pk}"
    duo.type(r0c1="1")  # and once more, while the page stood open
    late = apply(screen, answer, **{mine: "mijn"})
    assert late.status_code == 422
    assert screen.stands("r0c1") == 1
    assert apply(screen, late, **{mine: "mijn"}).status_code == 302
    assert screen.stands("r0c1") == 4
    assert screen.stands("r1c1") is None
    assert screen.stands("r2c2") == 1


def test_other_files_are_refused_with_a_reason(cast, battery, screen, screen_of):
    other = download(screen_of(cast.teacher, battery.practical))
    answer = upload(screen, other)
    assert answer.status_code == 422
    assert "van een andere klas of een ander toetsonderdeel" in answer.content.decode()
    plain = download(screen)
    del plain["versies"]
    broken = download(screen)
    broken["versies"].cell(1, 1).value = "iets"
    for file in (plain, broken, b"geen bestand", b"PK\x03\x04stuk", b""):
        answer = upload(screen, file)
        assert answer.status_code == 422
        words = answer.content.decode()
        assert "geen bestand dat je hier gedownload hebt" in words or "Kies het bestand" in words
    for data in ({}, {"cells": "x"}, {"cells": '{"cells": []}', "conflicts": "[]"}):
        assert screen.client.post(screen.url("excel"), data).status_code == 422
    assert not Score.objects.exists()


def test_a_file_of_another_program_is_told_how_to_be_kept(screen):
    """LibreOffice keeps as ODS what is not told to stay XLSX: the hidden versions may be lost."""
    file = zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})
    answer = upload(screen, file)
    assert answer.status_code == 422
    assert "Bewaar het als Excel-bestand (XLSX)" in answer.content.decode()


def test_on_paper_it_has_names_and_questions_on_every_page(screen):
    sheet = download(screen)["Punten"]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert sheet.print_title_rows == "$2:$4"
    assert sheet.print_title_cols == "$B:$B"


def test_a_file_that_grows_is_refused_also_when_it_lies_about_its_size(screen):
    large = {"xl/media/groot.bin": b"0" * (BOUNDS.bytes_unpacked + 1)}
    ours = screen.client.get(screen.url("excel_file")).content
    assert upload(screen, zipped({"xl/media/klein.bin": b"0"}, into=ours)).status_code == 200
    for file, sentence in (
        (zipped(large, into=ours), "Dit bestand is te groot. Download het opnieuw"),
        (lying(zipped(large, into=ours)), "geen bestand dat je hier gedownload hebt"),
        (b"0" * (BOUNDS.bytes + 1), "groter dan 2 MB"),
    ):
        answer = upload(screen, file)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()


def test_a_file_with_a_stranger_in_it_writes_nothing_of_theirs(cast, screen):
    stranger = Pupil.objects.create(
        school_class=cast.other_class, last_name="Vreemd", first_name="Vic", gender="M"
    )
    book = download(screen)
    book["Punten"].cell(5, 1).value = str(stranger.pk)
    cell(book, 0, 0).value = 1
    answer = upload(screen, book)
    assert "Deze leerling of vraag is er niet meer." in answer.content.decode()
    assert "Vreemd" not in answer.content.decode()
    apply_all = f'{{"cells": [[{stranger.pk}, {screen.items[0].pk}, "1", 0]]}}'
    screen.client.post(screen.url("excel"), {"cells": apply_all})
    assert not Score.objects.exists()


points = st.decimals(0, 99, places=2).map(lambda value: Mark(points=value))
codes = st.sampled_from("AVNX").map(lambda code: Mark(code=code))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.tuples(st.integers(0, 2), st.integers(0, 5)), st.one_of(points, codes)))
def test_every_value_survives_the_round_trip(cast, battery, pupils, marks):
    items = battery.items_of(battery.reading)
    stored = {
        Place(pupils[row].pk, items[column].pk): (mark, 3) for (row, column), mark in marks.items()
    }
    file = write_points_sheet(cast.class_a, battery.reading, pupils, items, stored)
    assert read_points_sheet(file, cast.class_a, battery.reading) == []

    # Filled in from nothing, all of it comes back.
    empty = load_workbook(
        io.BytesIO(write_points_sheet(cast.class_a, battery.reading, pupils, items, {}))
    )
    for (row, column), mark in marks.items():
        cell(empty, row, column).value = mark.code or mark.points
    out = io.BytesIO()
    empty.save(out)
    read = read_points_sheet(out.getvalue(), cast.class_a, battery.reading)
    assert {one.place: one.text for one in read} == {
        place: str(mark) for place, (mark, _) in stored.items()
    }
    assert {one.version for one in read} <= {0}


def test_a_whole_class_of_many_questions_is_brought_in_at_once(cast, battery, screen_of):
    """More cells than the grid's program ever sends in one go."""
    domain = battery.reading.items.first().domain
    Item.objects.bulk_create(
        Item(part=battery.reading, domain=domain, label=f"x{n}", maximum=2, position=10 + n)
        for n in range(64)
    )
    Pupil.objects.bulk_create(
        Pupil(school_class=cast.class_a, last_name=f"P{n:02}", first_name="A", gender="V")
        for n in range(27)
    )
    screen = screen_of(cast.teacher)
    book = download(screen)
    for row in range(30):
        for column in range(70):
            cell(book, row, column).value = 1
    assert apply(screen, upload(screen, book)).status_code == 302
    assert Score.objects.filter(points=1).count() == 2_100
