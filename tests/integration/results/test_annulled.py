"""A question that lapsed: who enters points sees that it does not count, and why."""

import io

import pytest
from openpyxl import load_workbook

from results.domain.battery import annul_item

pytestmark = pytest.mark.django_db


def test_why_a_question_does_not_count_is_told_everywhere(cast, battery, screen_of):
    """In the head of the grid, in the form per pupil and in the spreadsheet."""
    screen = screen_of(cast.teacher)
    annul_item(item=screen.items[1], reason="Drukfout <op> blz. 3", by=cast.helpdesk)
    why = "telt niet mee: Drukfout &lt;op&gt; blz. 3"
    page = screen.client.get(screen.url("grid")).content.decode()
    item = screen.items[1].pk
    assert f'<p class="annulled" id="w{item}">Vraag 2 {why}</p>' in page
    assert f'data-annulled aria-describedby="w{item}"' in page
    assert why in screen.client.get(screen.url("pupil", screen.pupils[0].pk)).content.decode()
    book = load_workbook(io.BytesIO(screen.client.get(screen.url("excel_file")).content))
    assert book["Punten"].cell(2, 4).value == "2 (telt niet mee)"
    assert ("vraag 2", "telt niet mee: Drukfout <op> blz. 3") in [
        (row[0].value, row[1].value) for row in book["Codes"]
    ]
