import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from ovsgtoets.kernel.compression import gzip_quickly

PAGE = "".join(f"<td>{n}</td>" for n in range(500))


def ask(page: str, **headers) -> HttpResponse:
    view = gzip_quickly(lambda request: HttpResponse(page))
    return view(RequestFactory().get("/", headers=headers))


@pytest.mark.parametrize("takes", ["gzip", "br, gzip;q=0.5, deflate"])
def test_a_browser_that_takes_it_gets_the_same_page_in_fewer_bytes(takes):
    answer = ask(PAGE, accept_encoding=takes)
    assert answer["Content-Encoding"] == "gzip"
    assert answer["Vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.content).decode() == PAGE
    assert len(answer.content) < len(PAGE) / 2


@pytest.mark.parametrize("takes", ["", "br", "xgzipper"])
def test_another_gets_it_as_it_is(takes):
    answer = ask(PAGE, accept_encoding=takes)
    assert not answer.has_header("Content-Encoding")
    assert answer["Vary"] == "Accept-Encoding"
    assert answer.content.decode() == PAGE


def test_a_word_is_left_alone():
    answer = ask("Bewaard.", accept_encoding="gzip")
    assert (answer.content, answer.has_header("Content-Encoding")) == (b"Bewaard.", False)


def test_the_length_tells_nothing():
    lengths = {len(ask(PAGE, accept_encoding="gzip").content) for _ in range(40)}
    assert len(lengths) > 5
