"""Reading the public list of school sites."""

from datetime import date
from decimal import Decimal

import pytest

from ovsgtoets.kernel.errors import Refused
from schools.models import SchoolKind, Umbrella
from schools.school_list import COLUMNS, ListedAddress, read_school_list
from schools.umbrellas import umbrella_of

TODAY = date(2027, 3, 2)
ROW = {
    "schoolnummer": "146001",
    "intern_vplnummer": "1",
    "net": "Officieel gesubsidieerd onderwijs",
    "naam": "De Linde",
    "hoofdzetel": "ja",
    "straat": "Dorpsstraat",
    "huisnummer": "1",
    "busnummer": "",
    "postcode": "9000",
    "gemeente": "Gent",
    "telefoon": "09 123 45 67",
    "e_mail": "Info@Linde.example",
    "beheerder_s": "Stad Gent",
    "ingerichte_hoofdstructuren": "Gewoon Kleuteronderwijs, Gewoon Lager Onderwijs",
}
HEADER = (
    "schoolnummer;intern_vplnummer;net;naam;hoofdzetel;adres;straat;huisnummer;busnummer;postcode;"
    "gemeente;niscode;provinciecode;provincie;VWO-vestigingsplaatscode;crab-code;crab-huisnr;lx;ly;"
    "kbo-nummer;telefoon;fax;e-mail;website;beheerder(s);soort instelling;onderwijsniveau;"
    "instellingstype;begindatum;einddatum;status erkenning;clb;bestuur;scholengemeenschap;"
    "leersteuncentrum;taalstelsel;ingerichte hoofdstructuren"
)


def line(separator=";", **changes):
    row = {**ROW, **changes}
    return separator.join(row.get(column, "") for column in COLUMNS)


def read(*lines, header=HEADER, encoding="utf-8"):
    return read_school_list("\r\n".join([header, *lines]).encode(encoding), today=TODAY)


def test_the_published_columns_are_known_in_their_order():
    assert len(COLUMNS) == 37
    assert read(line()).schools == read_school_list(line().encode(), today=TODAY).schools


def test_a_school_is_read_whole():
    (school,) = read(line()).schools

    assert school.institution_number == 146001
    assert school.name == "De Linde"
    assert school.address == ListedAddress("Dorpsstraat", "1", "9000", "Gent")
    assert school.email == "info@linde.example"
    assert school.phone == "09 123 45 67"
    assert school.umbrella == Umbrella.OVSG
    assert school.kind == SchoolKind.ORDINARY
    assert school.ses_percentage is None
    assert school.ses_zone is None
    assert [site.sequence for site in school.sites] == [1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_accents_survive_every_encoding(encoding):
    (school,) = read(line(naam="Sint-Rafaël", gemeente="Zoé"), encoding=encoding).schools

    assert (school.name, school.address.municipality) == ("Sint-Rafaël", "Zoé")


@pytest.mark.parametrize("separator", [",", "\t"])
def test_other_separators_are_recognised(separator):
    kinds = "Gewoon Lager Onderwijs"
    rows = [HEADER.replace(";", separator), line(separator, ingerichte_hoofdstructuren=kinds)]

    found = read_school_list("\n".join(rows).encode(), today=TODAY)

    assert [school.name for school in found.schools] == ["De Linde"]


def test_several_rows_are_sites_of_one_school_named_after_its_hoofdzetel():
    found = read(
        line(hoofdzetel="nee", naam="Wijkschool", straat="Molenweg"),
        line(intern_vplnummer="2", naam="De Linde", busnummer="3"),
    )

    (school,) = found.schools
    assert school.name == "De Linde"
    assert school.address.house_number == "1 bus 3"
    assert [(site.sequence, site.name) for site in school.sites] == [
        (1, "Wijkschool"),
        (2, "De Linde"),
    ]


def test_what_ended_or_is_no_primary_school_is_skipped():
    found = read(
        line(einddatum="31/08/2020"),
        line(schoolnummer="200", einddatum="2030-08-31"),
        line(schoolnummer="300", ingerichte_hoofdstructuren="Voltijds Gewoon Secundair Onderwijs"),
    )

    assert [school.institution_number for school in found.schools] == [200]
    assert found.skipped == 2
    assert not found.refused


def test_special_primary_is_recognised():
    kinds = "Buitengewoon Kleuteronderwijs, Buitengewoon Lager Onderwijs"
    both = f"{kinds}, Gewoon Lager Onderwijs"

    found = read(
        line(ingerichte_hoofdstructuren=kinds),
        line(schoolnummer="200", ingerichte_hoofdstructuren=both),
        line(schoolnummer="300", ingerichte_hoofdstructuren=""),
    )

    assert [school.kind for school in found.schools] == [
        SchoolKind.ORDINARY,
        None,
        SchoolKind.SPECIAL,
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"schoolnummer": "12"}, "geen getal van 100 tot 999999"),
        ({"schoolnummer": "²²²²"}, "geen getal"),
        ({"schoolnummer": "9" * 5000}, "geen getal"),
        ({"intern_vplnummer": "a"}, "intern volgnummer"),
        ({"naam": ""}, "De naam ontbreekt."),
        ({"naam": "x" * 201}, "De naam is langer dan 200 tekens."),
        ({"postcode": "900"}, "geen vier cijfers"),
        ({"gemeente": ""}, "De gemeente ontbreekt."),
        ({"straat": ""}, "De straat ontbreekt."),
    ],
)
def test_a_row_that_can_not_be_used_is_refused_with_its_line_and_reason(changes, reason):
    found = read(line(), line(**{"schoolnummer": "200", **changes}))

    assert [school.institution_number for school in found.schools] == [146001]
    (refused,) = found.refused
    assert refused.line == 3
    assert reason in refused.reason


