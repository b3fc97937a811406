"""The number of a row in the database, as it comes from a form, an address or a file."""

MOST_DIGITS = 18  # of a bigint, whatever the digits are


def row_number(text: str) -> int | None:
    """The number that `text` writes; None for what no row can have, and the database breaks on."""
    if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS:
        return int(text)
    return None
