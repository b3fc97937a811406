"""What the order page shows of a draft: its rows as small forms, with what is known beside them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from orders.choices import CHOICES, Choices, choices_of
from orders.difference import Change, difference
from orders.domain.keep import ROW_TYPED
from orders.forms import ConfirmForm, RowForm, Wrong
from orders.forms.confirm import as_shown
from orders.known import Beside, Known, beside
from orders.models import DeliveryRow, Order, OrderRevision, PriceList
from orders.models.order import DeliveryAddress
from orders.pricing import vat_words
from orders.queries import earlier_revision, removed_row, revisions_of, rows_of
from orders.sheet import Line, Sheet, sheet_of_draft, version_of, version_of_revision
from orders.unusual import questions
from ovsgtoets.kernel.row_numbers import row_number
from schools.models import Edition, School

# By the number of the row, or by its place while the order is not begun: what is wrong per field.
WrongRows = Mapping[int, Mapping[str, Wrong]]
NEW_VERSION = Order._meta.get_field("version").default


@dataclass(frozen=True)
class DraftLine:
    """A row of the table: its amounts, its form, and what is known of that address."""

    line: Line
    form: RowForm
    known: Known
    last_year: DeliveryAddress | None
    wrong: Mapping[str, Wrong]

    @property
    def row(self) -> DeliveryRow:
        return self.line.row

    @property
    def problems(self) -> list[tuple[str, Wrong | None]]:
        """Every field with what is wrong in it, also the fields that are right."""
        return [(name, self.wrong.get(name)) for name in ROW_TYPED]

    @property
    def last_year_differs(self) -> bool:
        last = self.last_year
        return bool(last) and (last.copies, last.teachers) != (self.row.copies, self.row.teachers)

    @property
    def known_differs(self) -> bool:
        """Whether there is something to take over: no pupils yet are no copies to order."""
        known = self.known
        taken = (known.pupils, known.bundles)
        return bool(known.pupils) and taken != (self.row.copies, self.row.teachers)


@dataclass(frozen=True)
class Draft:
    """Everything that the draft's page shows."""

    order: Order | None
    sheet: Sheet
    lines: tuple[DraftLine, ...]
    questions: tuple[str, ...]
    price_list: PriceList
    form: ConfirmForm
    earlier: OrderRevision | None

    @property
    def is_wrong(self) -> bool:
        """Whether something that was typed is not kept."""
        wrong = (one for line in self.lines for one in line.wrong.values())
        return any(not one.is_kept for one in wrong)

    @property
    def problems(self) -> list[tuple[str, DeliveryRow, str]]:
        """What is wrong in the rows: the field's id, the row, the sentence."""
        return [
            (line.form.add_prefix(name), line.row, wrong.sentence)
            for line in self.lines
            for name, wrong in line.problems
            if wrong
        ]

    @property
    def vat_words(self) -> str:
        return vat_words(self.sheet.total, self.price_list.vat_percentage)

    @property
    def version(self) -> int:
        return self.order.version if self.order else NEW_VERSION

    @property
    def shown_choices(self) -> list[tuple[str, str]]:
        """Names and values of the hidden fields that say what the page showed."""
        stored = self.order or Choices()
        return [
            (f"was_{name}", as_shown(getattr(stored, name)))
            for name in CHOICES
            if name in self.form.fields
        ]


def draft_of(
    school: School,
    edition: Edition,
    order: Order | None,
    price_list: PriceList,
    *,
    form: ConfirmForm | None = None,
    wrong: WrongRows | None = None,
) -> Draft:
    """The draft as it stands; with `form` and `wrong`, what was typed and what is wrong with it."""
    earlier = earlier_revision(school, edition)
    rows = rows_of(order, school, edition)
    known = beside(school, edition, earlier)
    sheet = sheet_of_draft(rows, price_list.prices)
    form = form or ConfirmForm.of(order, school)
    form.say_report_price(price_list.report_price)
    return Draft(
        order=order,
        sheet=sheet,
        lines=tuple(
            _line(line, position, known, (wrong or {}).get(line.row.pk or position, {}))
            for position, line in enumerate(sheet.lines)
        ),
        questions=questions(rows, pupils=known.pupils, last_year=known.last_year),
        price_list=price_list,
        form=form,
        earlier=earlier,
    )


def _line(line: Line, position: int, known: Beside, wrong: Mapping[str, Wrong]) -> DraftLine:
    return DraftLine(
        line=line,
        form=RowForm.of(line.row, position, wrong),
        known=known.known_at(line.row),
        last_year=known.last_at(line.row),
        wrong=wrong,
    )


def around_draft(request: HttpRequest, draft: Draft) -> dict:
    """What stands above the draft: what is in force, what the draft changes of it so far, and what
    was just removed."""
    order = draft.order
    confirmed = revisions_of(order).prefetch_related("rows").first() if order else None
    return {
        "confirmed": confirmed,
        "so_far": confirmed and _changed(confirmed, draft),
        "removed": _just_removed(request, order),
    }


def _changed(confirmed: OrderRevision, draft: Draft) -> tuple[Change, ...]:
    now = version_of(draft.sheet, choices_of(draft.order), draft.price_list)
    return difference(version_of_revision(confirmed), now)


def _just_removed(request: HttpRequest, order: Order | None) -> DeliveryRow | None:
    """The address that was removed a moment ago, for the button that brings it back."""
    row_id = row_number(request.GET.get("verwijderd", ""))
    if not order or row_id is None or order.rows.filter(pk=row_id).exists():
        return None
    return removed_row(order, row_id)
