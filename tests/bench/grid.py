"""The score grid, 25 pupils × 40 items: opening it, saving in it, and many opening it at once."""

import gzip
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.urls import reverse

from results.domain.scores import Typed, save_scores
from results.queries.cells import Place
from tests.bench import grid_class, grid_sql
from tests.bench.figures import Figure, Outcome, of_seconds, timed
from tests.bench.grid_class import TEACHER, Grid
from tests.bench.insider import page, signed_in, wire_bytes
from tests.bench.portal import running
from tests.bench.visitor import Visitor

CLIENTS, SECONDS = 8, 10
OPENING, WIRE, ONE_CELL, MANY_CELLS, A_SECOND = 25, 40, 15, 120, 120


def measure(var: Path) -> Outcome:
    grid = grid_class.make()
    path = reverse("results:points_grid", args=[grid.school_class.pk, grid.part.pk])
    with grid_sql.connect() as plain:
        figures = [
            *_saving(grid, plain),
            *_opening(grid, path, plain),
            *_one_cell_over_its_address(grid),
        ]
    return Outcome([*figures, *_many_opening(var, path)])


def _opening(grid: Grid, path: str, plain) -> list[Figure]:
    client = signed_in(TEACHER)
    figure = _beside(
        "grid 25 × 40: opening, filled",
        timed(lambda: page(client, path), times=60),
        timed(lambda: grid_sql.select(plain, grid), times=60),
        budget=OPENING,
    )
    size = wire_bytes(page(client, path)) / 1000
    return [figure, Figure("grid 25 × 40: over the wire, gzip", size, unit="kB", budget=WIRE)]


def _saving(grid: Grid, plain) -> list[Figure]:
    """1,000 cells that were empty, 1,000 that are changed, and one; each beside the same rows by
    one statement of plain SQL."""
    kinds = [
        (
            "saving 1,000 new cells",
            grid.places,
            15,
            MANY_CELLS,
            lambda: grid_sql.empty(plain, grid),
        ),
        ("saving 1,000 changed cells", grid.places, 15, MANY_CELLS, None),
        ("saving 1 cell", grid.places[:1], 60, ONE_CELL, None),
    ]
    figures = []
    for name, places, times, budget, before in kinds:
        ready = _ready(grid, places, before)
        portal = timed(lambda cells: save(grid, cells), times=times, prepare=ready)
        sql = timed(lambda cells: grid_sql.upsert(plain, grid, cells), times=times, prepare=ready)
        figures.append(_beside(f"grid: {name}", portal, sql, budget=budget))
    return figures


def _ready(grid: Grid, places: list[Place], before=None) -> Callable[[], tuple]:
    """What is typed in the cells: each time other points than stand there."""

    def prepare() -> tuple[list[Typed]]:
        if before:
            before()
        return ([Typed(place, *other) for place, other in grid.other_points(places).items()],)

    return prepare


def save(grid: Grid, cells: list[Typed]) -> None:
    """Through the portal's own verb, as the worker of a request."""
    saved = save_scores(
        school_class=grid.school_class, part=grid.part, cells=cells, by=grid.teacher
    )
    assert saved.complete, "the grid's cells were not all saved"
    assert len(saved.versions) == len(cells), "the grid's cells were not all written"


def _one_cell_over_its_address(grid: Grid) -> list[Figure]:
    """The same through the whole request."""
    path = reverse("results:points_cells", args=[grid.school_class.pk, grid.part.pk])
    client = signed_in(TEACHER)
    cursor = answer_of(page(client, path))["cursor"]

    def post(cells: list[Typed]) -> None:
        typed = [[*place, text, version] for place, text, version in cells]
        body = json.dumps({"cells": typed, "cursor": cursor})
        answer = client.post(path, body, content_type="application/json")
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        assert len(answer_of(answer)["saved"]) == len(cells), "the cells were not all saved"

    kinds = [
        ("posting 1 cell", grid.places[:1], 60, ONE_CELL),
        ("posting 1,000 cells", grid.places, 15, MANY_CELLS),
    ]
    return [
        of_seconds(
            f"grid: {name}", timed(post, times=times, prepare=_ready(grid, places)), budget=budget
        )
        for name, places, times, budget in kinds
    ]


def answer_of(response) -> dict:
    packed = response.get("Content-Encoding") == "gzip"
    return json.loads(gzip.decompress(response.content) if packed else response.content)


def _beside(name: str, portal: list[float], plain: list[float], **more) -> Figure:
    figure = of_seconds(name, portal)
    ratio = figure.median / of_seconds(name, plain).median
    return of_seconds(name, portal, ratio=ratio, **more)


def _many_opening(var: Path, path: str) -> list[Figure]:
    with running(var, "web") as portal, ThreadPoolExecutor(CLIENTS) as pool:
        visitors = [Visitor(portal.port, f"10.30.0.{n + 1}") for n in range(CLIENTS)]
        for visitor in visitors:
            visitor.sign_in(TEACHER)
            visitor.get(path)
        end = time.monotonic() + SECONDS
        begin = time.monotonic()
        seconds = [
            s for one in pool.map(lambda v: _open_until(v, path, end), visitors) for s in one
        ]
        rate = len(seconds) / (time.monotonic() - begin)
        for visitor in visitors:
            visitor.connection.close()
    return [
        Figure(
            f"grid: openings a second, {CLIENTS} clients", rate, unit="1/s",
            budget=A_SECOND, at_least=True,
        ),
        of_seconds(f"grid: one of them, {CLIENTS} clients", seconds),
    ]  # fmt: skip


def _open_until(visitor: Visitor, path: str, end: float) -> list[float]:
    seconds = []
    while time.monotonic() < end:
        seconds.append(visitor.get(path, **{"Accept-Encoding": "gzip"}).seconds)
    return seconds
