"""Charts as they come: ordinary, empty, one pupil, forty, all equal, the ends, the longest names."""

from ovsgtoets.kernel.charts import (
    Bar,
    BarGroup,
    DotRow,
    HeatCell,
    HeatRow,
    IntervalRow,
    Reference,
    TrendDot,
    Whose,
    bar_chart,
    dot_chart,
    heat_map,
    interval_chart,
    trend_chart,
)

TEXT = "Zeven & acht."
ALL = Reference("alle deelnemers", 69.0, 58.2, 81.4)
HIGH = Reference("alle deelnemers", 97.0, 92.0, 100.0)
LOW = Reference("vergelijkbare scholen", 3.0, 0.0, 20.0)
LONG = "mondelinge interactie en integrale taalvaardigheid in onderzoekssituaties"
COLUMNS = [("klas 6A", Whose.OWN), ("alle deelnemers", Whose.REFERENCE)]
SCALE, BREAK = "verschil met alle deelnemers, in procentpunten", "niet te vergelijken"


def questions(count: int) -> list[HeatRow]:
    return [
        HeatRow(
            f"vraag {n}", (HeatCell(n * 37 % 101, "↓" if n % 5 else ""), HeatCell(n * 53 % 101))
        )
        for n in range(1, count + 1)
    ]


def trend(*runs: list[TrendDot]):
    return trend_chart(runs, scale_name=SCALE, break_name=BREAK, text=TEXT)


EXAMPLES = {
    "bars": bar_chart(
        [
            BarGroup(
                "Frans", (Bar("deze klas", 62.25, Whose.OWN), Bar("allen", 12.0, Whose.REFERENCE))
            )
        ],
        text=TEXT,
    ),
    "dots": dot_chart(
        [
            DotRow("lezen", (51.0, 63.5, 70.0, 70.5, 71.0, 88.0), ALL),
            DotRow("één leerling", (63.5,), HIGH),
            DotRow("niemand", (), LOW),
            DotRow(LONG, tuple(range(20, 100, 2))),
            DotRow("allemaal gelijk", (80.0,) * 40, ALL),
            DotRow("de einden", (0.0, 0.0, 100.0, 100.0), HIGH),
        ],
        text=TEXT,
    ),
    "intervals": interval_chart(
        [
            IntervalRow("lezen", "klas 6A", 71.3, 66.0, 77.0, ALL),
            IntervalRow("nul", "klas 6A", 0.0, 0.0, 3.0, HIGH),
            IntervalRow("honderd", "klas 6A", 100.0, 100.0, 100.0, LOW),
            IntervalRow("één leerling", "klas 6A", 63.0, reference=ALL),
            IntervalRow("nog geen punten", "klas 6A", None, reference=ALL),
            IntervalRow(LONG, "vestigingsplaats Sint-Amandsberg", 50.0, 2.0, 98.0),
        ],
        text=TEXT,
    ),
    "questions": heat_map(
        COLUMNS,
        [
            *questions(20),
            HeatRow("mondelinge opdracht 3", (HeatCell(0.0), HeatCell(100.0))),
            HeatRow("geen referentie", (HeatCell(50.0), HeatCell(None))),
            HeatRow("niet gemaakt", (HeatCell(None), HeatCell(61.0))),
        ],
        text=TEXT,
    ),
    "three columns": heat_map(
        [COLUMNS[0], ("onze school", Whose.OWN), COLUMNS[1]],
        [HeatRow("vraag 1", (HeatCell(67.0, "↓"), HeatCell(100.0, "↑"), HeatCell(92.0)))],
        text=TEXT,
    ),
    "trend": trend(
        [TrendDot("2024", -2.1, 6.0), TrendDot("2025", 1.4, 5.5), TrendDot("2026", 0.04, 5.0)]
    ),
    "trend with breaks": trend(
        [TrendDot("2023", 8.0)], [TrendDot("2024", 5.1, 22.0)], [TrendDot("2025", -31.4, 5.5)]
    ),
    "trend of one": trend([TrendDot("2027", 2.4, 7.0)]),
}
