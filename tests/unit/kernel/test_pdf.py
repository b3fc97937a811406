"""PDF: our own fonts in it, and nothing from outside the static folders."""

import logging
from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import SuspiciousFileOperation
from pypdf import PdfReader

from ovsgtoets.kernel.pdf import STATIC, _StaticOnly, render_pdf
from tests.pdf_structure import elements


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:1/secret",
        "https://example.org/x.png",
        "data:text/plain,x",
        "https://static.invalid.example.org/x",
        f"{STATIC}css/none.css",
        f"{STATIC}",
    ],
)
def test_nothing_from_outside_is_read(url):
    with pytest.raises(ValueError, match="static file"):
        _StaticOnly().fetch(url)


@pytest.mark.parametrize("path", ["../manage.py", "%2e%2e/manage.py", "css/../../manage.py"])
def test_nothing_above_the_static_folders_is_read(path):
    with pytest.raises((ValueError, SuspiciousFileOperation)):
        _StaticOnly().fetch(STATIC + path)


def test_a_style_sheet_of_ours_is_read():
    response = _StaticOnly().fetch(f"{STATIC}css/report.css")
    assert response.content_type == "text/css"
    assert b"@font-face" in response.read()


def test_text_that_looks_like_an_address_fetches_nothing(tmp_path, settings, caplog):
    (tmp_path / "bad.html").write_text(
        '<html lang="nl-BE"><head><title>x</title></head><body>'
        '<p>Kijk</p><img src="file:///etc/hostname" alt="nee"></body></html>'
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    with caplog.at_level(logging.ERROR, "weasyprint"):
        content = render_pdf("bad.html", {})
    assert content.startswith(b"%PDF-1.7")
    assert "Failed to load image" in caplog.text


def test_tagged_dutch_and_titled(tmp_path, settings):
    (tmp_path / "good.html").write_text(
        '<html lang="nl-BE"><head><title>Titel</title>'
        '<link rel="stylesheet" href="css/report.css"></head><body><h1>Żółtowski</h1></body></html>'
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    reader = PdfReader(BytesIO(render_pdf("good.html", {})))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "nl-BE"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "Titel"
    fonts = reader.pages[0]["/Resources"]["/Font"]
    names = [str(fonts[key]["/BaseFont"]) for key in fonts]
    assert names
    assert all("Source-Sans-3" in name for name in names)


def test_header_cells_say_what_they_head(tmp_path, settings):
    (tmp_path / "table.html").write_text(
        '<html lang="nl-BE"><head><title>Titel</title></head><body><h1>Titel</h1>'
        '<table><thead><tr><th scope="col">Wie</th><th scope="col">Punten</th></tr></thead>'
        '<tbody><tr><th scope="row">Jan</th><td>1</td></tr></tbody>'
        '<tfoot><tr><th scope="row">Samen</th><td>1</td></tr></tfoot></table></body></html>'
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    with pikepdf.open(BytesIO(render_pdf("table.html", {}))) as pdf:
        cells = [one for one in elements(pdf) if one.S == "/TH"]
        assert [str(cell.A.Scope) for cell in cells] == ["/Column", "/Column", "/Row", "/Row"]
