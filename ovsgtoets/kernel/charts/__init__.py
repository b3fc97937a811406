"""Charts as SVG, drawn on the server in one look: the own figure in petrol, the reference in grey.

Each kind has a file; what they share is in `drawing`. The caller gives numbers, names and the
sentence that says the same (`text`), and decides what may be shown.
"""

from ovsgtoets.kernel.charts.bars import TRACK, Bar, BarGroup, Whose, bar_chart
from ovsgtoets.kernel.charts.columns import small_columns
from ovsgtoets.kernel.charts.dots import DotRow, dot_chart
from ovsgtoets.kernel.charts.drawing import Reference
from ovsgtoets.kernel.charts.heat import HeatCell, HeatRow, heat_map
from ovsgtoets.kernel.charts.intervals import IntervalRow, interval_chart
from ovsgtoets.kernel.charts.track import track
from ovsgtoets.kernel.charts.trend import TrendDot, trend_chart

__all__ = [
    "TRACK",
    "Bar",
    "BarGroup",
    "DotRow",
    "HeatCell",
    "HeatRow",
    "IntervalRow",
    "Reference",
    "TrendDot",
    "Whose",
    "bar_chart",
    "dot_chart",
    "heat_map",
    "interval_chart",
    "small_columns",
    "track",
    "trend_chart",
]
