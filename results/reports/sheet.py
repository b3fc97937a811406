"""The pupil's sheet (leerlingfiche): one page of A4 for the pupil and the parents."""

from collections.abc import Iterable
from dataclasses import dataclass

from ovsgtoets.kernel.charts import Reference, track
from ovsgtoets.kernel.formats import percent
from ovsgtoets.kernel.pdf import Pictures
from results.analysis.percentages import LeftOut
from results.analysis.view import PupilFigure, PupilView
from results.analysis.wording.basis import basis_sentence
from results.analysis.wording.pupils import pupil_sentence
from results.analysis.wording.words import EVERYBODY

# Rows up to which the lines of the table are high, normal, or low with the sentences below them;
# of more rows the sentences are only the pictures' alternative text, so that it stays one page.
ROOMY, SNUG, LOW = 18, 26, 36

LONGEST = 30  # letters of a first name in each sentence; the whole name stands on top

NO_FIGURE = {
    LeftOut.EXEMPT: "vrijgesteld",
    LeftOut.NO_FIGURE: "nog geen punten",
}


@dataclass(frozen=True)
class SheetRow:
    """A line of the table. `picture` is the address of its drawing, `text` the same in words."""

    name: str
    is_area: bool
    own: str
    everybody: str
    picture: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """`first_name` is how the page speaks of the pupil; `density` how high its lines are."""

    first_name: str
    full_name: str
    school_class: str
    rows: tuple[SheetRow, ...]
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    has_reference: bool

    @property
    def density(self) -> str:
        if len(self.rows) <= ROOMY:
            return "roomy"
        if len(self.rows) <= SNUG:
            return "snug"
        return "low" if len(self.rows) <= LOW else "low packed"

    @property
    def name_size(self) -> str:
        """The longest names are set small, in lines that take no more of the page than a short one."""
        return "long" if len(self.full_name) > 2 * LONGEST else ""

    @property
    def has_words(self) -> bool:
        return bool(self.sentences) and len(self.rows) <= LOW


def called(first_name: str) -> str:
    """How the sentences speak of the pupil: by the first of many names, so that it stays one page."""
    if len(first_name) <= LONGEST:
        return first_name
    first = first_name.split()[0]
    return first if len(first) <= LONGEST else f"{first[: LONGEST - 1]}…"


def sheet_of(view: PupilView, *, first_name: str, full_name: str, pictures: Pictures) -> Sheet:
    """What stands on the page, from the figures that the pupil's page shows."""
    rows, said = [], []
    for area in view.areas:
        figures = [area.whole, *area.domains]
        if all(figure.percent is None for figure in figures):
            continue
        rows += [_row(one, first_name, pictures, is_area=one is area.whole) for one in figures]
        said.append(_sentence(area.whole, first_name))
    return Sheet(
        first_name=first_name,
        full_name=full_name,
        school_class=view.school_class,
        rows=tuple(rows),
        sentences=tuple(filter(None, said)),
        notes=tuple(_notes(view)),
        has_reference=any(
            one.everybody.lies for area in view.areas for one in (area.whole, *area.domains)
        ),
    )


def _row(figure: PupilFigure, name: str, pictures: Pictures, *, is_area: bool) -> SheetRow:
    lies, interval = figure.everybody.lies, figure.interval
    drawn = track(
        figure.percent,
        low=interval and interval.low,
        high=interval and interval.high,
        reference=Reference(EVERYBODY, lies.mean, *lies.middle_half) if lies else None,
    )
    own = percent(figure.percent)
    return SheetRow(
        name=figure.subject,
        is_area=is_area,
        own=NO_FIGURE.get(figure.why, "–") if figure.percent is None else own,
        everybody=percent(figure.everybody.mean),
        picture=pictures.add(drawn),
        text=_sentence(figure, name)
        or f"{figure.subject}: {NO_FIGURE.get(figure.why, 'geen cijfer')}.",
    )


def _sentence(figure: PupilFigure, name: str) -> str:
    if figure.percent is None:
        return ""
    return pupil_sentence(
        name, figure.subject, figure.percent, figure.interval, figure.everybody.mean
    )


def _notes(view: PupilView) -> Iterable[str]:
    if view.left_out:
        yield f"Telt niet mee in alle gemiddelden: {view.left_out}."
    yield basis_sentence(view.everybody, name=EVERYBODY)
