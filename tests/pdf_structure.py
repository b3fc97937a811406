"""An independent look at a tagged PDF: walks its structure tree with pikepdf, and lists what a
screen reader would stumble over (after PDF/UA-1, ISO 14289-1, and the Matterhorn protocol).

    assert faults_of(content) == []
"""

import io
import re
from collections.abc import Iterator
from itertools import pairwise

import pikepdf

HEADINGS = ("H1", "H2", "H3", "H4")


def faults_of(content: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [
            *_document(pdf),
            *_headings(pdf),
            *_tables(pdf),
            *_figures(pdf),
            *_marks(pdf),
            *_fonts(pdf),
        ]


def texts_of(content: bytes, kind: str) -> list[str]:
    """The alternative texts of all elements of `kind` (`Figure`)."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = [one for one in elements(pdf) if _kind(one) == kind]
        return [str(one.get("/Alt", "")).replace("\u00a0", " ") for one in found]


def kinds_of(content: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [_kind(one) for one in elements(pdf)]


def elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every structure element, in the order in which it is read."""

    def walk(one):
        yield one
        for kid in _kids(one):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from walk(kid)

    for top in _kids(pdf.Root.StructTreeRoot):
        yield from walk(top)


def _kids(element) -> list:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _kind(element) -> str:
    return str(element.S).removeprefix("/")


def _document(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if str(root.get("/Lang", "")) != "nl-BE":
        yield "language"
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "not marked"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "title not shown"
    if not str(pdf.docinfo.get("/Title", "")):
        yield "no title"
    if b"pdfuaid:part" not in root.Metadata.read_bytes():
        yield "does not say it is PDF/UA"
    if [_kind(top) for top in _kids(root.StructTreeRoot)] != ["Document"]:
        yield "not one document"
    for number, page in enumerate(pdf.pages, 1):
        if str(page.obj.get("/Tabs", "")) != "/S":
            yield f"tab order of page {number}"


def _headings(pdf: pikepdf.Pdf) -> Iterator[str]:
    levels = [int(_kind(one)[1]) for one in elements(pdf) if _kind(one) in HEADINGS]
    if not levels or levels[0] != 1:
        yield "does not begin with a heading 1"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"heading {after} under heading {before}"


def _tables(pdf: pikepdf.Pdf) -> Iterator[str]:
    everything = list(elements(pdf))
    ids = [str(one.ID) for one in everything if "/ID" in one]
    if len(ids) != len(set(ids)):
        yield "an ID twice"
    for one in everything:
        if _kind(one) == "TD":
            headers = [str(header) for header in one.get("/A", {}).get("/Headers", [])]
            if not headers or not set(headers) <= set(ids):
                yield f"a cell without headers ({headers})"
        if _kind(one) == "THead" and _scopes(one) - {"/Column"}:
            yield f"a column header with scope {_scopes(one)}"
        if _kind(one) in ("TBody", "TFoot") and _scopes(one) - {"/Row"}:
            yield f"a row header with scope {_scopes(one)}"
        if _kind(one) == "Table" and not any(_kind(k) in ("THead", "Caption") for k in _kids(one)):
            yield "a table without headers"


def _scopes(section: pikepdf.Dictionary) -> set[str]:
    """What its header cells say that they are the header of."""
    cells = [cell for row in _kids(section) for cell in _kids(row) if _kind(cell) == "TH"]
    return {str(cell.get("/A", {}).get("/Scope", "")) for cell in cells}


def _figures(pdf: pikepdf.Pdf) -> Iterator[str]:
    for one in elements(pdf):
        if _kind(one) == "Figure" and not str(one.get("/Alt", "")).strip():
            yield "a figure without a text"


def _marks(pdf: pikepdf.Pdf) -> Iterator[str]:
    """All that is drawn is in the tree or an artifact, and the tree's numbers lead to it."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    parents = {int(numbers[n]): numbers[n + 1] for n in range(0, len(numbers), 2)}
    if len(parents) * 2 != len(numbers):
        yield "a number of the parent tree twice"
    for place, page in enumerate(pdf.pages, 1):
        of_page = parents.get(int(page.obj.get("/StructParents", -1)))
        if of_page is None:
            yield f"page {place} is not in the parent tree"
            continue
        depth, drawn = 0, set()
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                depth += 1
                if name == "BDC" and "/MCID" in operands[1]:
                    drawn.add(int(operands[1].MCID))
            elif name == "EMC":
                depth -= 1
            elif name in ("Tj", "TJ") and not depth:
                yield f"text outside the tree on page {place}"
        for number in drawn:
            owner = of_page[number] if number < len(of_page) else None
            if owner is None or number not in [k for k in _kids(owner) if isinstance(k, int)]:
                yield f"content {number} of page {place} has no element"


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for page in pdf.pages:
        for font in page.obj.Resources.get("/Font", {}).values():
            [descendant] = font.DescendantFonts
            if "/FontFile2" not in descendant.FontDescriptor:
                yield f"font {font.BaseFont} is not in the file"
            if "/ToUnicode" not in font or not re.search("Source-Sans-3", str(font.BaseFont)):
                yield f"font {font.BaseFont}"
