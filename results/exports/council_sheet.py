"""The spreadsheet for the class council, from the figures that the pages show.

`Overzicht`: the group's learning areas and domains beside all participants, with a sentence each.
`Leerlingen`: a row per pupil, a column per learning area and domain; a result that counts in no
average has a star, and why stands in the last column. `In woorden`: a row per pupil and learning
area (or those of its domains that there are), with its sentence. Percentages are numbers (72,3 is
72,3 %), rounded as the pages show them: more decimals would tell more than a page does.
"""

import io
from collections.abc import Sequence
from textwrap import wrap

from openpyxl import Workbook
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ovsgtoets.kernel.spreadsheets import for_paper, letters, write_number, write_text
from results.analysis.percentages import LeftOut
from results.analysis.view import GroupFigure, GroupView, PupilFigure, PupilView
from results.analysis.wording import words
from results.analysis.wording.basis import basis_sentence, own_sentences
from results.analysis.wording.pupils import pupil_sentence
from results.blocks import EVERYBODY, STANDS, overview_block, said_of, why_not

HEAD = PatternFill("solid", fgColor="E8F0F0")
TOP = Alignment(vertical="top")
TEXT = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
SENTENCE, LINE = 90, 15.0  # a column of sentences in letters, a line in points
BESIDE = "Naast alle deelnemers"  # words beside a number: not against it
OVERVIEW = (
    ("Leergebied", 26), ("Domein", 30), ("Gemiddelde (%)", 13), ("Van (%)", 9), ("Tot (%)", 9),
    ("Alle deelnemers (%)", 13), ("Vergelijkbare scholen (%)", 14), ("Leerlingen", 11),
    (BESIDE, 22), ("In woorden", SENTENCE),
)  # fmt: skip
WORDS = (
    ("Leerling", 28), ("Leergebied", 26), ("Percentage (%)", 13), ("Van (%)", 9), ("Tot (%)", 9),
    ("Alle deelnemers (%)", 13), ("In woorden", SENTENCE),
)  # fmt: skip
WHY = "Telt niet (overal) mee in de gemiddelden"
STAR = "* Dit eigen resultaat telt niet mee in het gemiddelde."
WHOLE = "Het gemiddelde van een leergebied is dat van zijn domeinen."


