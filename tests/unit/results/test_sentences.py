"""The figures in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from results.analysis.figures import Figure
from results.analysis.groups import AreaLine, GroupResult, Line, ReferenceBasis
from results.analysis.sentences import (
    chart_lines,
    chart_sentence,
    enumeration,
    main_sentence,
    pupils_sentence,
    reference_sentence,
)

NOTHING = Figure()
READING = Line("lezen", Figure(72.25, 24), Figure(70.0, 900))
SPEAKING = Line("spreken", NOTHING, NOTHING)
DUTCH = AreaLine("Nederlands", Figure(72.25, 24), Figure(70.0, 900), (READING,))
DUTCH_BUSY = AreaLine("Nederlands", NOTHING, NOTHING, (READING, SPEAKING))
MOVING = AreaLine(
    "Bewegen", Figure(80.0, 3), NOTHING, (Line("motoriek", Figure(80.0, 3), NOTHING),)
)


def result_of(*areas, pupils=25, with_points=24) -> GroupResult:
    return GroupResult("klas 6A", "deze klas", areas, None, pupils, with_points)


def plain(sentence: str) -> str:
    return sentence.replace("\u00a0", " ")


def test_one_sentence_names_every_complete_area():
    assert plain(main_sentence(result_of(DUTCH, MOVING))) == (
        "Klas 6A haalt gemiddeld 72,3 % voor Nederlands (alle deelnemers: 70,0 %)"
        " en 80,0 % voor Bewegen."
    )


def test_areas_that_wait_are_named():
    assert plain(main_sentence(result_of(DUTCH_BUSY, MOVING))) == (
        "Klas 6A haalt gemiddeld 80,0 % voor Bewegen."
        " Voor Nederlands zijn nog niet alle punten ingegeven."
    )


def test_without_any_complete_area_the_sentence_says_how_far_it_is():
    assert main_sentence(result_of(DUTCH_BUSY)) == (
        "Er zijn punten voor 1 van de 2 domeinen. "
        "Een leergebied krijgt zijn cijfer als al zijn domeinen punten hebben."
    )


def area(name: str, own: float, reference: float) -> AreaLine:
    return AreaLine(name, Figure(own, 24), Figure(reference, 900))


def test_many_areas_are_compared_without_their_numbers():
    four = [area("A", 70.0, 60.0), area("B", 50.0, 60.0), area("C", 60.04, 60.0), area("D", 9.0, 60.0)]  # fmt: skip
    assert main_sentence(result_of(*four)) == (
        "Klas 6A haalt meer dan het gemiddelde van alle deelnemers voor A, en evenveel voor C,"
        " en minder voor B en D."
    )
    less = [area(name, 50.0, 60.0) for name in "ABCD"]
    assert main_sentence(result_of(*less)) == (
        "Klas 6A haalt minder dan het gemiddelde van alle deelnemers voor elk leergebied."
    )


def test_the_chart_draws_complete_areas_and_the_domains_of_others():
    lines = chart_lines(result_of(DUTCH_BUSY, MOVING))
    assert [line.name for line in lines] == ["Nederlands: lezen", "Bewegen"]
    assert plain(chart_sentence(result_of(DUTCH_BUSY, MOVING))) == (
        "Klas 6A haalt gemiddeld 72,3 % voor Nederlands: lezen (alle deelnemers: 70,0 %)"
        " en 80,0 % voor Bewegen."
    )


@pytest.mark.parametrize(
    ("with_points", "pupils", "sentence"),
    [
        (24, 25, "Er zijn al punten van 24 van de 25 leerlingen."),
        (25, 25, "Er zijn punten van alle 25 leerlingen."),
        (1, 1, "Er zijn punten van de enige leerling."),
    ],
)
def test_how_many_pupils_have_points(with_points, pupils, sentence):
    result = result_of(DUTCH, pupils=pupils, with_points=with_points)
    assert pupils_sentence(result) == sentence


def basis(**fields) -> ReferenceBasis:
    moment = datetime(2027, 3, 2, 14, 5, tzinfo=ZoneInfo("Europe/Brussels"))
    return ReferenceBasis(
        **{"schools": 312, "pupils": 9120, "computed_at": moment, "provisional": True, **fields}
    )


def test_what_the_reference_rests_on():
    assert plain(reference_sentence(basis())) == (
        "Het gemiddelde van alle deelnemers is voorlopig: 312 scholen, 9 120 leerlingen,"
        " berekend op 2 maart 2027 om 14.05 uur."
    )
    assert plain(reference_sentence(basis(provisional=False, schools=1, pupils=1))) == (
        "Het gemiddelde van alle deelnemers: 1 school, 1 leerling,"
        " berekend op 2 maart 2027 om 14.05 uur."
    )
    nothing = "Er is nog geen gemiddelde van alle deelnemers."
    assert reference_sentence(None) == reference_sentence(basis(pupils=0)) == nothing


def test_enumeration():
    assert enumeration(["a"]) == "a"
    assert enumeration(["a", "b"]) == "a en b"
    assert enumeration(["a", "b", "c"]) == "a, b en c"
