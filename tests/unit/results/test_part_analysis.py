"""What the makers see of a part: the figures against SciPy, who is in them, and what asks attention."""

from datetime import UTC, datetime

import numpy as np
import pytest
from scipy import stats

from results.analysis.crowd import Crowd
from results.analysis.layout import Column, ItemColumn, Layout, sums_of
from results.analysis.marks import MARK_OF_CODE
from results.analysis.part_analysis import PartFigures, QuestionFigures, part_figures
from results.analysis.suppression import Verdict
from results.analysis.wording.makers import Attention, attention, attention_sentence, part_sentence

AWAY = MARK_OF_CODE["A"]
PARTS = {7: 5, 8: 4}  # part → questions


def crowd_of(points: np.ndarray, voluntary=None) -> Crowd:
    """`points` [pupils, 9] in hundredths (or marks), of questions of 2 points in two parts."""
    items = [
        ItemColumn(100 + place, str(place), 1, part, f"deel {part}", number, 200, False)
        for number, (part, count) in enumerate(PARTS.items())
        for place in range(count)
    ]
    items = [
        ItemColumn(100 + place, one.label, 1, one.part, one.part_name, one.domain, 200, False)
        for place, one in enumerate(items)
    ]
    layout = Layout(((1, "Taal"),), (Column(1, "lezen", 0), Column(2, "spelling", 0)), tuple(items))
    marks = points.astype(np.int32)
    n = len(marks)
    return Crowd(
        layout, np.arange(n), np.zeros(n, np.int64), np.full(n, "V"),
        np.zeros(n, bool) if voluntary is None else voluntary, np.full(n, 9),
        sums_of(layout, marks), {0: datetime(2027, 3, 2, tzinfo=UTC)}, marks,
    )  # fmt: skip


def points_of(pupils: int) -> np.ndarray:
    random = np.random.default_rng(3)
    able = random.normal(size=(pupils, 1))
    return ((able + random.normal(size=(pupils, 9)) > 0) * 200).astype(np.int32)


def test_each_question_is_set_beside_the_others_of_its_own_part():
    points, schools = points_of(240), np.arange(240) % 12
    first, second = part_figures(crowd_of(points), schools)

    assert (first.part, second.part) == (7, 8)
    assert [q.item for q in (*first.questions, *second.questions)] == list(range(100, 109))
    of_second = points[:, 5:] / 100
    for place, question in enumerate(second.questions):
        rest = of_second.sum(axis=1) - of_second[:, place]
        assert question.rir == pytest.approx(stats.pearsonr(of_second[:, place], rest).statistic)
        assert question.p == pytest.approx(50 * of_second[:, place].mean())
        assert (question.pupils, question.schools) == (240, 12)
    k, total = 4, of_second.sum(axis=1).var(ddof=1)
    alpha = k / (k - 1) * (1 - of_second.var(axis=0, ddof=1).sum() / total)
    assert second.alpha == pytest.approx(alpha)
    assert second.sd == pytest.approx(100 * np.sqrt(total) / 8)


def test_an_absent_pupil_is_out_of_the_question_and_out_of_the_correlations():
    """And out of the difficulty of no other question of the part that still counts for them."""
    points, schools = points_of(240), np.arange(240) % 12
    points[:20, 0] = AWAY
    first, second = part_figures(crowd_of(points), schools)

    assert (first.questions[0].pupils, first.pupils, second.pupils) == (220, 220, 240)
    rest = points[20:, 1:5].sum(axis=1)
    assert first.questions[0].rir == pytest.approx(stats.pearsonr(points[20:, 0], rest).statistic)


def test_a_pupil_who_takes_part_voluntarily_is_in_nothing():
    points, schools = points_of(240), np.arange(240) % 12
    voluntary = np.arange(240) < 40
    first, _ = part_figures(crowd_of(points, voluntary), schools)

    assert first.pupils == first.questions[0].pupils == 200
    assert first.questions[0].p == pytest.approx(points[40:, 0].mean() / 2)


@pytest.mark.parametrize(
    ("schools", "verdict"),
    [
        (np.arange(240) % 9, Verdict.TOO_FEW),
        (np.arange(240) % 10, Verdict.SHOWN),
        (np.where(np.arange(240) < 130, 0, np.arange(240) % 12), Verdict.ONE_SCHOOL),
    ],
)
def test_figures_rest_on_ten_schools_that_are_not_mostly_one(schools, verdict):
    first, _ = part_figures(crowd_of(points_of(240)), schools)

    assert first.verdict is first.questions[0].verdict is verdict
    shown = [first.alpha, first.sd, *(v for q in first.questions for v in (q.p, q.rir, q.alpha_without))]  # fmt: skip
    assert all((value is not None) == verdict.is_shown for value in shown)
    assert first.questions[0].pupils == 240


def test_a_question_of_too_few_schools_hides_what_rests_on_all_questions():
    """Who made every question is then from these few schools too."""
    points, schools = points_of(240), np.arange(240) % 12
    points[schools >= 8, 0] = AWAY
    first, _ = part_figures(crowd_of(points), schools)

    assert first.questions[0].verdict is first.verdict is Verdict.TOO_FEW
    assert first.questions[1].p is not None
    assert first.questions[1].rir is first.questions[1].alpha_without is first.alpha is None


def question(**figures) -> QuestionFigures:
    given = {"p": 60.0, "rir": 0.4, "alpha_without": 0.7, **figures}
    return QuestionFigures(1, Verdict.SHOWN, 500, 30, **given)


PART = PartFigures(7, Verdict.SHOWN, 480, 30, 0.8, 15.0, ())


@pytest.mark.parametrize(
    ("figures", "asks", "said"),
    [
        ({}, Attention.NONE, ""),
        ({"rir": -0.1}, Attention.REVERSED, "haalt hier net minder punten"),
        ({"rir": 0.19}, Attention.LOW, "hangt weinig samen"),
        ({"rir": 0.196}, Attention.NONE, ""),  # shown as 0,20
        ({"alpha_without": 0.83}, Attention.PULLS_DOWN, "van 0,80 naar 0,83."),
        ({"alpha_without": 0.804}, Attention.NONE, ""),  # both shown as 0,80
        ({"p": 12.34}, Attention.TOO_HARD, "maar 12,3\u00a0% van de punten."),
        ({"p": 97.0}, Attention.TOO_EASY, "hier 97,0\u00a0% van de punten: er is weinig verschil."),
        ({"p": 100.0, "rir": None}, Attention.TOO_EASY, "weinig verschil"),
        ({"p": 50.0, "rir": None}, Attention.NO_SPREAD, "Iedereen haalt hier evenveel"),
        ({"rir": 0.1, "p": 10.0, "alpha_without": 0.82}, Attention.LOW, "naar 0,82. Gemiddeld"),
    ],
)
def test_what_asks_attention_says_why(figures, asks, said):
    assert attention(question(**figures), PART) is asks
    sentence = attention_sentence(question(**figures), PART)
    assert said in sentence
    assert bool(sentence) == asks.asks


def test_what_is_not_shown_says_why():
    hidden = QuestionFigures(1, Verdict.TOO_FEW, 20, 4)
    assert attention(hidden, PART) is Attention.NOT_SHOWN
    assert "minstens 10 scholen" in attention_sentence(hidden, PART)


def test_the_sentence_of_a_part():
    assert part_sentence(PART, 6.7) == (
        "480 leerlingen uit 30 scholen maakten alle vragen. De betrouwbaarheid is 0,80 (alfa van "
        "Cronbach). Het percentage van één leerling heeft een meetfout van 6,7 procentpunten."
    )
