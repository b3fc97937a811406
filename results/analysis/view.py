"""What a page, a chart, a sentence, a PDF or a spreadsheet may show of a group or a pupil.

Everything that is shown comes from here, and nothing in here may be hidden: a figure that is
suppressed has no number, only its `verdict`. Percentages are 0–100 and not rounded.

Made by `queries/school_results.py` (`results_of(school, edition, viewer)`, then `.of_class(pk)`,
`.of_school()`, `.of_site(pk)`, `.of_group(pk)`, each also with `gender=` and `with_items=True`, and
`.of_pupil(pk)`) from stored class figures and the stored reference.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from results.analysis.distribution import Distribution
from results.analysis.percentages import LeftOut
from results.analysis.suppression import Verdict
from results.analysis.uncertainty import Comparison, Estimate, Interval, Standing


@dataclass(frozen=True)
class Basis:
    """What a reference rests on. `name`: how sentences call it (`alle deelnemers`).

    `schools` and `pupils` are those with a result, `expected` the schools that take part,
    `entered` the percentage of the cells that is filled (known of all participants together, None
    of the schools of a zone). `version` counts the definitive ones
    from 1 (0: provisional); `reason` says why a later one was made.
    """

    name: str
    schools: int
    pupils: int
    expected: int
    entered: float | None
    moment: datetime
    version: int = 0
    reason: str = ""

    @property
    def is_definitive(self) -> bool:
        return self.version > 0


@dataclass(frozen=True)
class Beside:
    """A reference beside a figure. `lies` is None where there is none to show: `verdict` says why.
    `comparison`: the own mean with its interval and where it stands (None without own mean)."""

    verdict: Verdict
    lies: Distribution | None = None
    comparison: Comparison | None = None

    @property
    def mean(self) -> float | None:
        return self.lies.mean if self.lies else None


@dataclass(frozen=True)
class GroupFigure:
    """A domain or learning area (`subject`, `pk`) of a group.

    `own` is None unless `verdict.is_shown`. `pupils`: how many are in the mean; `left_out`: how
    many are not, and why. `drawn_in`: the shrunken mean, for small groups only. `values`: the
    percentages of the pupils in the mean, only where the viewer may see all of them by name.
    `is_area`: of several domains, so that its mean is that of theirs, each with its own pupils.
    """

    subject: str
    pk: int
    verdict: Verdict
    pupils: int
    left_out: Mapping[LeftOut, int]
    own: Estimate | None
    everybody: Beside
    comparable: Beside
    drawn_in: float | None = None
    values: tuple[float, ...] = ()
    is_area: bool = False

    @property
    def comparison(self) -> Comparison | None:
        """Beside all participants."""
        return self.everybody.comparison


@dataclass(frozen=True)
class AreaFigures:
    """A learning area: `whole` has no mean as long as one of its `domains` has none to show."""

    whole: GroupFigure
    domains: tuple[GroupFigure, ...]

    @property
    def name(self) -> str:
        return self.whole.subject

    @property
    def has_figures(self) -> bool:
        """Whether there is something to see: of the group, or beside it."""
        return any(domain.own or domain.everybody.lies for domain in self.domains)


@dataclass(frozen=True)
class ItemFigure:
    """A question: its p-value as mean, beside all participants (`own`) and beside comparable schools
    (`beside_comparable`); both None unless `verdict.is_shown`. The p-values of both references
    where they are shown. `pupils`: of the group, who made it."""

    pk: int
    label: str
    page: int | None
    domain: str
    maximum: float
    verdict: Verdict
    pupils: int
    own: Comparison | None
    beside_comparable: Comparison | None
    everybody: float | None
    comparable: float | None


@dataclass(frozen=True)
class PartItems:
    name: str
    pk: int
    items: tuple[ItemFigure, ...]


@dataclass(frozen=True)
class PupilFigure:
    """A pupil's `percent` for a domain or area; None: no figure. `counts` says whether it is in
    averages. `interval`: of its error of measurement, where that is known."""

    subject: str
    pk: int
    percent: float | None
    why: LeftOut
    interval: Interval | None
    standing: Standing
    everybody: Beside
    comparable: Beside

    @property
    def counts(self) -> bool:
        return self.why is LeftOut.COUNTS


@dataclass(frozen=True)
class PupilAreaFigures:
    whole: PupilFigure
    domains: tuple[PupilFigure, ...]


@dataclass(frozen=True)
class PupilView:
    """One pupil by name. `left_out`: why averages leave the pupil out, in words; else empty."""

    pk: int
    name: str
    school_class: str
    areas: tuple[PupilAreaFigures, ...]
    everybody: Basis | None
    comparable: Basis | None
    moment: datetime | None
    left_out: str = ""

    @property
    def has_figures(self) -> bool:
        return any(d.percent is not None for area in self.areas for d in area.domains)


@dataclass(frozen=True)
class PupilLine:
    """A pupil's percentages as a line of a table: per learning area its own and its domains'."""

    pk: int
    name: str
    areas: tuple[tuple["Share", tuple["Share", ...]], ...]


@dataclass(frozen=True)
class Share:
    percent: float | None
    counts: bool


@dataclass(frozen=True)
class GroupView:
    """A class, site, leerlingengroep or school, whole or only its boys or girls.

    `label` is how sentences call it (`klas 6A`, `de meisjes van klas 6A`, `onze school`).
    `pupils_in_group`: everybody who belongs to it; `pupils_with_points`: with a result.
    `moment`: since when its figures are as they are; None without any. `pupils`: by name, only
    where the viewer may see all of them. `left_out`: who is in no average, or not in all, with
    the reason; without names (`""`) for who may not see them. `not_yet`: classes whose figures
    are not in it because the school has not released them to this viewer. `released`: which
    version it is, for who sees not all of it as it stands.
    """

    label: str
    verdict: Verdict
    areas: tuple[AreaFigures, ...]
    everybody: Basis | None
    comparable: Basis | None
    pupils_in_group: int
    pupils_with_points: int
    moment: datetime | None
    named: bool
    pupils: tuple[PupilLine, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    not_yet: tuple[str, ...] = ()
    released: str = ""
    parts: tuple[PartItems, ...] = ()

    @property
    def has_figures(self) -> bool:
        return any(domain.own for area in self.areas for domain in area.domains)

    @property
    def has_full_area(self) -> bool:
        return any(area.whole.own for area in self.areas)
