"""The HTML of the grid's cells, written out here: a template loop over a thousand cells takes longer
than everything else together."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import escape

from ovsgtoets.kernel.formats import percent
from ovsgtoets.kernel.formats import points as as_text
from results.domain.scores import Stored
from results.forms.grid import name_of
from results.models import Item
from results.queries.cells import Place
from results.scoring import Mark

ANY_PUPIL = "\0"  # where a pattern takes the pupil's id: no text of a page holds it


@dataclass(frozen=True)
class Problem:
    """A cell that was not saved: the sentence, or in a conflict what stands there now."""

    place: Place
    pupil: str
    item: str
    typed: str
    sentence: str = ""
    theirs: Stored | None = None

    @property
    def name(self) -> str:
        return name_of(self.place)

    @property
    def short(self) -> str:
        """What stands under the cell."""
        if self.theirs is None:
            return self.sentence
        return f"Er staat nu: {self.theirs.mark}" if self.theirs.version else "Nu leeggemaakt"


def write_head(item: Item, has_pages: bool) -> str:
    label = escape(item.label)
    page = f' data-page="{item.page}"' if item.page else ""
    kind = " data-total" if item.is_total else ""
    if not item.counts:  # the page says why above the table
        why = escape(item.annulled_because)
        kind = f' data-annulled aria-describedby="w{item.pk}" title="{why}"'
    word = "" if item.is_total else '<span class="visually-hidden">vraag </span>'
    booklet = ""
    if not item.counts:
        booklet = '<span class="booklet">telt niet mee</span>'
    elif has_pages:
        where = f'<span class="visually-hidden">, </span>blz. {item.page}' if item.page else ""
        booklet = f'<span class="booklet">{where}</span>'
    return (
        f'<th scope="col" id="k{item.pk}" data-item="{item.pk}" data-label="{label}"'
        f' data-max="{item.maximum}"{page}{kind}>{word}{label}<span class="maximum">'
        '<span class="visually-hidden">, hoogstens </span><span aria-hidden="true">op </span>'
        f"{as_text(item.maximum)}</span>{booklet}</th>"
    )


def write_cell(place: Place, text: str, problem: Problem | None) -> str:
    name = f"{place.pupil}-{place.item}"
    box = (
        f'<input id="c{name}" name="{name}" value="{text}"'
        f' aria-labelledby="r{place.pupil} k{place.item}"'
    )
    if problem is None:
        return f"<td>{box}></td>"
    return (
        f'<td class="problem">{box} aria-invalid="true"'
        f' aria-describedby="f{name}"><span id="f{name}">{escape(problem.short)}</span></td>'
    )


def pattern_of(write: Callable[[Place, str, Problem | None], str], items: list[int]) -> str:
    """The cells of any pupil's row, to fill in: what is equal in all rows is written once."""
    return "".join([write(Place(ANY_PUPIL, item), "%s", None) for item in items])


def fill(pattern: str, pupil: int, marks: list[Mark]) -> str:
    """The cells of this pupil's row; nothing but marks stands in it."""
    return pattern.replace(ANY_PUPIL, str(pupil)) % tuple([mark.text for mark in marks])


def write_plain_cell(place: Place, text: str, problem: None) -> str:
    return f'<td class="plain">{text}</td>'


def write_exempt_cell(place: Place, text: str, problem: Problem | None) -> str:
    """Nothing to type; what somebody typed before they knew stands under it."""
    if problem is None:
        return f'<td class="plain exempt">{text}</td>'
    name = name_of(place)
    why = escape(f"Je typte {problem.typed or 'niets'}. {problem.short}")
    return f'<td class="plain exempt problem" id="c{name}">{text}<span>{why}</span></td>'


def write_totals(marks: list[Mark], maxima: list[Decimal]) -> str:
    total, share = totals(marks, maxima)
    return f'<td class="number total">{total}</td><td class="number share">{share}</td>'


def totals(marks: list[Mark], maxima: list[Decimal]) -> tuple[str, str]:
    """A row's sum, and its percentage once every cell is filled: `12,5` and `62,5 %`."""
    counted = [
        (points, maximum)
        for mark, maximum in zip(marks, maxima, strict=True)
        if (points := mark.that_count) is not None
    ]
    if not counted:
        return "", ""
    total = sum(points for points, _ in counted)
    if any(mark.is_empty for mark in marks):
        return as_text(total), ""
    return as_text(total), percent(100 * total / sum(maximum for _, maximum in counted))
