"""Compressing an answer that is large and made anew for each visitor, such as the score grid.

As Django's `gzip_page`, at a level that takes half of its time and makes a page of many equal
cells no larger. The name in front, of a length that nobody can tell beforehand, hides how well
the page was compressed, from which somebody might else guess what it says (BREACH).
"""

import gzip
import io
import secrets
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import patch_vary_headers

LEVEL = 4
LEAST_BYTES = 200  # shorter answers travel as fast without
LONGEST_NAME = 100


def compressed(view):
    """For a view function, or (with `method_decorator`) a view's `dispatch`."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return _compress(request, view(request, *args, **kwargs))

    return answer


def _compress(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    if len(answer.content) < LEAST_BYTES:
        return answer
    patch_vary_headers(answer, ["Accept-Encoding"])
    if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
        answer.content = _packed(answer.content)
        answer.headers["Content-Encoding"] = "gzip"
        answer.headers["Content-Length"] = str(len(answer.content))
    return answer


def _packed(content: bytes) -> bytes:
    out = io.BytesIO()
    name = "a" * secrets.randbelow(LONGEST_NAME)
    with gzip.GzipFile(name, "wb", LEVEL, out, mtime=0) as file:
        file.write(content)
    return out.getvalue()