def test_the_same_site_twice_is_refused_once():
    found = read(line(), line(naam="Nog eens"))

    assert found.schools[0].name == "De Linde"
    assert "staat twee keer" in found.refused[0].reason


def test_the_address_may_stand_in_one_column_and_a_number_may_be_missing():
    found = read(
        line(straat="", huisnummer="", adres="Lange Nieuwstraat 12A"),
        line(schoolnummer="200", huisnummer=""),
    )

    assert [s.address.house_number for s in found.schools] == ["z/n", "12A"]


def test_extra_columns_with_ses_are_taken_and_nonsense_in_them_is_not():
    header = f"{HEADER};SES-percentage;SES-zone"

    found = read(f"{line()};1,23;e", f"{line(schoolnummer='200')};veel;EE", header=header)

    assert [(s.ses_percentage, s.ses_zone) for s in found.schools] == [
        (None, None),
        (Decimal("1.23"), "E"),
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("geen", None),
        ("", None),
        ("a@b.be; c@d.be", "a@b.be"),
        ("Mail: x@y.example", "x@y.example"),
    ],
)
def test_the_first_usable_address_counts(given, kept):
    assert read(line(e_mail=f'"{given}"')).schools[0].email == kept


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"a;b;c\n1;2;3", b"\x00\x01\x02", b"naam;gemeente"]
)
def test_something_else_than_a_list_is_refused_whole(content):
    with pytest.raises(Refused):
        read_school_list(content, today=TODAY)


def test_a_null_byte_in_a_cell_disappears():
    assert read(line(naam="De\x00 Linde")).schools[0].name == "De Linde"


@pytest.mark.parametrize(
    ("net", "board", "umbrella"),
    [
        ("OVSG", "", Umbrella.OVSG),
        ("GO!", "", Umbrella.GO),
        ("Gemeenschapsonderwijs", "Scholengroep 1", Umbrella.GO),
        ("Officieel gesubsidieerd onderwijs", "Gemeente Lokeren", Umbrella.OVSG),
        ("Officieel gesubsidieerd onderwijs", "Provinciebestuur Antwerpen", Umbrella.POV),
        ("Vrij gesubsidieerd onderwijs", "vzw Katholiek Basisonderwijs", Umbrella.KOV),
        ("Vrij gesubsidieerd onderwijs", "Federatie van Rudolf Steinerscholen", Umbrella.OKO),
        ("Iets nieuws", "", Umbrella.OTHER),
        ("", "Stad Gent", None),
    ],
)
def test_the_umbrella_comes_from_network_and_board(net, board, umbrella):
    assert umbrella_of(net=net, board=board) == umbrella