def write_council(view: GroupView, pupils: Sequence[tuple[str, PupilView]], *, title: str) -> bytes:
    """The file. `pupils`: first name and figures, for who may see names; else none."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Overzicht"
    _write_overview(sheet, view, title)
    if pupils:
        _write_pupils(book.create_sheet("Leerlingen"), view, [one for _, one in pupils])
        _write_words(book.create_sheet("In woorden"), pupils)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_overview(sheet: Worksheet, view: GroupView, title: str) -> None:
    write_text(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font = letters(bold=True, size=14)
    said = [
        *own_sentences(view),
        basis_sentence(view.everybody, name=words.EVERYBODY),
        basis_sentence(view.comparable, name=words.COMPARABLE) if view.comparable else "",
        overview_block(view, EVERYBODY).sentence if view.has_full_area else "",
    ]
    row = 2
    for sentence in filter(None, said):
        write_text(sheet.cell(row, 1), sentence)
        row += 1
    row += 1
    _head(sheet, row, OVERVIEW)
    sheet.freeze_panes = f"C{row + 1}"
    for_paper(sheet, head=f"{row}:{row}")
    for area in view.areas:
        for figure in (area.whole, *area.domains):
            row += 1
            domain = "" if figure is area.whole else figure.subject
            _write_figure(sheet, row, (area.name, domain), figure, view.label)


def _write_figure(
    sheet: Worksheet, row: int, names: tuple[str, str], figure: GroupFigure, label: str
) -> None:
    for column, name in enumerate(names, 1):
        write_text(sheet.cell(row, column), name)
        sheet.cell(row, column).font = letters(bold=not names[1])
    found = figure.comparison
    interval = found.interval if found else None
    numbers = (
        figure.own.mean if figure.own else None,
        interval.low if interval else None,
        interval.high if interval else None,
        figure.everybody.mean,
        figure.comparable.mean,
    )
    for column, value in enumerate(numbers, 3):
        write_number(sheet.cell(row, column), value, places=1)
    write_number(sheet.cell(row, 8), figure.pupils if figure.own else None)
    write_text(sheet.cell(row, 9), STANDS[found.standing] if found else "")
    _write_words_of(sheet, row, 10, said_of(label, figure) or why_not(figure))
    sheet.cell(row, 9).alignment = Alignment(horizontal="left", vertical="top", indent=1)


def _write_pupils(sheet: Worksheet, view: GroupView, pupils: Sequence[PupilView]) -> None:
    """Two rows of headers: the learning area, and its domains."""
    write_text(sheet.cell(2, 1), "Leerling")
    column = 2
    for area in view.areas:
        last = column + len(area.domains)
        sheet.merge_cells(start_row=1, start_column=column, end_row=1, end_column=last)
        write_text(sheet.cell(1, column), area.name)
        write_text(sheet.cell(2, column), "leergebied (%)")
        for place, domain in enumerate(area.domains, column + 1):
            write_text(sheet.cell(2, place), f"{domain.subject} (%)")
        for place in range(column, last + 1):
            words = max(map(len, str(sheet.cell(2, place).value).split()))
            sheet.column_dimensions[get_column_letter(place)].width = max(12, words + 4)
        column = last + 1
    write_text(sheet.cell(2, column), WHY)
    sheet.column_dimensions[get_column_letter(column)].width = 34
    for row in (1, 2):
        _as_head(sheet, row, column)
    sheet.row_dimensions[1].height = LINE  # its names lie over several columns
    for row, pupil in enumerate(pupils, 3):
        write_text(sheet.cell(row, 1), pupil.name)
        for place, figure in enumerate(_figures(pupil), 2):
            write_number(sheet.cell(row, place), figure.percent, places=1)
            if figure.percent is not None and not figure.counts:
                sheet.cell(row, place).number_format = '0.0"*"'
        write_text(sheet.cell(row, column), _why_left_out(pupil))
    last = len(pupils) + 3
    write_text(sheet.cell(last, 1), "Gemiddelde")
    means = [figure for area in view.areas for figure in (area.whole, *area.domains)]
    for place, figure in enumerate(means, 2):
        write_number(sheet.cell(last, place), figure.own.mean if figure.own else None, places=1)
    for place in range(1, column):
        sheet.cell(last, place).font = letters(bold=True)
    for row, said in enumerate((STAR, WHOLE), last + 2):
        write_text(sheet.cell(row, 1), said)
    sheet.column_dimensions["A"].width = 28
    sheet.freeze_panes = "B3"
    for_paper(sheet, head="1:2", pages=2)
    sheet.print_title_cols = "A:A"


def _why_left_out(pupil: PupilView) -> str:
    if pupil.left_out:
        return pupil.left_out
    has_star = any(figure.why is LeftOut.EXEMPT for figure in _figures(pupil))
    return "vrijgesteld voor een vraag" if has_star else ""


def _figures(pupil: PupilView) -> list[PupilFigure]:
    return [figure for area in pupil.areas for figure in (area.whole, *area.domains)]


def _write_words(sheet: Worksheet, pupils: Sequence[tuple[str, PupilView]]) -> None:
    _head(sheet, 1, WORDS)
    sheet.freeze_panes = "B2"
    for_paper(sheet, head="1:1")
    row = 1
    for first_name, pupil in pupils:
        for area in pupil.areas:
            whole = area.whole.percent is not None
            for figure in (area.whole,) if whole else area.domains:
                if figure.percent is not None:
                    row += 1
                    subject = figure.subject if whole else f"{area.whole.subject}, {figure.subject}"
                    _write_said(sheet, row, (first_name, pupil.name, subject), figure)


def _write_said(
    sheet: Worksheet, row: int, names: tuple[str, str, str], figure: PupilFigure
) -> None:
    """`names`: first name, name as in a list, what the figure is of."""
    first_name, name, subject = names
    write_text(sheet.cell(row, 1), name)
    write_text(sheet.cell(row, 2), subject)
    interval, mean = figure.interval, figure.everybody.mean
    ends = (interval.low, interval.high) if interval else (None, None)
    for column, value in enumerate((figure.percent, *ends, mean), 3):
        write_number(sheet.cell(row, column), value, places=1)
    said = pupil_sentence(first_name, figure.subject, figure.percent, interval, mean)
    _write_words_of(sheet, row, 7, said)


def _head(sheet: Worksheet, row: int, columns: Sequence[tuple[str, int]]) -> None:
    for column, (name, width) in enumerate(columns, 1):
        write_text(sheet.cell(row, column), name)
        sheet.column_dimensions[get_column_letter(column)].width = width
    _as_head(sheet, row, len(columns))


def _as_head(sheet: Worksheet, row: int, columns: int) -> None:
    """Bold on a ground, over numbers at the right as they are, as high as its longest name."""
    lines = 1
    for column in range(1, columns + 1):
        cell = sheet.cell(row, column)
        name = str(cell.value or "")
        cell.font, cell.fill = letters(bold=True), HEAD
        side = "right" if name.endswith("(%)") or name == "Leerlingen" else "left"
        cell.alignment = Alignment(
            horizontal=side, vertical="bottom", wrap_text=True, indent=int(name == BESIDE)
        )
        width = sheet.column_dimensions[get_column_letter(column)].width
        lines = max(lines, len(wrap(name, int(width) - 1)))
    sheet.row_dimensions[row].height = LINE * lines


def _write_words_of(sheet: Worksheet, row: int, column: int, said: str) -> None:
    """A sentence over as many lines as it needs: not every program makes the row high enough."""
    write_text(sheet.cell(row, column), said)
    for cell in sheet[row]:
        cell.alignment = TOP
    sheet.cell(row, column).alignment = TEXT
    sheet.row_dimensions[row].height = LINE * len(wrap(said, SENTENCE) or [""])
