"""Text as it is typed, pasted or read from a file, without what nobody sees in it: a tab of a
spreadsheet, a line end, a sign that steers a terminal. In a name or a reference such a sign would
break a list, an invoice or a label. Pure."""

import re

LINE_ENDS_AND_TABS = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
# The null byte is not among them: Django refuses it, with a sentence.
UNSEEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def without_unseen(text: str) -> str:
    """The text with its tabs and line ends, without other signs that steer and show nothing."""
    return UNSEEN.sub("", text)


def one_line(text: str) -> str:
    """The same as one line: a tab or a line end is a space, as it looks when pasted."""
    return without_unseen(LINE_ENDS_AND_TABS.sub(" ", text))
