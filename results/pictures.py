"""The charts of results, from the figures that their sentences are made from as well."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ovsgtoets.kernel.charts import (
    DotRow,
    HeatCell,
    HeatRow,
    IntervalRow,
    Reference,
    TrendDot,
    Whose,
    dot_chart,
    heat_map,
    interval_chart,
    trend_chart,
)
from results.analysis.distribution import Distribution
from results.analysis.trend import Trend
from results.analysis.uncertainty import Comparison, Standing
from results.analysis.view import PupilFigure
from results.analysis.wording.groups import mean_sentence, spread_sentence
from results.analysis.wording.items import items_sentence
from results.analysis.wording.overview import summary_sentence
from results.analysis.wording.pupils import pupil_sentence
from results.analysis.wording.trend import trend_sentence
from results.analysis.wording.words import EVERYBODY

LONGEST = 30  # letters of a name that stands beside each number on a phone
MARKS = {Standing.ABOVE: "↑", Standing.BELOW: "↓"}


@dataclass(frozen=True)
class Picture:
    """A chart with the sentences that say the same; they are its text alternative too."""

    chart: SafeString
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Subject:
    """A domain or learning area of a group: `mean` with how sure it is, `values` the percentages
    of its pupils that count (empty for who may not see single results), `lies` the reference,
    `said` the sentence about its mean (without one: about the mean alone). `is_whole`: whether
    everybody in the group counts."""

    name: str
    mean: Comparison | None
    values: tuple[float, ...] = ()
    lies: Distribution | None = None
    said: str = ""
    is_whole: bool = True


def means_picture(
    label: str, subjects: Sequence[Subject], *, beside: str = EVERYBODY, what: str = ""
) -> Picture:
    """Interval bars: a row per subject, also for one that has no figure yet. With `what` the
    subjects are (`domeinen`), a sentence about all of them comes before those of each."""
    rows = [
        IntervalRow(
            subject.name,
            label if len(label) <= LONGEST else "gemiddelde",
            subject.mean.own.mean if subject.mean else None,
            subject.mean.interval.low if subject.mean and subject.mean.interval else None,
            subject.mean.interval.high if subject.mean and subject.mean.interval else None,
            _reference(subject.lies, beside),
        )
        for subject in subjects
    ]
    sentences = tuple(
        subject.said or mean_sentence(label, subject.name, subject.mean, reference=beside)
        for subject in subjects
        if subject.mean
    )
    if what and len(sentences) != 1:
        means = [(subject.name, subject.mean) for subject in subjects]
        sentences = (summary_sentence(label, means, what=what, reference=beside), *sentences)
    return Picture(interval_chart(rows, text=" ".join(sentences)), sentences)


def pupils_picture(label: str, subjects: Sequence[Subject], *, beside: str = EVERYBODY) -> Picture:
    """Dots: only for who may see single results."""
    rows = [DotRow(s.name, s.values, _reference(s.lies, beside)) for s in subjects]
    sentences = tuple(
        spread_sentence(label, s.name, s.values, s.lies, reference=beside, is_whole=s.is_whole)
        for s in subjects
    )
    return Picture(dot_chart(rows, text=" ".join(sentences)), sentences)


def pupil_picture(
    name: str, figures: Sequence[PupilFigure], *, which: str = "everybody", beside: str = EVERYBODY
) -> Picture:
    """One pupil: a row per domain or area, also without a result; `which` reference lies beside.
    `name` is how the sentences call the pupil."""
    rows, sentences = [], []
    for figure in figures:
        lies, interval = getattr(figure, which).lies, figure.interval
        ends = (interval.low, interval.high) if interval else (None, None)
        rows.append(
            IntervalRow(
                figure.subject, "resultaat", figure.percent, *ends, _reference(lies, beside)
            )
        )
        if figure.percent is not None:
            mean = lies.mean if lies else None
            sentences.append(
                pupil_sentence(
                    name, figure.subject, figure.percent, interval, mean, reference=beside
                )
            )
    return Picture(interval_chart(rows, text=" ".join(sentences)), tuple(sentences))


def items_picture(
    label: str, items: Sequence[tuple[str, Comparison]], *, beside: str = EVERYBODY
) -> Picture:
    """Questions by difficulty; an arrow where the group is to be told apart from the reference."""
    rows = [
        HeatRow(
            name.replace(", vraag ", ", "),
            (HeatCell(item.own.mean, MARKS.get(item.standing, "")), HeatCell(item.reference)),
        )
        for name, item in items
    ]
    said = items_sentence(label, items, reference=beside)
    columns = [(label, Whose.OWN), (beside, Whose.REFERENCE)]
    return Picture(heat_map(columns, rows, text=said), (said,))


def trend_picture(label: str, subject: str, found: Trend) -> Picture:
    runs = [
        [TrendDot(str(point.year), point.difference, point.half) for point in run]
        for run in found.runs
    ]
    said = trend_sentence(label, subject, found)
    chart = trend_chart(
        runs,
        scale_name=f"verschil met {EVERYBODY}, in procentpunten",
        break_name="niet te vergelijken",
        text=said,
    )
    return Picture(chart, (said,))


def _reference(lies: Distribution | None, name: str) -> Reference | None:
    return Reference(name, lies.mean, *lies.middle_half) if lies else None
