"""PDF from a template. Only the portal's own static files may be read while rendering."""

from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import URLFetcher


class _StaticOnly(URLFetcher):
    """Answers `static:PATH` from our static folders and refuses everything else."""

    def fetch(self, url, headers=None):
        if not url.startswith("static:"):
            raise ValueError("Only the portal's own static files may stand in a PDF.")
        path = finders.find(url.removeprefix("static:"))
        if path is None:
            raise ValueError(f"No static file at {url}.")
        return super().fetch(f"file://{path}", headers)


def render_pdf(template: str, context: dict[str, Any]) -> bytes:
    """The PDF (tagged, PDF/UA-1) of `template`; its assets are addressed as `static:css/report.css`."""
    html = render_to_string(template, context)
    return HTML(string=html, base_url="static:", url_fetcher=_StaticOnly()).write_pdf(
        pdf_variant="pdf/ua-1"
    )
