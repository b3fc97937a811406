"""A few columns beside each other, small enough for a cell of a table: how often 1, 2, 3, 4 and 5
were given. The numbers stand beside it; this only shows their shape."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from ovsgtoets.kernel.charts.drawing import PETROL, SOFT, element, joined

COLUMN, GAP, HEIGHT, FOOT = 16, 4, 36, 14


def small_columns(numbers: Sequence[int], *, names: Sequence[str], text: str) -> SafeString:
    """An SVG of its own size; the highest column is as high as the picture. `names` stand under
    the columns, `text` says every number."""
    most = max(numbers, default=0)
    pieces = []
    for place, (count, name) in enumerate(zip(numbers, names, strict=True)):
        left = place * (COLUMN + GAP)
        # What was given once is seen, however often the others were.
        tall = max(round(HEIGHT * count / most), 2) if count else 0
        pieces.append(
            element("rect", x=left, y=HEIGHT - tall, width=COLUMN, height=tall, fill=PETROL)
        )
        pieces.append(
            element(
                "text", name, x=left + COLUMN / 2, y=HEIGHT + FOOT - 2,
                text_anchor="middle", font_size=12, fill=SOFT,
            )
        )  # fmt: skip
    width = len(numbers) * (COLUMN + GAP) - GAP
    foot = element("line", x1=0, x2=width, y1=HEIGHT + 0.5, y2=HEIGHT + 0.5, stroke=SOFT)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{w}" height="{h}"'
        ' viewBox="0 0 {w} {h}"><title>{text}</title>{content}</svg>',
        w=width,
        h=HEIGHT + FOOT,
        text=text,
        content=joined([*pieces, foot]),
    )
