"""From points to picture and sentence: both say the number that the other says."""

from xml.etree import ElementTree

import numpy as np
import pytest

from results.analysis.distribution import distributions, p_values
from results.analysis.item_analysis import analyse_items
from results.analysis.marks import Part
from results.analysis.means import group_means
from results.analysis.trend import EditionFigure, trend
from results.analysis.uncertainty import Estimate, compare, estimate, measurement_error
from results.pictures import Subject, items_picture, means_picture, pupils_picture, trend_picture
from tests.unit.results.columns import domain_percentages

SVG = "{http://www.w3.org/2000/svg}"
CLASS, OTHERS, ITEMS = 20, 2000, 8


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


def words_of(picture) -> list[str]:
    svg = ElementTree.fromstring(picture.chart)  # noqa: S314 — our own
    assert svg[0].text == " ".join(picture.sentences)
    return [plain(text.text) for text in svg.iter(f"{SVG}text")]


@pytest.fixture(scope="module")
def country():
    """Class 0 of 20 pupils among 2,020; question 8 went badly there and nowhere else."""
    random = np.random.default_rng(8)
    able = random.normal(0.8, 0.8, CLASS + OTHERS)[:, None]
    right = random.random((CLASS + OTHERS, ITEMS)) < 1 / (
        1 + np.exp(np.linspace(-2, 2, ITEMS) - able)
    )
    right[:CLASS, 7] = False
    right[:CLASS, 0] = True
    part = Part(
        right.astype(np.int32) * 100,
        np.full(ITEMS, 100, np.int32),
        np.zeros(ITEMS, np.int16),
    )
    found = domain_percentages(
        [part], pupils=len(right), domains=1, voluntary=np.zeros(len(right), bool)
    )
    class_of = np.where(np.arange(len(right)) < CLASS, 0, 1)
    return part, found, class_of


@pytest.fixture(scope="module")
def subject(country):
    part, found, class_of = country
    (lies,) = distributions(found, school_of=class_of)
    means = group_means(found, class_of, 2)
    error = measurement_error(lies.sd, analyse_items(part).alpha)
    own = estimate(means.mean[0, 0], means.sd[0, 0], means.pupils[0, 0])
    values = tuple(found.counting(0, class_of == 0).tolist())
    return Subject("lezen", compare(own, lies.mean, least_sd=error), values, lies)


def test_the_mean_is_the_same_in_picture_and_sentence(subject):
    picture = means_picture("klas 6A", [subject, Subject("spreken", None)])
    own = f"{sum(subject.values) / CLASS:.1f} %".replace(".", ",")
    assert f"klas 6A {own}" in words_of(picture)
    (sentence,) = picture.sentences
    assert plain(sentence).startswith(
        f"Klas 6A haalt voor lezen gemiddeld {own}. Met 20 leerlingen"
    )
    assert "spreken" in words_of(picture)


def test_a_dot_per_pupil_and_all_of_them_in_the_sentence(subject):
    picture = pupils_picture("klas 6A", [subject])
    assert picture.chart.count("<circle") == CLASS
    (sentence,) = picture.sentences
    assert plain(sentence).startswith("Van de 20 leerlingen van klas 6A zitten er voor lezen")
    low, high = (f"{round(bound)}" for bound in subject.lies.middle_half)
    assert f"middelste helft {low}–{high} %" in words_of(picture)


def test_an_arrow_stands_only_where_the_sentence_names_the_question(country):
    part, found, class_of = country
    own, everybody = p_values(part, found, pupils=class_of == 0), p_values(part, found)
    items = [
        (
            f"vraag {n + 1}",
            compare(
                estimate(own.p[n], own.sd[n], own.pupils[n]),
                everybody.p[n],
                comparisons=ITEMS,
                least_sd=30,
            ),
        )
        for n in range(ITEMS)
    ]
    picture = items_picture("klas 6A", items)
    words = words_of(picture)
    marked = [words[n - 1] for n, word in enumerate(words) if word.endswith(("↑", "↓"))]
    assert "vraag 8" in marked
    (sentence,) = picture.sentences
    assert plain(sentence).startswith(
        "Vraag 8 was voor klas 6A (20 leerlingen) het moeilijkst: 0,0 %"
    )
    for name, _ in items:
        assert (name in sentence.split("haalt")[1]) == (name in marked)


def test_a_trend_draws_what_it_says():
    editions = [
        EditionFigure(year, "lezen", Estimate(own, 10.0, 20), 65.0)
        for year, own in ((2026, 64.0), (2027, 68.4))
    ]
    picture = trend_picture("onze school", "lezen", trend(editions))
    assert words_of(picture)[-4:] == ["2026", "−1,0", "2027", "+3,4"]
    assert "3,4 procentpunten boven" in picture.sentences[0]


def test_no_figures_give_no_broken_pictures():
    assert means_picture("klas 6A", []).sentences == ()
    assert pupils_picture("klas 6A", [Subject("lezen", None)]).sentences == (
        "Er zijn nog geen leerlingen van klas 6A met een cijfer voor lezen.",
    )
    assert items_picture("klas 6A", []).sentences == ("Er zijn nog geen vragen met punten.",)
    assert 'height="0"' in trend_picture("onze school", "lezen", trend([])).chart
    assert estimate(float("nan"), float("nan"), 0) is None
