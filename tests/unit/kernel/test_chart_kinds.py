"""Dots, intervals, questions and trends: what is drawn is where the number is, and says it."""

import logging
import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from ovsgtoets.kernel.charts import (
    DotRow,
    HeatCell,
    HeatRow,
    IntervalRow,
    TrendDot,
    Whose,
    dot_chart,
    heat_map,
    interval_chart,
)
from ovsgtoets.kernel.charts.dots import APART, stacked
from ovsgtoets.kernel.charts.drawing import NARROWEST, PETROL, WIDE, along, label
from ovsgtoets.kernel.charts.heat import SHADES, shade
from ovsgtoets.kernel.charts.trend import signed
from ovsgtoets.kernel.pdf import render_pdf
from tests.unit.kernel.chart_examples import ALL, COLUMNS, EXAMPLES, TEXT, questions, trend

SVG = "{http://www.w3.org/2000/svg}"


def read(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 — our own


def texts(svg) -> list[str]:
    return [text.text.replace("\u00a0", " ") for text in read(svg).iter(f"{SVG}text")]


def percent(value: str) -> float:
    return float(value.removesuffix("%"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_chart_has_its_words_and_nothing_inline(name):
    svg = read(EXAMPLES[name])
    assert (svg.get("role"), svg.get("width"), svg.get("class")) == ("img", "100%", "chart")
    assert svg[0].tag == f"{SVG}title"
    assert svg[0].text == TEXT
    for element in svg.iter():
        assert not element.get("style")
        assert not [name for name in element.keys() if name.startswith("on")]  # noqa: SIM118


@pytest.mark.parametrize("name", EXAMPLES)
def test_everything_lies_in_the_picture(name):
    svg = read(EXAMPLES[name])
    height = float(svg.get("height"))
    for element in svg.iter():
        for key in ("x", "x1", "x2", "cx"):
            if (value := element.get(key)) is not None:
                assert 0 <= percent(value) <= 100
        for key in ("y", "y1", "y2", "cy"):
            if (value := element.get(key)) is not None:
                assert 0 <= float(value) <= height
        if element.tag == f"{SVG}rect":
            assert float(element.get("y")) + float(element.get("height")) <= height
            assert percent(element.get("x")) + percent(element.get("width")) <= 100.01


def test_a_name_is_only_a_name():
    svg = dot_chart([DotRow("<b>&", (50.0,))], text="<i>")
    assert texts(svg)[0] == "<b>&"
    assert read(svg)[0].text == "<i>"


def test_without_anything_to_draw_a_chart_is_still_a_picture():
    empty = [dot_chart([], text=""), interval_chart([], text=""), trend()]
    assert [read(svg).get("height") for svg in empty] == ["0", "0", "0"]


def test_dots_stand_at_their_percentages_over_the_band_and_line_of_the_reference():
    svg = EXAMPLES["dots"]
    circles = list(read(svg).iter(f"{SVG}circle"))
    assert len(circles) == 6 + 1 + 0 + 40 + 40 + 4
    own = [percent(circle.get("cx")) for circle in circles[:6]]
    expected = [along(value) for value in (51.0, 63.5, 70.0, 70.5, 71.0, 88.0)]
    assert own == pytest.approx(expected, abs=0.01)
    band = next(read(svg).iter(f"{SVG}rect"))
    assert percent(band.get("x")) == pytest.approx(along(58.2), abs=0.01)
    assert percent(band.get("width")) == pytest.approx(along(81.4) - along(58.2), abs=0.01)
    assert texts(svg)[:3] == ["lezen", "alle deelnemers 69,0 %", "middelste helft 58–81 %"]


@given(st.lists(st.integers(0, 200).map(lambda half: half / 2), max_size=60))
def test_no_dot_lies_over_another(values):
    lanes = stacked(values)
    placed = list(zip(sorted(values), lanes, strict=True))
    for n, (value, lane) in enumerate(placed):
        for other, its_lane in placed[n + 1 :]:
            assert its_lane != lane or other - value >= APART
    assert set(lanes) == set(range(max(lanes, default=-1) + 1))  # none hangs in the air


def test_forty_equal_pupils_are_forty_dots_in_a_stack_that_stays_low():
    svg = read(dot_chart([DotRow("lezen", (80.0,) * 40, ALL)], text=TEXT))
    assert float(svg.get("height")) < 250
    assert len({circle.get("cy") for circle in svg.iter(f"{SVG}circle")}) == 40


def test_an_interval_reaches_from_low_to_high():
    svg = interval_chart([IntervalRow("lezen", "klas 6A", 71.3, 66.0, 77.0, ALL)], text=TEXT)
    _, rim, bar = read(svg).iter(f"{SVG}rect")
    for rect in (rim, bar):
        assert percent(rect.get("x")) == pytest.approx(along(66), abs=0.01)
        assert percent(rect.get("width")) == pytest.approx(along(77) - along(66), abs=0.01)
    assert bar.get("fill") == PETROL
    assert texts(svg) == [
        "lezen",
        "klas 6A 71,3 %",
        "alle deelnemers 69,0 %",
        "0 %",
        "50 %",
        "100 %",
    ]


def test_without_an_interval_only_the_dot_and_without_a_mean_not_even_that():
    one, none = (
        read(interval_chart([IntervalRow("lezen", "klas 6A", mean)], text=TEXT))
        for mean in (63.0, None)
    )
    assert (len(list(one.iter(f"{SVG}circle"))), len(list(one.iter(f"{SVG}rect")))) == (1, 0)
    assert (len(list(none.iter(f"{SVG}circle"))), len(list(none.iter(f"{SVG}rect")))) == (0, 0)


def test_a_row_without_a_figure_says_so_and_shows_what_there_is_beside_it():
    svg = interval_chart([IntervalRow("lezen", "klas 6A", None, reference=ALL)], text=TEXT)
    assert texts(svg)[:3] == ["lezen", "geen cijfer", "alle deelnemers 69,0 %"]
    bare = interval_chart([IntervalRow("lezen", "klas 6A", None)], text=TEXT)
    assert texts(bare)[:2] == ["lezen", "geen cijfer"]
    assert list(read(bare).iter(f"{SVG}line")) == []  # no line that nothing lies on


def test_questions_go_from_easy_to_hard_and_say_their_numbers():
    rows = [
        HeatRow("zwaar", (HeatCell(30.4), HeatCell(20.0))),
        HeatRow("onbekend", (HeatCell(50.0), HeatCell(None))),
        HeatRow("licht", (HeatCell(64.5, "↓"), HeatCell(95.0))),
    ]
    assert texts(heat_map(COLUMNS, rows, text=TEXT)) == [
        *("klas 6A", "alle", "deelnemers"),
        *("licht", "65 % ↓", "95 %"),
        *("zwaar", "30 %", "20 %"),
        *("onbekend", "50 %", "–"),
    ]


@pytest.mark.parametrize("number", [1, 23, 36, 75, 200])
def test_many_questions_are_several_pictures_between_which_paper_breaks(number):
    """Each with the names of its columns; the first one has the words of all of them."""
    drawn = heat_map(COLUMNS, questions(number), text=TEXT)
    pictures = [read(f"<svg {piece}") for piece in drawn.split("<svg ")[1:]]
    heights = [float(one.get("height")) for one in pictures]
    assert max(heights) * 0.78 < 1010 / 2  # printed so much smaller, two on A4 less its margins
    assert len(pictures) == 1 or max(heights) - min(heights) < 60
    rows = [text.text for one in pictures for text in one.iter(f"{SVG}text")]
    assert [rows.count(f"vraag {n}") for n in range(1, number + 1)] == [1] * number
    assert rows.count("klas 6A") == len(pictures)
    titles = [one.find(f"{SVG}title") for one in pictures]
    assert titles[0].text == TEXT
    assert titles[1:] == [None] * (len(pictures) - 1)
    assert [one.get("aria-hidden") for one in pictures[1:]] == ["true"] * (len(pictures) - 1)


@pytest.mark.parametrize("whose", Whose)
def test_every_shade_is_read_and_is_darker_where_more_is_right(whose):
    light = []
    for value in range(101):
        ground, letters = (luminance(colour) for colour in shade(value, whose))
        assert (max(ground, letters) + 0.05) / (min(ground, letters) + 0.05) >= 4.5
        light.append(ground)
    assert light == sorted(light, reverse=True)
    assert len(set(light)) == len(SHADES[whose])


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.1 defines it."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_a_trend_joins_only_what_may_be_compared():
    joined, broken = (
        [line for line in read(svg).iter(f"{SVG}line") if is_joint(line)]
        for svg in (
            trend([TrendDot("2025", 1.0), TrendDot("2026", 3.0)]),
            trend([TrendDot("2025", 1.0)], [TrendDot("2026", 3.0)]),
        )
    )
    assert (len(joined), len(broken)) == (1, 0)
    line = joined[0]
    assert float(line.get("y1")) > float(line.get("y2"))  # more is higher


def is_joint(line) -> bool:
    return line.get("stroke") == PETROL and line.get("x1") != line.get("x2")


def test_a_trend_says_its_numbers_and_what_they_are_of():
    assert texts(EXAMPLES["trend"]) == [
        *("verschil met alle deelnemers, in", "procentpunten"),
        *("+10", "+5", "0", "−5", "−10"),
        *("2024", "−2,1", "2025", "+1,4", "2026", "0,0"),
    ]
    assert texts(EXAMPLES["trend with breaks"]).count("niet te vergelijken") >= 1


@pytest.mark.parametrize(
    ("value", "words"), [(3.25, "+3,3"), (-3.25, "−3,3"), (0.04, "0,0"), (-0.04, "0,0")]
)
def test_differences_have_a_sign(value, words):
    assert signed(value, 1) == words


@given(st.text("abc ", min_size=1, max_size=30), st.floats(0, 100))
def test_words_begin_and_end_inside_the_narrowest_picture(words, place):
    found = read(label(words, place, 10))
    wide = len(words) * 13 * WIDE
    moved = float(found.get("dx", 0))
    start = NARROWEST * percent(found.get("x")) / 100 + moved - wide / 2
    assert start >= -0.05
    assert start + wide <= NARROWEST + 0.05
    assert abs(moved) <= wide / 2 + 0.05  # what they name is never beside them


def test_all_of_it_in_a_pdf(tmp_path, settings, caplog):
    """WeasyPrint draws every kind, and finds nothing in it that it does not know."""
    forty = heat_map(COLUMNS, questions(35), text=TEXT)
    (tmp_path / "charts.html").write_text(
        '<html lang="nl-BE"><head><title>Grafieken</title>'
        '<link rel="stylesheet" href="css/report.css"></head><body><h1>Grafieken</h1>'
        f"{''.join(EXAMPLES.values())}<h2>35 vragen</h2>{forty}</body></html>"
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    with caplog.at_level(logging.WARNING, "weasyprint"):
        content = render_pdf("charts.html", {})
    assert caplog.text == ""
    pages = [solid(page.extract_text()) for page in PdfReader(BytesIO(content)).pages]
    for svg in EXAMPLES.values():
        assert [words for words in texts(svg) if solid(words) not in "".join(pages)] == []
    assert [n for n in range(1, 36) if f"vraag{n}" not in pages[-1]] == []  # on one page


def solid(words: str) -> str:
    """Without the spaces, which a reader of PDF guesses from distances."""
    return re.sub(r"\s+", "", words)
