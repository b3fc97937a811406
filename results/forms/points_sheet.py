"""What a spreadsheet that was filled in offline says: the cells that differ from what it was
given. Whatever is uploaded, it is a file of this class and part or it is refused."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

from openpyxl import load_workbook

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.row_numbers import row_number
from ovsgtoets.kernel.spreadsheets import FIELD, Bounds, is_ods, unpack
from results.domain.scores import Typed
from results.exports.points_sheet import BASIS, FIRST_COLUMN, FIRST_ROW, MARKER, POINTS
from results.forms.grid import NOTHING, Seen, read_basis
from results.models import TestPart
from results.queries.cells import Place
from results.scoring import as_typed
from schools.models import SchoolClass

AGAIN = "Download het opnieuw en vul dat in."
BOUNDS = Bounds(megabytes=2, rows=300, columns=500, unpacked=30, advice=AGAIN)
AS_XLSX = "Dit is een ODS-bestand. Bewaar het als Excel-bestand (XLSX) en laad dat op."
NOT_OURS = f"Dit is geen bestand dat je hier gedownload hebt, of het is beschadigd. {AGAIN}"


def read_points_sheet(content: bytes, school_class: SchoolClass, part: TestPart) -> list[Typed]:
    """The cells that were changed in the file, each on the version that the file was given.

    Refuses what is no such file, and one of another class or part.
    """
    points, versions = _sheets(content)
    marker, of_class, of_part = (_as_text(value) for value in (*versions[0], "", "", "")[:3])
    if marker != MARKER:
        raise Refused(NOT_OURS, field=FIELD)
    if (of_class, of_part) != (str(school_class.pk), str(part.pk)):
        raise Refused(
            "Dit bestand is van een andere klas of een ander toetsonderdeel.", field=FIELD
        )
    basis = read_basis("|".join(_as_text(row[0]) for row in versions[1:] if row))
    return list(_changed(points, basis))


def _changed(points: list[tuple], basis: dict[Place, Seen]) -> Iterator[Typed]:
    items = [_as_text(value) for value in points[0]]
    for row in points[FIRST_ROW - 1 :]:
        pupil = row_number(_as_text(row[0]) if row else "")
        for key, value in zip(items[FIRST_COLUMN - 1 :], row[FIRST_COLUMN - 1 :], strict=False):
            item = row_number(key)
            if pupil is None or item is None:
                continue
            place = Place(pupil, item)
            seen, text = basis.get(place, NOTHING), _as_text(value)
            if text != seen.text:
                yield Typed(place, text, seen.version)


def _as_text(value) -> str:
    """A cell's value as somebody would type it: 2.0 is `2`, what a formula left is rounded."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, int | float | Decimal):
        return as_typed(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value).strip()


def _sheets(content: bytes) -> tuple[list[tuple], list[tuple]]:
    """The rows of the sheet with points and of the one with versions, within bounds."""
    BOUNDS.check_size(len(content))
    try:
        if is_ods(unpack(content, BOUNDS)):
            raise Refused(AS_XLSX, field=FIELD)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = [
            list(
                book[name].iter_rows(max_row=BOUNDS.rows, max_col=BOUNDS.columns, values_only=True)
            )
            for name in (POINTS, BASIS)
        ]
    except Refused:
        raise
    except Exception as error:  # a hostile or broken file fails in a hundred ways
        raise Refused(NOT_OURS, field=FIELD) from error
    if not all(sheets):
        raise Refused(NOT_OURS, field=FIELD)
    return sheets[0], sheets[1]
