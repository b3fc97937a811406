"""Spreadsheets as programs write them."""

import csv
import io
import zipfile
from xml.sax.saxutils import escape

from openpyxl import Workbook

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(rows) -> bytes:
    """What looks like a formula is text, as where a program writes a name."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
        for cell in book.active[book.active.max_row]:
            if cell.data_type == "f":
                cell.data_type = "s"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def text(rows, *, separator=";", encoding="utf-8", line_end="\r\n") -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator=line_end).writerows(rows)
    return file.getvalue().encode(encoding)


def ods(rows, *, row_attributes="", tail="") -> bytes:
    """As LibreOffice writes it; `tail` is XML after the rows."""
    lines = "".join(
        f"<table:table-row{row_attributes}>"
        + "".join(
            '<table:table-cell office:value-type="string"><text:p>'
            f"{escape(cell)}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    return ods_of(lines + tail)


def ods_of(rows_xml: str) -> bytes:
    namespaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {namespaces}>'
        f'<office:body><office:spreadsheet><table:table table:name="Blad1">{rows_xml}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS_TYPE)
        archive.writestr("content.xml", content)
    return file.getvalue()


def zipped(parts: dict[str, bytes], into: bytes = b"") -> bytes:
    """A zip of these parts, or the zip `into` with these parts as well."""
    file = io.BytesIO(into)
    with zipfile.ZipFile(file, "a" if into else "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def lying(content: bytes) -> bytes:
    """The same zip, whose directory says that its last part is 10 bytes, however large it is."""
    place = content.rindex(b"PK\x01\x02")
    return content[: place + 24] + (10).to_bytes(4, "little") + content[place + 28 :]
