"""Several tagged PDFs as one, which is as accessible as each of them: one structure tree over all.

Of each file the pages are copied with what they refer to; the elements under its `Document` become
elements of the one `Document`, and the numbers by which pages find their elements (ParentTree) and
cells their headers (IDs) are made unique again.
"""

import io
from collections.abc import Iterator, Sequence

from pikepdf import Array, Dictionary, Object, ObjectStreamMode, Pdf, String


def join_pdfs(files: Sequence[bytes]) -> bytes:
    """The first file with the pages of the others after its own; its title and language stay."""
    if len(files) == 1:
        return files[0]
    with Pdf.open(io.BytesIO(files[0])) as joined:
        for content in files[1:]:
            with Pdf.open(io.BytesIO(content)) as more:
                _append(joined, more)
        joined.remove_unreferenced_resources()
        out = io.BytesIO()
        joined.save(out, object_stream_mode=ObjectStreamMode.generate)
    return out.getvalue()


def _append(joined: Pdf, more: Pdf) -> None:
    start = len(joined.pages)
    root = joined.Root.StructTreeRoot
    offset = _next_key(root)
    joined.pages.extend(more.pages)
    tree = joined.copy_foreign(more.Root.StructTreeRoot)
    for page in list(joined.pages)[start:]:
        if "/StructParents" in page.obj:
            page.obj.StructParents = int(page.obj.StructParents) + offset
        for annotation in page.obj.get("/Annots", []):
            if "/StructParent" in annotation:
                annotation.StructParent = int(annotation.StructParent) + offset
    _take_elements(root, tree, prefix=f"{start}-")
    for key, value in _pairs(tree):
        root.ParentTree.Nums.append(key + offset)
        root.ParentTree.Nums.append(value)


def _take_elements(root: Dictionary, tree: Dictionary, *, prefix: str) -> None:
    """Hangs the elements of `tree`'s document under that of `root`, their IDs with `prefix`."""
    own, theirs = _document_of(root), _document_of(tree)
    for element in _kids(theirs):
        element.P = own
        own.K.append(element)
        for one in elements_under(element):
            if "/ID" in one:
                one.ID = String(prefix + str(one.ID))
            attributes = one.get("/A")
            if isinstance(attributes, Dictionary) and "/Headers" in attributes:
                attributes.Headers = Array(
                    [String(prefix + str(header)) for header in attributes.Headers]
                )


def elements_under(element: Object) -> Iterator[Dictionary]:
    """The structure element and all elements under it, in the order in which they are read."""
    waiting = [element]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += reversed(_kids(one))


def _kids(element: Dictionary) -> list[Dictionary]:
    kids = element.get("/K", [])
    kids = kids if isinstance(kids, Array) else [kids]
    return [kid for kid in kids if isinstance(kid, Dictionary) and "/S" in kid]


def _document_of(root: Dictionary) -> Dictionary:
    [document] = _kids(root)
    if str(document.S) != "/Document":
        raise ValueError("The structure tree does not begin with a document.")
    return document


def _pairs(root: Dictionary) -> Iterator[tuple[int, Object]]:
    numbers = root.ParentTree.Nums
    for place in range(0, len(numbers), 2):
        yield int(numbers[place]), numbers[place + 1]


def _next_key(root: Dictionary) -> int:
    return max((key for key, _ in _pairs(root)), default=-1) + 1
