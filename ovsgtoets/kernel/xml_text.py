"""Text in XML: spreadsheets, invoices. Some signs that somebody can type or paste, XML can't hold."""

import re

IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """The text without the signs that stand in no XML, however they are escaped."""
    return IMPOSSIBLE.sub("", text)
