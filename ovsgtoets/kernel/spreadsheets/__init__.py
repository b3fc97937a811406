"""Spreadsheets in and out: the one room where a file becomes rows, and rows become a file.

Reading knows CSV, XLSX and ODS, and takes bounded time and memory whatever was uploaded; what the
rows mean is known by who asks. Writing leaves nothing in a file that computes.
"""

from ovsgtoets.kernel.spreadsheets.bounds import FIELD, Bounds
from ovsgtoets.kernel.spreadsheets.cells import (
    for_paper,
    harmless,
    letters,
    write_number,
    write_text,
)
from ovsgtoets.kernel.spreadsheets.dates import read_day
from ovsgtoets.kernel.spreadsheets.reading import Row, is_text, read_rows, read_upload
from ovsgtoets.kernel.spreadsheets.text import read_text
from ovsgtoets.kernel.spreadsheets.workbooks import is_ods, unpack
from ovsgtoets.kernel.spreadsheets.writing import Cell, csv_text, write_csv, write_xlsx

__all__ = [
    "FIELD",
    "Bounds",
    "Cell",
    "Row",
    "csv_text",
    "for_paper",
    "harmless",
    "is_ods",
    "is_text",
    "letters",
    "read_day",
    "read_rows",
    "read_text",
    "read_upload",
    "unpack",
    "write_csv",
    "write_number",
    "write_text",
    "write_xlsx",
]
