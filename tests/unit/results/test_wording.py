"""The figures with how sure they are, in words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.analysis.distribution import distribution
from results.analysis.percentages import LeftOut
from results.analysis.suppression import Verdict
from results.analysis.trend import EditionFigure, trend
from results.analysis.uncertainty import Comparison, Estimate, Interval, Standing, compare
from results.analysis.view import Beside, PupilFigure
from results.analysis.wording.groups import (
    left_out_of_area,
    left_out_sentence,
    mean_sentence,
    shrunken_sentence,
    spread_sentence,
)
from results.analysis.wording.items import items_sentence
from results.analysis.wording.overview import summary_sentence
from results.analysis.wording.pupils import pupil_sentence, pupil_summary
from results.analysis.wording.reasons import (
    HOW_TO_READ,
    NOT_SHOWN,
    REFERENCE_NOT_SHOWN,
    how_to_read,
)
from results.analysis.wording.trend import trend_sentence
from results.analysis.wording.words import COMPARABLE, between

LONG = "Klas 6A haalt voor lezen gemiddeld "


def plain(sentence: str) -> str:
    return sentence.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("own", "reference", "sentence"),
    [
        (
            Estimate(71.3, 11.0, 18),
            69.0,
            "71,3 %. Met 18 leerlingen ligt dat cijfer ergens tussen 65 % en 77 %: niet te "
            "onderscheiden van het gemiddelde van alle deelnemers (69,0 %).",
        ),
        (
            Estimate(80.0, 11.0, 18),
            69.0,
            "80,0 %. Met 18 leerlingen ligt dat cijfer ergens tussen 74 % en 86 %: hoger dan het "
            "gemiddelde van alle deelnemers (69,0 %).",
        ),
        (
            Estimate(60.0, 11.0, 18),
            69.0,
            "60,0 %. Met 18 leerlingen ligt dat cijfer ergens tussen 54 % en 66 %: lager dan het "
            "gemiddelde van alle deelnemers (69,0 %).",
        ),
        (
            Estimate(60.0, 11.0, 18),
            None,
            "60,0 %. Met 18 leerlingen ligt dat cijfer ergens tussen 54 % en 66 %.",
        ),
        (
            Estimate(63.0, 4.0, 3),
            69.0,
            "63,0 %. Met 3 leerlingen valt daar niet meer over te zeggen, ook niet of het "
            "verschilt van het gemiddelde van alle deelnemers (69,0 %).",
        ),
        (
            Estimate(63.0, None, 1),
            None,
            "63,0 %. Met 1 leerling valt daar niet meer over te zeggen.",
        ),
        (
            Estimate(70.0, 0.0, 16),
            69.0,
            "70,0 %. Alle 16 hebben hetzelfde cijfer: hoe zeker het is, valt daaruit niet af te "
            "leiden.",
        ),
    ],
)
def test_the_mean_of_a_group(own, reference, sentence):
    assert plain(mean_sentence("klas 6A", "lezen", compare(own, reference))) == LONG + sentence


def test_beside_comparable_schools():
    said = mean_sentence(
        "onze school",
        "Nederlands",
        compare(Estimate(71.3, 11.0, 118), 69.0),
        reference="vergelijkbare scholen",
    )
    assert said.startswith("Onze school haalt voor Nederlands gemiddeld")
    assert "het gemiddelde van vergelijkbare scholen" in said


@pytest.mark.parametrize(
    ("low", "high", "beside", "words"),
    [
        (65.8, 76.8, 69.0, "65 % en 77 %"),
        (65.8, 76.8, None, "65 % en 77 %"),
        (66.0, 77.0, 69.0, "66 % en 77 %"),
        (60.1, 68.6, 69.0, "60,1 % en 68,6 %"),  # 69 would look as if the reference were in it
        (69.4, 80.0, 69.1, "69,4 % en 80,0 %"),
        (0.0, 100.0, 50.0, "0 % en 100 %"),
    ],
)
def test_an_interval_is_rounded_outwards_unless_that_would_say_something_else(
    low, high, beside, words
):
    assert plain(between(Interval(low, high), beside)) == words


@given(st.floats(0, 100), st.floats(0, 100), st.integers(0, 1000))
def test_the_words_never_contradict_the_decision(one, other, tenths):
    interval, reference = Interval(min(one, other), max(one, other)), tenths / 10
    shown = plain(between(interval, reference)).replace(",", ".")
    low, high = (float(part.removesuffix(" %")) for part in shown.split(" en "))
    if interval.holds(reference):
        assert low - 0.05 <= reference <= high + 0.05
    else:
        assert not low + 0.05 < reference < high - 0.05


@pytest.mark.parametrize(
    ("interval", "mean", "sentence"),
    [
        (
            Interval(52.1, 73.9),
            69.0,
            "Noor haalt voor lezen 63,0 %. Op een andere dag kan dat ergens tussen 52 % en 74 % "
            "zijn: niet te onderscheiden van het gemiddelde van alle deelnemers (69,0 %).",
        ),
        (
            Interval(52.1, 73.9),
            80.0,
            "Noor haalt voor lezen 63,0 %. Op een andere dag kan dat ergens tussen 52 % en 74 % "
            "zijn: lager dan het gemiddelde van alle deelnemers (80,0 %).",
        ),
        (
            Interval(52.1, 73.9),
            None,
            "Noor haalt voor lezen 63,0 %. Op een andere dag kan dat ergens tussen 52 % en 74 % zijn.",
        ),
        (
            None,
            69.0,
            "Noor haalt voor lezen 63,0 %. Gemiddelde van alle deelnemers: 69,0 %.",
        ),
        (None, None, "Noor haalt voor lezen 63,0 %."),
    ],
)
def test_one_pupil(interval, mean, sentence):
    assert plain(pupil_sentence("Noor", "lezen", 63.0, interval, mean)) == sentence


ABOVE, BELOW, SAME, UNKNOWN = (
    Standing.ABOVE,
    Standing.BELOW,
    Standing.NOT_DISTINCT,
    Standing.UNKNOWN,
)
AREAS = ["Wiskunde", "Nederlands", "Wereldoriëntatie", "Frans", "LO", "Muzische vorming", "ICT"]


def stands(*standings: Standing | None) -> list[tuple[str, Comparison | None]]:
    return [
        (name, standing and Comparison(Estimate(70.0, 10.0, 20), None, 69.0, standing))
        for name, standing in zip(AREAS, standings, strict=True)
    ]


@pytest.mark.parametrize(
    ("standings", "sentence"),
    [
        (
            [SAME] * 7,
            "Voor alle 7 leergebieden is het gemiddelde van klas 6A (20 leerlingen) niet te "
            "onderscheiden van dat van alle deelnemers.",
        ),
        (
            [SAME, SAME, SAME, BELOW, SAME, SAME, SAME],
            "Voor Frans is het gemiddelde van klas 6A (20 leerlingen) lager dan dat van alle "
            "deelnemers, en voor de andere 6 leergebieden is het verschil niet te onderscheiden "
            "van toeval.",
        ),
        (
            [SAME, SAME, SAME, SAME, SAME, BELOW, None],
            "Voor Muzische vorming is het gemiddelde van klas 6A (20 leerlingen) lager dan dat van "
            "alle deelnemers, en voor 5 van de 7 leergebieden is het verschil niet te "
            "onderscheiden van toeval.",
        ),
        (
            [UNKNOWN, UNKNOWN, *[None] * 5],
            "Voor Wiskunde en Nederlands kan je het gemiddelde van klas 6A (20 leerlingen) nog "
            "niet vergelijken met dat van alle deelnemers.",
        ),
        ([None] * 7, "Er zijn nog geen cijfers van klas 6A om te tonen."),
    ],
)
def test_all_areas_of_a_group_in_one_sentence(standings, sentence):
    assert summary_sentence("klas 6A", stands(*standings), what="leergebieden") == sentence


@pytest.mark.parametrize(
    ("pupils", "sentence"),
    [
        (
            (1, 1, 1),
            "Voor alle 3 leergebieden is 1 leerling te weinig om het gemiddelde van klas 6A",
        ),
        (
            (3, 4, 4),
            "Voor alle 3 leergebieden zijn 3 tot 4 leerlingen te weinig om het gemiddelde van klas 6A",
        ),
    ],
)
def test_a_few_pupils_do_not_become_comparable_with_time(pupils, sentence):
    figures = [
        (name, Comparison(Estimate(70.0, None, count), None, 69.0, UNKNOWN))
        for name, count in zip(AREAS, pupils, strict=False)
    ]
    said = summary_sentence("klas 6A", figures, what="leergebieden")
    assert said == f"{sentence} te vergelijken met dat van alle deelnemers."


def of_noor(*standings: Standing | None) -> list[PupilFigure]:
    intervals = {
        ABOVE: Interval(55.0, 65.0),
        BELOW: Interval(35.0, 45.0),
        SAME: Interval(45.0, 60.0),
    }
    beside = Beside(Verdict.SHOWN, REFERENCE)  # its mean is 50
    return [
        PupilFigure(
            name,
            place,
            None if standing is None else 72.0,
            LeftOut.COUNTS,
            intervals.get(standing),
            standing or UNKNOWN,
            beside,
            beside,
        )
        for place, (name, standing) in enumerate(zip(AREAS, standings, strict=True))
    ]


@pytest.mark.parametrize(
    ("standings", "sentence"),
    [
        (
            [BELOW, SAME, SAME, BELOW, SAME, SAME, SAME],
            "Voor Wiskunde en Frans is het resultaat van Noor duidelijk lager dan het gemiddelde "
            "van alle deelnemers, en voor de andere 5 leergebieden is het er niet van te "
            "onderscheiden.",
        ),
        (
            [ABOVE, SAME, UNKNOWN, None, None, None, None],
            "Voor Wiskunde is het resultaat van Noor duidelijk hoger dan het gemiddelde van alle "
            "deelnemers, voor Nederlands is het er niet van te onderscheiden, en voor "
            "Wereldoriëntatie kan je nog niet vergelijken.",
        ),
        (
            [UNKNOWN, UNKNOWN, *[None] * 5],
            "Noor haalt 72,0 % voor Wiskunde en 72,0 % voor Nederlands.",
        ),
        ([None] * 7, "Er zijn nog geen cijfers van Noor."),
    ],
)
def test_all_areas_of_a_pupil_in_one_sentence(standings, sentence):
    said = pupil_summary("Noor", of_noor(*standings), which="everybody", what="leergebieden")
    assert plain(said) == sentence


REFERENCE = distribution(np.arange(0.0, 101.0), schools=40)


@pytest.mark.parametrize(
    ("values", "lies", "sentence"),
    [
        (
            [10, 25, 50, 60, 75, 76, 90],
            REFERENCE,
            "Van de 7 leerlingen van klas 6A zitten er voor lezen 4 in de middelste helft van alle "
            "deelnemers (25,0 % tot 75,0 %), 1 eronder en 2 erboven.",
        ),
        (
            [80, 90],
            REFERENCE,
            "Van de 2 leerlingen van klas 6A zitten er voor lezen geen in de middelste helft van "
            "alle deelnemers (25,0 % tot 75,0 %), geen eronder en 2 erboven.",
        ),
        (
            [10],
            REFERENCE,
            "De enige leerling van klas 6A zit voor lezen onder de middelste helft van alle "
            "deelnemers (25,0 % tot 75,0 %).",
        ),
        ([10, 90], None, "De 2 leerlingen van klas 6A halen voor lezen van 10,0 % tot 90,0 %."),
        ([80, 80], None, "Alle 2 leerlingen van klas 6A halen voor lezen 80,0 %."),
        ([80], None, "De enige leerling van klas 6A haalt voor lezen 80,0 %."),
        ([], REFERENCE, "Er zijn nog geen leerlingen van klas 6A met een cijfer voor lezen."),
    ],
)
def test_how_the_pupils_lie(values, lies, sentence):
    assert plain(spread_sentence("klas 6A", "lezen", values, lies)) == sentence


@pytest.mark.parametrize(
    ("values", "lies", "sentence"),
    [
        (
            [10, 50],
            REFERENCE,
            "Van de 2 leerlingen van klas 6A die meetellen, zitten er voor lezen 1 in de middelste "
            "helft van de leerlingen van vergelijkbare scholen (25,0 % tot 75,0 %), 1 eronder en "
            "geen erboven.",
        ),
        ([80], None, "De enige leerling van klas 6A die meetelt, haalt voor lezen 80,0 %."),
        ([80, 80], None, "Alle 2 leerlingen van klas 6A die meetellen, halen voor lezen 80,0 %."),
    ],
)
def test_how_those_lie_who_count_where_not_everybody_does(values, lies, sentence):
    said = spread_sentence("klas 6A", "lezen", values, lies, reference=COMPARABLE, is_whole=False)
    assert plain(said) == sentence


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([], "Er zijn nog geen meisjes van klas 6A met een cijfer voor lezen."),
        ([50.0], "De enige van de meisjes van klas 6A haalt voor lezen 50,0 %."),
        ([50.0, 60.0], "De 2 meisjes van klas 6A halen voor lezen van 50,0 % tot 60,0 %."),
    ],
)
def test_how_the_girls_lie(values, sentence):
    assert plain(spread_sentence("de meisjes van klas 6A", "lezen", values, None)) == sentence


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({LeftOut.COUNTS: 18}, ""),
        (
            {LeftOut.COUNTS: 18, LeftOut.EXEMPT: 1},
            "1 leerling is vrijgesteld en telt niet mee in het gemiddelde.",
        ),
        (
            {LeftOut.VOLUNTARY: 2, LeftOut.EXEMPT: 1, LeftOut.NO_FIGURE: 3},
            "6 leerlingen tellen niet mee in het gemiddelde: 2 nemen vrijwillig deel, 1 is "
            "vrijgesteld en 3 hebben geen punten.",
        ),
    ],
)
def test_who_is_left_out(counts, sentence):
    assert left_out_sentence(counts) == sentence


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({LeftOut.COUNTS: 18}, ""),
        (
            {LeftOut.COUNTS: 18, LeftOut.NO_FIGURE: 1},
            "1 leerling heeft niet van elk domein punten: die telt enkel mee in de andere domeinen.",
        ),
        (
            {LeftOut.VOLUNTARY: 1, LeftOut.EXEMPT: 1, LeftOut.NO_FIGURE: 3},
            "1 leerling neemt vrijwillig deel en telt niet mee in het gemiddelde. 1 leerling is "
            "vrijgesteld voor minstens één domein en 3 leerlingen hebben niet van elk domein "
            "punten: zij tellen enkel mee in de andere domeinen.",
        ),
    ],
)
def test_who_is_left_out_of_a_learning_area_counts_in_its_other_domains(counts, sentence):
    assert left_out_of_area(counts) == sentence


def test_a_small_group_with_what_its_size_leaves_of_its_mean():
    assert plain(shrunken_sentence(6, 80.0, 73.24)) == (
        "Met 6 leerlingen speelt toeval een grote rol. Houd je daar rekening mee, dan is 73,2 % "
        "een voorzichtigere schatting dan 80,0 %."
    )


def question(p: float, reference: float | None, standing: Standing) -> Comparison:
    return Comparison(Estimate(p, 10.0, 18), None, reference, standing)


ALIKE = question(60, 62, Standing.NOT_DISTINCT)


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ([], "Er zijn nog geen vragen met punten."),
        (
            [("vraag 1", ALIKE), ("vraag 2", question(22, 24, Standing.NOT_DISTINCT))],
            "Vraag 2 was voor klas 6A (18 leerlingen) het moeilijkst: 22,0 % van de punten (alle "
            "deelnemers: 24,0 %). Geen enkele vraag is te onderscheiden van het gemiddelde van alle "
            "deelnemers.",
        ),
        (
            [
                ("vraag 1", ALIKE),
                ("vraag 2", question(90, 50, Standing.ABOVE)),
                ("vraag 3", question(20, 70, Standing.BELOW)),
                ("vraag 4", question(30, 70, Standing.BELOW)),
            ],
            "Vraag 3 was voor klas 6A (18 leerlingen) het moeilijkst: 20,0 % van de punten (alle "
            "deelnemers: 70,0 %). Klas 6A haalt duidelijk meer dan alle deelnemers voor vraag 2, en duidelijk "
            "minder dan alle deelnemers voor vraag 3 en vraag 4.",
        ),
        (
            [(f"vraag {n}", question(20 + n, 70, Standing.BELOW)) for n in range(1, 6)]
            + [("vraag 6", ALIKE)],
            "Vraag 1 was voor klas 6A (18 leerlingen) het moeilijkst: 21,0 % van de punten (alle "
            "deelnemers: 70,0 %). Klas 6A haalt duidelijk minder dan alle deelnemers voor 5 van de "
            "6 vragen.",
        ),
        (
            [
                ("vraag 1", question(0, 40, Standing.UNKNOWN)),
                ("vraag 2", question(90, 50, Standing.UNKNOWN)),
                ("vraag 3", question(0, 70, Standing.UNKNOWN)),
            ],
            "Vraag 1 en vraag 3 waren voor klas 6A (18 leerlingen) het moeilijkst: 0,0 % van de "
            "punten.",
        ),
        (
            [(f"vraag {n}", question(0, 40, Standing.UNKNOWN)) for n in range(1, 7)]
            + [("vraag 7", ALIKE)],
            "6 van de 7 vragen waren voor klas 6A (18 leerlingen) het moeilijkst: 0,0 % van de "
            "punten. Geen enkele vraag is te onderscheiden van het gemiddelde van alle deelnemers.",
        ),
        (
            [(f"vraag {n}", question(100, 40, Standing.UNKNOWN)) for n in range(1, 7)],
            "Alle 6 vragen waren voor klas 6A (18 leerlingen) even moeilijk: 100,0 % van de punten.",
        ),
        (
            [("vraag 1", question(60, None, Standing.UNKNOWN))],
            "Vraag 1 was voor klas 6A (18 leerlingen) het moeilijkst: 60,0 % van de punten.",
        ),
    ],
)
def test_the_questions_of_a_class(items, sentence):
    assert plain(items_sentence("klas 6A", items)) == sentence


def edition(year, own, *, pupils=20, comparable=True) -> EditionFigure:
    sd = 10.0 if pupils > 1 else None
    return EditionFigure(year, "lezen", Estimate(own, sd, pupils), 65.0, comparable)


NOW = (
    "Onze school zat in 2027 voor lezen 3,4 procentpunten boven het gemiddelde van alle deelnemers"
)


@pytest.mark.parametrize(
    ("editions", "sentence"),
    [
        ([], "Er zijn nog geen edities met een cijfer van alle deelnemers voor lezen."),
        (
            [edition(2027, 68.4)],
            f"{NOW} (20 leerlingen). Er is nog geen andere editie om mee te vergelijken.",
        ),
        (
            [edition(2026, 64.0), edition(2027, 68.4)],
            f"{NOW} (20 leerlingen), in 2026 1,0 procentpunt onder het gemiddelde van alle "
            "deelnemers (20 leerlingen). Of er iets veranderd is, is niet te onderscheiden van "
            "toeval.",
        ),
        (
            [edition(2026, 50.0), edition(2027, 68.4)],
            f"{NOW} (20 leerlingen), in 2026 15,0 procentpunten onder het gemiddelde van alle "
            "deelnemers (20 leerlingen). Dat is een vooruitgang die groter is dan toeval.",
        ),
        (
            [edition(2026, 85.0), edition(2027, 68.4)],
            f"{NOW} (20 leerlingen), in 2026 20,0 procentpunten boven het gemiddelde van alle "
            "deelnemers (20 leerlingen). Dat is een achteruitgang die groter is dan toeval.",
        ),
        (
            [edition(2026, 65.0, pupils=1), edition(2027, 68.4)],
            f"{NOW} (20 leerlingen), in 2026 op het gemiddelde van alle deelnemers (1 leerling). "
            "Dat zijn te weinig leerlingen om te zeggen of er iets veranderd is.",
        ),
        (
            [edition(2025, 65.0), edition(2026, 65.0), edition(2027, 68.4, comparable=False)],
            f"{NOW} (20 leerlingen). Met 2025 tot 2026 is dat niet te vergelijken: toen werd iets "
            "anders gemeten.",
        ),
        (
            [edition(2025, 65.0), edition(2026, 64.0, comparable=False), edition(2027, 68.4)],
            f"{NOW} (20 leerlingen), in 2026 1,0 procentpunt onder het gemiddelde van alle "
            "deelnemers (20 leerlingen). Of er iets veranderd is, is niet te onderscheiden van "
            "toeval. Met 2025 is dat niet te vergelijken: toen werd iets anders gemeten.",
        ),
    ],
)
def test_a_trend(editions, sentence):
    assert plain(trend_sentence("onze school", "lezen", trend(editions))) == sentence


def test_every_reason_not_to_show_has_words_and_every_chart_its_reading():
    hidden = {verdict for verdict in Verdict if not verdict.is_shown}
    assert set(REFERENCE_NOT_SHOWN) == hidden
    assert set(NOT_SHOWN) == hidden - {Verdict.ONE_SCHOOL}  # of pupils there are no schools
    assert set(HOW_TO_READ) == {"dots", "intervals", "items", "pupil", "trend"}


@pytest.mark.parametrize("kind", ["dots", "intervals", "pupil"])
def test_how_to_read_names_what_the_grey_is(kind):
    assert "alle deelnemers" in how_to_read(kind)
    beside = how_to_read(kind, COMPARABLE)
    assert "de leerlingen van vergelijkbare scholen" in beside
    assert "alle deelnemers" not in beside
