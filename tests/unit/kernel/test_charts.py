"""The chart as SVG: every number in it, a text alternative, and nothing styled inline."""

from xml.etree import ElementTree

from ovsgtoets.kernel.charts import TRACK, Bar, BarGroup, Whose, bar_chart

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*groups):
    return ElementTree.fromstring(bar_chart(groups, text="Zeven & acht."))  # noqa: S314 — our own


def test_bars_say_their_name_and_number_and_are_as_long_as_it():
    svg = drawn(
        BarGroup(
            "Wiskunde <b>",
            (
                Bar("deze klas", 62.25, Whose.OWN),
                Bar("alle deelnemers", 12.0, Whose.REFERENCE),
            ),
        )
    )
    texts = [text.text.replace("\u00a0", " ") for text in svg.iter(f"{SVG}text")]
    assert texts == ["Wiskunde <b>", "deze klas", "62,3 %", "alle deelnemers", "12,0 %"]
    track, own, _, reference = svg.iter(f"{SVG}rect")
    assert track.get("width") == f"{TRACK}%"
    assert float(own.get("width").rstrip("%")) == round(62.25 * TRACK / 100, 2)
    assert own.get("fill") != reference.get("fill")


def test_a_name_that_does_not_fit_on_its_petrol_bar_stands_behind_it_in_ink():
    svg = drawn(BarGroup("Frans", (Bar("deze klas", 12.0, Whose.OWN),)))
    name = list(svg.iter(f"{SVG}text"))[1]
    assert name.get("x") == f"{12 * TRACK / 100:.2f}%"
    assert name.get("fill") == "#1c1f21"


def test_the_name_of_a_short_grey_bar_may_run_over_its_end():
    svg = drawn(BarGroup("Frans", (Bar("alle deelnemers", 12.0, Whose.REFERENCE),)))
    name = list(svg.iter(f"{SVG}text"))[1]
    assert (name.get("x"), name.get("fill")) == ("0%", "#1c1f21")


def test_it_has_a_text_alternative_and_no_inline_style():
    svg = drawn(BarGroup("Frans", (Bar("deze klas", 50.0, Whose.OWN),)))
    assert svg.get("role") == "img"
    assert svg[0].tag == f"{SVG}title"  # where browsers and WeasyPrint look for it
    assert svg[0].text == "Zeven & acht."
    assert not [element for element in svg.iter() if element.get("style")]


def test_a_figure_that_is_missing_draws_no_bar():
    svg = drawn(BarGroup("Frans", (Bar("alle deelnemers", None, Whose.REFERENCE),)))
    assert list(svg.iter(f"{SVG}rect")) == []


def test_an_empty_chart_is_still_a_picture():
    assert drawn().get("height") == "0"
