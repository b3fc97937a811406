"""PDF from a template. Only the portal's own static files may be read while rendering."""

import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

# An address that exists nowhere: a style sheet in it finds its fonts by relative addresses.
STATIC = "https://static.invalid/"


class _StaticOnly(URLFetcher):
    """Answers addresses under STATIC from our static folders and refuses everything else:
    no network, no other file of the machine, whatever stands in the text of a report."""

    def fetch(self, url, headers=None):
        if not url.startswith(STATIC):
            raise ValueError("Only the portal's own static files may stand in a PDF.")
        name = unquote(url.removeprefix(STATIC))
        path = finders.find(name)  # refuses to leave the static folders
        if path is None or not Path(path).is_file():
            raise ValueError(f"No static file {name}.")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": kind})


def render_pdf(template: str, context: dict[str, Any]) -> bytes:
    """The PDF (tagged, PDF/UA-1) of `template`; its assets are addressed from the static root,
    as in `<link rel="stylesheet" href="css/report.css">`."""
    html = render_to_string(template, context)
    return HTML(string=html, base_url=STATIC, url_fetcher=_StaticOnly()).write_pdf(
        pdf_variant="pdf/ua-1"
    )
