"""A result as templates show it: the same sentence, chart and tables on the page and in the PDF."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from ovsgtoets.kernel.charts import Bar, BarGroup, Whose, bar_chart
from results.analysis.groups import AreaLine, GroupResult, PupilArea
from results.analysis.left_out import left_out_sentence
from results.analysis.sentences import (
    chart_lines,
    chart_sentence,
    enumeration,
    main_sentence,
    pupils_sentence,
    reference_sentence,
)


@dataclass(frozen=True)
class PupilTable:
    """The pupils' percentages in one learning area: a row is a name and the figures."""

    area: AreaLine
    rows: tuple[tuple[str, PupilArea], ...]


def shown(result: GroupResult) -> dict[str, Any]:
    """Template context of `results/_figures.html`, and of the tables of pupils."""
    return {
        "result": result,
        "reason": why_empty(result),
        "sentence": main_sentence(result) if result.has_figures else "",
        "chart": chart(result) if result.has_figures else "",
        "nothing_yet": nothing_yet(result),
        "basis": f"{pupils_sentence(result)} {reference_sentence(result.basis)}",
        "pupil_tables": pupil_tables(result),
        "left_out": left_out_sentence(why for _, why in result.left_out),
    }


def why_empty(result: GroupResult) -> str:
    """Why there is nothing to see: `tests`, `pupils` or `points` are missing; else empty."""
    if result.has_figures:
        return ""
    if not result.areas:
        return "tests"
    return "points" if result.pupils_in_group else "pupils"


def nothing_yet(result: GroupResult) -> str:
    """The areas that the table leaves out, because nobody has points for them."""
    names = [area.name for area in result.areas if not area.has_figures]
    return enumeration(names) if names else ""


def chart(result: GroupResult) -> SafeString:
    groups = [
        BarGroup(
            line.name,
            (
                Bar(result.bar_name, line.own.mean, Whose.OWN),
                Bar("alle deelnemers", line.reference.mean, Whose.REFERENCE),
            ),
        )
        for line in chart_lines(result)
    ]
    return bar_chart(groups, text=chart_sentence(result))


def pupil_tables(result: GroupResult) -> list[PupilTable]:
    """One table per learning area in which some pupil has a figure."""
    tables = [
        PupilTable(area, tuple((pupil.name, pupil.areas[place]) for pupil in result.pupils))
        for place, area in enumerate(result.areas)
    ]
    return [
        table
        for table in tables
        if any(f.percent is not None for _, row in table.rows for f in row.domains)
    ]
