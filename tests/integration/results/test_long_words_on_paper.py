"""What is long stays where it belongs: the overview on the first page, a pupil's sheet on one."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from ovsgtoets.kernel.pdf import Pictures, render_pdf
from results.blocks import Table
from results.reports.contents import Drawn
from results.reports.sheet import called

SENTENCE = "Onze school haalt voor Wiskunde gemiddeld 74,5 %. " * 8
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="760"></svg>'


def test_many_long_sentences_do_not_push_the_overview_off_the_first_page():
    pictures = Pictures()
    heading = "De naam van de school, de klas, het jaar. " * 30  # as high as the real one
    sentences = (heading, *[f"({number}) {SENTENCE}" for number in range(1, 8)])
    overview = Drawn("", sentences, pictures.add(PICTURE), "Zo.", Table("", (), ()))
    content = render_pdf(
        "results/reports/_overview.html",
        {"overview": overview, "basis": []},
        styles="css/report.css",
        pictures=pictures,
    )
    first, *others = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    assert "(1) Onze school" in first
    assert "(7) Onze school" in "".join([first, *others])


@pytest.mark.parametrize(
    ("first_name", "sentence_says"),
    [
        ("Maria-Magdalena Alexandra", "Maria-Magdalena Alexandra"),
        ("Anna Maria Josephina " * 3, "Anna"),
        ("W" * 80, "W" * 29 + "…"),
    ],
)
def test_the_longest_first_names_are_said_short_in_sentences(first_name, sentence_says):
    assert called(first_name) == sentence_says
