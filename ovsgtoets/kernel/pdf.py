"""PDF from a template. Only the portal's own static files may be read while rendering.

What costs time (WeasyPrint, a page with 30 rows and as many pictures): the style sheet with its
fonts 180 ms a document, so it is read once per thread; an SVG in the page 8 ms, as each of its
shapes is styled like a box, and the same SVG as a picture (`Pictures`) 1 ms; Python's collector,
which walks again and again through a million boxes that are all still needed, a quarter; tables
a third less with `table-layout: fixed`.
"""

import gc
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

# An address that exists nowhere: a style sheet in it finds its fonts by relative addresses.
STATIC = "https://static.invalid/"
DRAWN = "drawn-here/"
_kept = threading.local()  # fonts of Pango are not for two threads at once


class Pictures:
    """SVGs of one PDF. `<img src="{{ address }}" alt="…">` shows one; equal ones are drawn from
    the same text."""

    def __init__(self) -> None:
        self._by_name: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def add(self, svg: str) -> str:
        """The address of `svg` in the page."""
        name = self._names.setdefault(svg, f"{len(self._names)}.svg")
        self._by_name[name] = svg
        return DRAWN + name

    def find(self, name: str) -> bytes:
        if name not in self._by_name:
            raise ValueError(f"No picture {name}.")
        return self._by_name[name].encode()


class _StaticOnly(URLFetcher):
    """Answers addresses under STATIC from our static folders, and those of `pictures`, and
    refuses everything else: no network, no other file of the machine, whatever stands in the
    text of a report."""

    def __init__(self, pictures: Pictures | None = None) -> None:
        super().__init__()
        self.pictures = pictures or Pictures()

    def fetch(self, url, headers=None):
        if not url.startswith(STATIC):
            raise ValueError("Only the portal's own static files may stand in a PDF.")
        name = unquote(url.removeprefix(STATIC))
        if name.startswith(DRAWN):
            content = self.pictures.find(name.removeprefix(DRAWN))
            return URLFetcherResponse(url, content, {"Content-Type": "image/svg+xml"})
        path = finders.find(name)  # refuses to leave the static folders
        if path is None or not Path(path).is_file():
            raise ValueError(f"No static file {name}.")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": kind})


def render_pdf(
    template: str,
    context: dict[str, Any],
    *,
    styles: str | None = None,
    pictures: Pictures | None = None,
) -> bytes:
    """The PDF (tagged, PDF/UA-1) of `template`; its assets are addressed from the static root,
    as in `<link rel="stylesheet" href="css/invoice.css">`.

    A template that is rendered often has no such link: `styles` (`css/report.css`) is read once.
    """
    html = render_to_string(template, context)
    document = HTML(string=html, base_url=STATIC, url_fetcher=_StaticOnly(pictures))
    given = {}
    if styles:
        sheet, fonts = _read_once(styles)
        given = {"stylesheets": [sheet], "font_config": fonts}
    with _nothing_collected():
        return document.write_pdf(pdf_variant="pdf/ua-1", finisher=_say_scopes, **given)


def _say_scopes(document, pdf) -> None:
    """Header cells say whether they head a column (those in THead) or a row: WeasyPrint only lists
    the headers of each cell, which not every reader follows."""
    elements = {one.reference: one for one in pdf.objects if isinstance(one, dict) and "S" in one}
    for one in elements.values():
        if one["S"] == "/TH":
            row = elements[one["P"]]
            in_head = elements[row["P"]]["S"] == "/THead"
            one["A"]["Scope"] = "/Column" if in_head else "/Row"


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Python's collector waits: a document is short-lived, and most of it lives till its end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_once(name: str) -> tuple[CSS, FontConfiguration]:
    """The style sheet with its fonts, read when this thread first needs it."""
    sheets = _kept.__dict__.setdefault("sheets", {})
    if name not in sheets:
        fonts = FontConfiguration()
        sheet = CSS(
            url=STATIC + name, url_fetcher=_StaticOnly(), font_config=fonts, base_url=STATIC + name
        )
        sheets[name] = (sheet, fonts)
    return sheets[name]
