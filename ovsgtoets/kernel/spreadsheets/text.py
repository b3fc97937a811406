"""A CSV as text and as cells: in the encodings and with the signs that programs write. Pure."""

import csv
import io
import re
from collections.abc import Iterator

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.spreadsheets.bounds import DAMAGED, FIELD, Bounds

SEPARATORS = ";\t,"
LINE_END = re.compile(r"\r\n|\r|\n")
START = 10_000  # characters in which is looked whether it is text at all


def read_text(content: bytes, bounds: Bounds) -> str:
    """The text of a file without what can't be text; raises Refused for another kind of file, and
    for more lines than `bounds` allow."""
    text = decode(content)
    if _is_strange(text[:START]):
        raise Refused(DAMAGED, field=FIELD)
    bounds.check_rows(0, sum(1 for _ in LINE_END.finditer(text)))
    return text.replace("\x00", "")


def decode(content: bytes) -> str:
    """UTF-8 or UTF-16 with their mark or without, else what Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if encoding := _utf_16_without_mark(content[:400]):
        return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def csv_rows(text: str) -> Iterator[list[str]]:
    """Cut at the sign that stands most in the first line with something in it."""
    head = next((line for line in LINE_END.split(text[:START]) if line.strip()), "")
    separator = max(SEPARATORS, key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        raise Refused(DAMAGED, field=FIELD) from error


def _utf_16_without_mark(start: bytes) -> str:
    """In letters of Europe, of every two bytes one is mostly 0: which, tells the order."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if len(start) < 4 or max(even, odd) < len(start) // 4:
        return ""
    if min(even, odd) > len(start) // 8:
        return ""  # zeros everywhere: no text at all
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_strange(start: str) -> bool:
    strange = sum(char == "\ufffd" or (char < " " and char not in "\t\r\n") for char in start)
    return strange > len(start) // 20
