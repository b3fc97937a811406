"""The published Flemish averages of 2017, and that by hand their totals come out of them."""

import csv
from collections import defaultdict
from decimal import Decimal
from io import StringIO

from ovsgtoets.kernel.formats import number
from tests.unit.results.naive import Cell, area_figure, group_figure, pupil_figures

PUBLISHED = """\
learning_area;domain;average_percent;published_area_total
Wiskunde;getallen;64.0;69.3
Wiskunde;hoofdrekenen;73.7;69.3
Wiskunde;cijferen;71.4;69.3
Wiskunde;meten;60.6;69.3
Wiskunde;meetkunde;76.6;69.3
Nederlands;luisteren;83.7;78.2
Nederlands;spreken;81.4;78.2
Nederlands;lezen;75.8;78.2
Nederlands;schrijven;70.0;78.2
Nederlands;taalbeschouwing;80.3;78.2
Wereldoriëntatie;tijd;67.2;75.9
Wereldoriëntatie;maatschappij;77.5;75.9
Wereldoriëntatie;techniek;79.9;75.9
Wereldoriëntatie;natuur;74.1;75.9
Wereldoriëntatie;ruimte;80.8;75.9
Frans;luisteren;84.1;78.6
Frans;spreken;80.3;78.6
Frans;mondelinge interactie;83.3;78.6
Frans;lezen;70.8;78.6
Frans;schrijven;74.4;78.6
"""


def published() -> dict[str, dict[str, str]]:
    """Area → domain → percentage, as published (e.g. `64.0`)."""
    areas = defaultdict(dict)
    for row in csv.DictReader(StringIO(PUBLISHED), delimiter=";"):
        areas[row["learning_area"]][row["domain"]] = row["average_percent"]
    return areas


TOTALS = {"Wiskunde": "69,3", "Nederlands": "78,2", "Wereldoriëntatie": "75,9", "Frans": "78,6"}


def test_the_published_totals_come_out_by_hand():
    """Two pupils around each published mean, ten marks each: the totals are unweighted means."""
    for area, domains in published().items():
        figures = []
        for place, percent in enumerate(domains.values()):
            cells = [
                Cell(pupil, place, (Decimal(percent) + off) / 10, Decimal(10))
                for pupil, off in ((1, Decimal("3.2")), (2, Decimal("-3.2")))
            ]
            figures.append(group_figure(pupil_figures(cells).values()))
            assert number(figures[-1].mean, 1) == percent.replace(".", ",")
        assert number(area_figure(figures).mean, 1) == TOTALS[area]
