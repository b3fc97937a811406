"""The references of a country made of arrays, beside the same by hand and by an independent package."""

from datetime import UTC, datetime
from statistics import fmean, variance

import numpy as np
import pytest
from scipy import stats

from results.analysis.country import country
from results.analysis.crowd import Crowd, together
from results.analysis.layout import Column, ItemColumn, Layout, sums_of
from results.analysis.packing import packed_marks, packed_sums, unpacked
from results.analysis.suppression import Verdict
from results.analysis.uncertainty import Estimate
from results.analysis.versions import may_follow
from results.analysis.yardsticks import Variances, Yardstick, drawn_in

ITEMS, PUPILS, SCHOOLS = 4, 48, 12


def layout(*, skip: int | None = None) -> Layout:
    """Two domains of one area, each asked in a part of its own; without question `skip`."""
    return Layout(
        areas=((1, "gebied"),),
        domains=(Column(11, "een", 0), Column(12, "twee", 0)),
        items=tuple(
            ItemColumn(100 + n, str(n), None, n // ITEMS, "deel", n // ITEMS, 100 * (1 + n % 3), False)
            for n in range(2 * ITEMS)
            if n != skip
        ),
    )  # fmt: skip


def crowd(of: Layout, marks: np.ndarray, *, school_class: int = 1) -> Crowd:
    pupils = len(marks)
    return Crowd(
        layout=of,
        keys=np.arange(pupils),
        classes=np.full(pupils, school_class),
        genders=np.array(["V", "M"] * pupils, "U1")[:pupils],
        voluntary=np.zeros(pupils, bool),
        filled=np.full(pupils, len(of.items)),
        sums=sums_of(of, marks),
        moments={school_class: datetime(2027, 6, 1, tzinfo=UTC)},
        marks=marks.astype(np.int32),
    )


@pytest.fixture
def marks():
    rng = np.random.default_rng(2017)
    ability = rng.normal(size=(PUPILS, 1))
    most = np.array([item.maximum for item in layout().items])
    share = 1 / (1 + np.exp(-(ability + rng.normal(size=(PUPILS, 2 * ITEMS)))))
    return np.round(share * most).astype(np.int32)


@pytest.fixture
def found(marks):
    schools = np.arange(PUPILS) % SCHOOLS
    zones = np.where(schools < 10, "E", "F").astype("U1")
    one = crowd(layout(), marks)
    return country(one, schools=schools, zones=zones)


def entry(entries, key: int, zone: str = ""):
    [found] = [one for one in entries if (one.key, one.zone) == (key, zone)]
    return found


def percent_by_hand(marks, domain: int) -> list[float]:
    columns = range(domain * ITEMS, (domain + 1) * ITEMS)
    most = sum(layout().items[c].maximum for c in columns)
    return [100 * sum(int(row[c]) for c in columns) / most for row in marks]


def test_how_all_participants_lie_beside_scipy(found, marks):
    for domain, key in enumerate((11, 12)):
        values = percent_by_hand(marks, domain)
        lies = entry(found.domains, key).yardstick.lies
        described = stats.describe(values)
        assert lies.mean == pytest.approx(described.mean)
        assert lies.sd**2 == pytest.approx(described.variance)
        assert lies.percentiles == pytest.approx(stats.mstats.mquantiles(
            values, [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95], alphap=1, betap=1))  # fmt: skip
        assert (lies.pupils, lies.schools) == (PUPILS, SCHOOLS)
    assert (found.schools, found.pupils, found.entered) == (SCHOOLS, PUPILS, 100)


def test_an_area_has_the_mean_of_its_domains_and_their_error_together(found, marks):
    one, two = (percent_by_hand(marks, domain) for domain in (0, 1))
    area = entry(found.areas, 1).yardstick
    assert area.lies.mean == pytest.approx((fmean(one) + fmean(two)) / 2)
    errors = [error_by_hand(marks, domain) for domain in (0, 1)]
    stored = [entry(found.domains, key).yardstick.error for key in (11, 12)]
    assert stored == pytest.approx(errors)
    assert area.error == pytest.approx((errors[0] ** 2 + errors[1] ** 2) ** 0.5 / 2)


def error_by_hand(marks, domain: int) -> float:
    """sd · √(1 - alpha), alpha = k/(k-1) · (1 - Σ item variances / total variance)."""
    items = [[int(row[c]) for row in marks] for c in range(domain * ITEMS, (domain + 1) * ITEMS)]
    totals = [sum(row) for row in zip(*items, strict=True)]
    alpha = ITEMS / (ITEMS - 1) * (1 - sum(map(variance, items)) / variance(totals))
    return variance(percent_by_hand(marks, domain)) ** 0.5 * (1 - alpha) ** 0.5


def test_a_zone_that_leaves_two_schools_over_is_not_shown(found, marks):
    assert entry(found.domains, 11).yardstick.verdict is Verdict.SHOWN
    assert entry(found.domains, 11, "E").yardstick == Yardstick(Verdict.WOULD_REVEAL)
    assert entry(found.domains, 11, "F").yardstick == Yardstick(Verdict.TOO_FEW)
    assert entry(found.areas, 1, "E").yardstick.lies is None
    assert entry(found.items, 100, "E").p is None
    shares = marks[:, 0] / layout().items[0].maximum
    assert entry(found.items, 100).p == pytest.approx(100 * shares.mean())


def test_a_small_groups_mean_is_drawn_to_that_of_all(found):
    """λ = 25 / (25 + 100/5) = 5/9: 60 + 5/9 · 20."""
    lies = entry(found.domains, 11).yardstick.lies
    yardstick = Yardstick(Verdict.SHOWN, lies, None, Variances(100, 25), schools=Variances(100, 0))
    own = Estimate(lies.mean + 20, 9.0, 5)
    assert drawn_in(own, yardstick, is_school=False) == pytest.approx(lies.mean + 100 / 9)
    assert drawn_in(own, yardstick, is_school=True) == pytest.approx(lies.mean)
    assert drawn_in(Estimate(80.0, 9.0, 10), yardstick, is_school=False) is None
    assert drawn_in(own, Yardstick(Verdict.TOO_FEW), is_school=False) is None


def test_what_is_packed_comes_back_also_when_a_question_was_annulled(marks):
    one = crowd(layout(), marks)
    moment = one.moments[1]
    sums, cells = packed_sums(one), packed_marks(one)
    back = unpacked(layout(), 1, moment, sums, cells)
    assert (back.marks == marks).all()
    assert (back.domains.percent == one.domains.percent).all()
    assert (back.keys.tolist(), back.genders.tolist()) == (one.keys.tolist(), one.genders.tolist())
    less = unpacked(layout(skip=2), 1, moment, sums, cells)
    assert (less.marks == np.delete(marks, 2, axis=1)).all()
    nobody = together(layout(), [])
    assert len(unpacked(layout(), 1, moment, packed_sums(nobody), packed_marks(nobody)).keys) == 0


def test_a_later_moment_follows_when_enough_came_in(marks):
    before = crowd(layout(), marks[:20])
    assert may_follow(before, before)
    assert not may_follow(crowd(layout(), marks[:21]), before)
    assert not may_follow(crowd(layout(), marks[:28]), before)  # four girls, four boys
    assert may_follow(crowd(layout(), marks[:30]), before)
