import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from ovsgtoets.kernel.compression import LONGEST_NAME, compressed

LONG = b"<td>5</td>" * 1000


def ask(content: bytes, **headers: str) -> HttpResponse:
    request = RequestFactory().get("/", headers=headers)
    return compressed(lambda request: HttpResponse(content))(request)


def test_what_is_long_travels_small_and_arrives_whole():
    answer = ask(LONG, accept_encoding="gzip, br")
    assert gzip.decompress(answer.content) == LONG
    assert len(answer.content) < len(LONG) / 20
    assert answer["Content-Length"] == str(len(answer.content))
    assert (answer["Content-Encoding"], answer["Vary"]) == ("gzip", "Accept-Encoding")


@pytest.mark.parametrize("headers", [{}, {"accept_encoding": "br"}])
def test_who_can_not_read_it_gets_it_as_it_is(headers):
    answer = ask(LONG, **headers)
    assert answer.content == LONG
    assert "Content-Encoding" not in answer
    assert answer["Vary"] == "Accept-Encoding"  # a cache in between must still tell them apart


def test_what_is_short_stays_as_it_is():
    assert ask(b"kort", accept_encoding="gzip").content == b"kort"


def test_nobody_learns_from_its_size_how_well_a_page_was_compressed():
    sizes = {len(ask(LONG, accept_encoding="gzip").content) for _ in range(40)}
    assert len(sizes) > 10
    assert max(sizes) - min(sizes) < LONGEST_NAME
