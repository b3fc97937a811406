"""What nobody sees in a text is left out; what is seen stays as it is."""

import pytest

from ovsgtoets.kernel.typed_text import one_line, without_unseen


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("De Linde", "De Linde"),
        ("De\tLinde", "De Linde"),
        ("De Linde\r\nafdeling Molen", "De Linde afdeling Molen"),
        ("De\u2028Linde\x85", "De Linde "),
        ("PO-\x0712\x1b[31m", "PO-12[31m"),
        ("\x7fÉlif\x9d", "Élif"),
        ("a\0b", "a\0b"),
        ("🙂\u202e D\u2019Hondt\u00a0& zoon", "🙂\u202e D\u2019Hondt\u00a0& zoon"),
    ],
)
def test_a_name_is_one_line(typed, line):
    assert one_line(typed) == line


def test_a_longer_text_keeps_its_lines():
    assert without_unseen("Beste,\r\n\tdank je\x0b\x07.") == "Beste,\r\n\tdank je."
