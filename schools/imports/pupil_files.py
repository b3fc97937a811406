"""A file with pupils, as the text that one could have pasted. Pure: nothing of it is kept."""

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.spreadsheets import FIELD, Bounds, is_text, read_rows, read_text
from ovsgtoets.kernel.spreadsheets.bounds import NOTHING_IN_IT
from schools.imports.pupil_sheet import MOST_TEXT, rows_of, text_of
from schools.names import NATIONAL_NUMBER

BOUNDS = Bounds(
    megabytes=5,
    rows=1000,
    advice="Bewaar alleen de leerlingen van je klas in een nieuw bestand.",
)


def read_file(content: bytes) -> tuple[str, list[str]]:
    """The text of the file's first sheet, a tab between cells; and the names (or numbers) of the
    columns from which a national number was left out.

    Raises Refused with a sentence for what can't be read or is too much.
    """
    rows = _rows(content)
    left_out = _without_national_numbers(rows)
    text = text_of(rows)
    if len(text) > MOST_TEXT:
        raise BOUNDS.too_large()
    return text, left_out


def _rows(content: bytes) -> list[list[str]]:
    """Text is cut the way pasted text is: whoever pastes what is in the file, gets the same."""
    BOUNDS.check_size(len(content))
    if not is_text(content):
        return [row.cells for row in read_rows(content, BOUNDS)]
    rows = [list(row.cells) for row in rows_of(read_text(content, BOUNDS)) if any(row.cells)]
    BOUNDS.check_rows(len(rows), len(rows))
    if not rows:
        raise Refused(NOTHING_IN_IT, field=FIELD)
    return rows


def _without_national_numbers(rows: list[list[str]]) -> list[str]:
    """Empties the cells that are a national number and nothing else, in place."""
    found = set()
    for row in rows:
        for place, cell in enumerate(row):
            if NATIONAL_NUMBER.search(cell) and not any(char.isalpha() for char in cell):
                row[place] = ""
                found.add(place)
    head = rows[0]
    return [
        head[place] if place < len(head) and head[place] else f"kolom {place + 1}"
        for place in sorted(found)
    ]
