"""Filling in a class without a network: download, upload, look at what changes, apply."""

import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify

from ovsgtoets.kernel.downloads import XLSX, as_file
from ovsgtoets.kernel.errors import Refused
from results.domain.scores import IS_EXEMPT, Typed, save_scores
from results.exports.points_sheet import write_points_sheet
from results.forms.cells import Batch, read_batch
from results.forms.points_sheet import BOUNDS, read_points_sheet
from results.models import Item
from results.queries.cells import Place
from results.queries.standing import standing_of
from results.scoring import EMPTY, as_shown, read_mark
from results.views.cell_changes import CellChange, per_pupil
from results.views.entering import EntryView
from results.views.grid import GridPage, load_grid

NOTHING = (EMPTY, 0)
MOST_CELLS = 10_000  # of a file: a class of 35 pupils × 285 items


@dataclass(frozen=True)
class Line:
    """A cell of the file: what stands in the portal, what the file says, and what is wrong."""

    pupil: str
    item: Item | None
    now: str
    typed: str
    trouble: str = ""
    mine: Typed | None = None  # in a conflict: the file's value on the version of now


class OfflineFile(EntryView):
    def get(self, request: HttpRequest, class_id: int, part_id: int) -> HttpResponse:
        page = load_grid(*self.find(request, class_id, part_id))
        content = write_points_sheet(
            page.school_class, page.part, page.pupils, page.items, page.stored, page.exempt
        )
        name = f"punten-{slugify(page.school_class.name)}-{slugify(page.part.name)}.xlsx"
        return as_file(name, content, XLSX)


class Offline(EntryView):
    def get(self, request: HttpRequest, class_id: int, part_id: int) -> HttpResponse:
        school_class, part = self.find(request, class_id, part_id)
        return self._show(request, school_class, part)

    def post(self, request: HttpRequest, class_id: int, part_id: int) -> HttpResponse:
        school_class, part = self.find(request, class_id, part_id)
        apply = "cells" in request.POST
        try:
            if apply:
                return self._apply(request, school_class, part)
            cells = read_points_sheet(_uploaded(request), school_class, part)
        except Refused as refusal:
            return self._show(request, school_class, part, refusal.sentence, status=422)
        return self._preview(request, load_grid(school_class, part), cells)

    def _apply(self, request: HttpRequest, school_class, part) -> HttpResponse:
        batch = _batch(request.POST["cells"])
        chosen = [
            cell
            for cell in _batch(request.POST.get("conflicts", '{"cells": []}')).cells
            if request.POST.get(f"keuze-{cell.place.pupil}-{cell.place.item}") == "mijn"
        ]
        cells = [*batch.cells, *chosen]
        saved = save_scores(school_class=school_class, part=part, cells=cells, by=request.user)
        if not saved.complete:  # somebody was faster than this page
            return self._preview(
                request, load_grid(school_class, part), cells, len(saved.versions), status=422
            )
        count = len(saved.versions)
        messages.success(request, f"{'1 cel' if count == 1 else f'{count} cellen'} bewaard.")
        return redirect("results:points_grid", school_class.pk, part.pk)

    def _preview(
        self, request, page: GridPage, cells: list[Typed], saved: int = 0, status: int = 200
    ) -> HttpResponse:
        changes, conflicts, refused, send = _sorted_out(page, cells)
        mine = [line.mine for line in conflicts]
        context = {
            "page": page,
            "standing": standing_of(page.school_class, page.part, me=request.user),
            "saved": saved,
            "changes": changes,
            "pupils": per_pupil(
                CellChange(line.mine.place.pupil, line.pupil, line.item.label, line.now, line.typed)
                for line in changes
            ),
            "conflicts": conflicts,
            "refused": refused,
            "cells": _as_batch(send),
            "conflict_cells": _as_batch(mine),
        }
        return render(request, "results/offline_preview.html", context, status=status)

    def _show(self, request, school_class, part, refusal: str = "", status: int = 200):
        context = {
            "school_class": school_class,
            "part": part,
            "standing": standing_of(school_class, part, me=request.user),
            "refusal": refusal,
        }
        return render(request, "results/offline.html", context, status=status)


def _uploaded(request: HttpRequest) -> bytes:
    file = request.FILES.get("file")
    if file is None:
        raise Refused("Kies het bestand dat je ingevuld hebt.", field="file")
    return file.read(BOUNDS.bytes + 1)


def _batch(field: str) -> Batch:
    return read_batch(field.encode(), most=MOST_CELLS)


def _as_batch(cells: list[Typed]) -> str:
    return json.dumps({"cells": [[*cell.place, cell.text, cell.version] for cell in cells]})


def _sorted_out(page: GridPage, cells: list[Typed]) -> tuple[list, list, list, list]:
    """The file's cells as lines that change, that conflict, and that are refused; and what is
    sent when it is applied. Cells that already are as the file says are in none."""
    pupils = {pupil.pk: str(pupil) for pupil in page.pupils}
    items = {item.pk: item for item in page.items}
    changes, conflicts, refused, send = [], [], [], []
    for cell in cells:
        pupil, item = pupils.get(cell.place.pupil), items.get(cell.place.item)
        if pupil is None or item is None:
            gone = "Deze leerling of vraag is er niet meer."
            refused.append(Line(pupil or "?", item, "", cell.text, gone))
            continue
        mark, version = page.stored.get(Place(*cell.place), NOTHING)
        line = Line(
            pupil, item, str(mark), as_shown(cell.text), mine=cell._replace(version=version)
        )
        try:
            if cell.place in page.exempt:
                raise Refused(IS_EXEMPT)
            meant = read_mark(cell.text, item.maximum)
        except Refused as refusal:
            refused.append(Line(pupil, item, str(mark), cell.text, refusal.sentence))
            continue
        if meant == mark:
            continue
        if version != cell.version:
            conflicts.append(line)
        else:
            changes.append(line)
            send.append(cell)
    return changes, conflicts, refused, send  # fmt: skip
