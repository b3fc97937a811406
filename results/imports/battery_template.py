"""The tests of an edition as the spreadsheet that the import reads; of none, an empty one to fill in."""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.datavalidation import DataValidation

from ovsgtoets.kernel.spreadsheets import letters
from results.models import Enterer, Mode
from results.queries.battery import Battery, PartView

COLUMNS = {  # name: width
    "leergebied": 26, "domein": 30, "toetsonderdeel": 44, "vorm": 15, "ingegeven door": 18,
    "vanaf": 13, "enkel totaal": 13, "vraag": 9, "maximum": 11, "bladzijde": 11,
}  # fmt: skip
CHOICES = {"D": Mode.labels, "E": Enterer.labels, "G": ["ja", "nee"]}
LAST_ROW = 2000
EXPLANATION = [
    "Eén rij per vraag.",
    "leergebied, domein, toetsonderdeel: leeg betekent zoals in de rij erboven.",
    "vorm: pen en papier, digitaal of praktisch.",
    "ingegeven door: klasleerkracht (ook als de cel leeg is) of leerkracht LO.",
    "vanaf: de eerste dag om punten in te geven.",
    "enkel totaal: ja als een totaal per leerling volstaat. Dat kan als alle vragen bij één domein horen.",
    "vorm, ingegeven door, vanaf en enkel totaal zeg je één keer per toetsonderdeel.",
    "vraag: zoals in het boekje, bv. 3a.",
    "maximum: het hoogste punt, bv. 2 of 2,5.",
    "bladzijde: de bladzijde in het boekje (niet verplicht).",
    "Het totaal van een toetsonderdeel komt er vanzelf bij.",
]


def write_battery(battery: Battery) -> bytes:
    """An XLSX of one row per question, in the order of the booklets, and a sheet that explains."""
    book = Workbook()
    sheet = book.active
    sheet.title = f"Toetsen {battery.edition.year}"
    sheet.append(list(COLUMNS))
    for view in sorted(battery.parts, key=lambda view: (view.part.position, view.part.pk)):
        for row in _rows(view):
            sheet.append(row)
    for cell, width in zip(sheet[1], COLUMNS.values(), strict=True):
        cell.font = letters(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for row in sheet.iter_rows(min_row=2, max_col=len(COLUMNS)):
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"  # a name that begins with = is a name
    for row in sheet.iter_rows(min_row=2, min_col=6, max_col=6):
        row[0].number_format = "d/mm/yyyy"
    for row in sheet.iter_rows(min_row=2, min_col=8, max_col=8):
        row[0].number_format = "@"  # so that 3-4 stays no date
    sheet.freeze_panes = "A2"
    for column, choices in CHOICES.items():
        allowed = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
        sheet.add_data_validation(allowed)
        allowed.add(f"{column}2:{column}{LAST_ROW}")
    _explain(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _rows(view: PartView) -> list[list]:
    part = view.part
    return [
        [
            item.domain.learning_area.name,
            item.domain.name,
            part.name,
            part.get_mode_display(),
            part.get_entered_by_display(),
            part.opens_on,
            "ja" if part.may_be_total else "nee",
            _label(item.label),
            item.maximum,
            item.page,
        ]
        for item in view.items
    ]


def _label(label: str) -> str | int:
    is_number = label.isascii() and label.isdecimal() and str(int(label)) == label
    return int(label) if is_number else label


def _explain(book: Workbook) -> None:
    sheet = book.create_sheet("Uitleg")
    sheet.column_dimensions["A"].width = 90
    for line in EXPLANATION:
        sheet.append([line])
    for row in sheet.iter_rows():
        row[0].alignment = Alignment(wrap_text=True, vertical="top")
