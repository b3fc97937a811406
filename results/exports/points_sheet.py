"""A class's points of one part as a spreadsheet, to fill in without a network and bring back.

First sheet: a row per pupil, a column per question; row 1 (items) and column A (pupils) are
hidden and say whose cell it is, also when rows were sorted. Second sheet: what the codes mean.
A third, hidden sheet remembers what each cell was at which version, as the grid's form does, so
that bringing it back never overwrites what somebody else wrote meanwhile.
"""

import io
from collections.abc import Mapping, Sequence, Set
from textwrap import wrap

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ovsgtoets.kernel.spreadsheets import for_paper, letters, write_text
from results.forms.grid import Seen, write_basis
from results.models import Item, TestPart
from results.queries.cells import Place
from results.queries.exemptions import UNTYPED, with_exempt
from results.scoring import EMPTY, Mark, explained_codes
from schools.models import Pupil, SchoolClass

POINTS, CODES, BASIS = "Punten", "Codes", "versies"
MARKER = "OVSG-toets punten 1"
FIRST_ROW, FIRST_COLUMN = 5, 3
NAMES, QUESTION, LINE = 28, 9, 15.0  # columns in letters, a line in points
HEAD = PatternFill("solid", fgColor="E8F0F0")
LOCKED, OPEN = Protection(locked=True), Protection(locked=False)
NOTHING = (EMPTY, 0)


def write_points_sheet(
    school_class: SchoolClass,
    part: TestPart,
    pupils: Sequence[Pupil],
    items: Sequence[Item],
    stored: Mapping[Place, tuple[Mark, int]],
    exempt: Set[Place] = frozenset(),
) -> bytes:
    """The file, as bytes. Names that look like a formula stay text; exempt cells are locked."""
    shown = with_exempt(stored, exempt)
    book = Workbook()
    sheet = book.active
    sheet.title = POINTS
    _write_head(sheet, school_class, part, items)
    for y, pupil in enumerate(pupils, FIRST_ROW):
        write_text(sheet.cell(y, 1), str(pupil.pk))
        write_text(sheet.cell(y, 2), str(pupil))
        for x, item in enumerate(items, FIRST_COLUMN):
            place = Place(pupil.pk, item.pk)
            _mark(sheet.cell(y, x), shown.get(place, NOTHING)[0], is_exempt=place in exempt)
    _protect(sheet, len(items))
    _write_codes(book.create_sheet(CODES), [item for item in items if not item.counts])
    untyped = {place: Seen(0, str(UNTYPED)) for place in exempt if place not in stored}
    basis = write_basis([p.pk for p in pupils], [i.pk for i in items], stored, untyped)
    _write_basis(book.create_sheet(BASIS), school_class, part, basis)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_head(
    sheet: Worksheet, school_class: SchoolClass, part: TestPart, items: Sequence[Item]
) -> None:
    write_text(sheet.cell(1, 1), MARKER)
    write_text(sheet.cell(2, 2), f"{part}, klas {school_class}")
    write_text(sheet.cell(3, 2), "hoogstens")
    write_text(sheet.cell(4, 2), "bladzijde")
    for x, item in enumerate(items, FIRST_COLUMN):
        write_text(sheet.cell(1, x), str(item.pk))
        write_text(sheet.cell(2, x), item.label)
        sheet.cell(3, x).value = item.maximum
        sheet.cell(4, x).value = item.page
        if not item.counts:
            sheet.cell(2, x).value = f"{item.label} (telt niet mee)"
        for y in (2, 3, 4):
            sheet.cell(y, x).alignment = Alignment(horizontal="center", wrap_text=True)
    heads = [sheet.cell(2, x) for x in range(2, FIRST_COLUMN + len(items))]
    heads[0].alignment = Alignment(wrap_text=True, vertical="bottom")
    # Not every program makes a row as high as its words need.
    sheet.row_dimensions[2].height = LINE * max(
        len(wrap(str(cell.value), NAMES if cell is heads[0] else QUESTION)) for cell in heads
    )
    for y in (2, 3, 4):
        for x in range(2, FIRST_COLUMN + len(items)):
            sheet.cell(y, x).fill = HEAD
            sheet.cell(y, x).font = letters(bold=y == 2)


def _mark(cell: SheetCell, mark: Mark, *, is_exempt: bool) -> None:
    if mark.code:
        write_text(cell, mark.code)
    elif mark.points is not None:
        cell.value = mark.points
    cell.number_format = "0.##;-0.##;0"
    cell.protection = LOCKED if is_exempt else OPEN
    if is_exempt:
        cell.fill = HEAD
    cell.alignment = Alignment(horizontal="center")


def _protect(sheet: Worksheet, columns: int) -> None:
    """Only the points can be typed in; what says whose they are is hidden."""
    sheet.column_dimensions["A"].hidden = True
    sheet.row_dimensions[1].hidden = True
    sheet.column_dimensions["B"].width = NAMES
    for x in range(FIRST_COLUMN, FIRST_COLUMN + columns):
        sheet.column_dimensions[get_column_letter(x)].width = QUESTION
    sheet.freeze_panes = sheet.cell(FIRST_ROW, FIRST_COLUMN)
    for_paper(sheet, head=f"2:{FIRST_ROW - 1}")
    sheet.print_title_cols, sheet.print_options.gridLines = "B:B", True
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def _write_codes(sheet: Worksheet, annulled: Sequence[Item]) -> None:
    rows = [("Typ in een cel", "Betekenis"), ("een getal", "de punten; een komma mag")]
    codes = explained_codes().items()
    rows += [(code, f"{fact['word']}: {fact['effect']}") for code, fact in codes]
    rows.append(("niets", "nog niet ingegeven"))
    rows += [
        (f"vraag {item.label}", f"telt niet mee: {item.annulled_because}") for item in annulled
    ]
    for y, row in enumerate(rows, 1):
        for x, text in enumerate(row, 1):
            write_text(sheet.cell(y, x), text)
            sheet.cell(y, x).font = letters(bold=y == 1)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 70
    sheet.protection.sheet = True


def _write_basis(sheet: Worksheet, school_class: SchoolClass, part: TestPart, basis: str) -> None:
    write_text(sheet.cell(1, 1), MARKER)
    write_text(sheet.cell(1, 2), str(school_class.pk))
    write_text(sheet.cell(1, 3), str(part.pk))
    for y, line in enumerate(basis.split("|"), 2):
        write_text(sheet.cell(y, 1), line)
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
