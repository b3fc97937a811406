"""Every kind of chart in a real browser: its words stay in the picture, on a phone and a desk."""

from base64 import b64encode
from pathlib import Path

import pytest
from django.conf import settings

from tests.unit.kernel.chart_examples import EXAMPLES

FONT = "fonts/source-sans-3/source-sans-3-latin-wght-normal.woff2"
OUTSIDE = """() => [...document.querySelectorAll('svg.chart')].flatMap((svg) => {
  const box = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text, circle, rect')].filter((drawn) => {
    const its = drawn.getBoundingClientRect();
    return its.left < box.left - 2 || its.right > box.right + 2
      || its.top < box.top - 3 || its.bottom > box.bottom + 3;
  }).map((drawn) => drawn.textContent || drawn.tagName);
})"""


@pytest.fixture
def gallery(browser):
    font = b64encode((Path(settings.BASE_DIR) / "static" / FONT).read_bytes()).decode()
    page = browser.new_page()
    page.set_content(
        "<style>@font-face { font-family: 'Source Sans 3 Variable'; font-weight: 200 900;"
        f" src: url(data:font/woff2;base64,{font}) }} body {{ margin: 0 24px }}"
        f" .chart {{ display: block; margin: 20px 0 }}</style>{''.join(EXAMPLES.values())}"
    )
    page.evaluate("document.fonts.load('600 15px \"Source Sans 3 Variable\"')")
    yield page
    page.close()


@pytest.mark.parametrize("width", [320, 768])
def test_all_that_is_drawn_stays_in_its_picture(gallery, width):
    gallery.set_viewport_size({"width": width, "height": 900})
    assert gallery.locator("svg.chart").count() == len(EXAMPLES)
    assert gallery.evaluate(OUTSIDE) == []
