"""A trend in plain Dutch, with what may not be compared said as plainly."""

from ovsgtoets.kernel.formats import half_up, number
from results.analysis.trend import Trend, TrendPoint
from results.analysis.uncertainty import Standing
from results.analysis.wording.words import capital, of_pupils

ABOUT = {
    Standing.ABOVE: "Dat is een vooruitgang die groter is dan toeval.",
    Standing.BELOW: "Dat is een achteruitgang die groter is dan toeval.",
    Standing.NOT_DISTINCT: "Of er iets veranderd is, is niet te onderscheiden van toeval.",
    Standing.UNKNOWN: "Dat zijn te weinig leerlingen om te zeggen of er iets veranderd is.",
}


def trend_sentence(label: str, subject: str, found: Trend) -> str:
    """`label` is the group (`onze school`), `subject` the domain or area."""
    if not found.runs:
        return f"Er zijn nog geen edities met een cijfer van alle deelnemers voor {subject}."
    last = found.runs[-1]
    now = f"{capital(label)} zat in {last[-1].year} voor {subject} {_where(last[-1])}"
    if len(last) == 1:
        said = f"{now} ({of_pupils(last[-1].pupils)})."
        return f"{said} {_alone(found)}"
    first = last[0]
    said = f"{now} ({of_pupils(last[-1].pupils)}), in {first.year} {_where(first)} ({of_pupils(first.pupils)})."
    return f"{said} {ABOUT[found.standing]}{_broken(found)}"


def _where(point: TrendPoint) -> str:
    """`3,4 procentpunten boven het gemiddelde van alle deelnemers`, as shown, rounded."""
    shown = half_up(float(point.difference), 1)
    if not shown:
        return "op het gemiddelde van alle deelnemers"
    side = "boven" if shown > 0 else "onder"
    unit = "procentpunt" if abs(shown) == 1 else "procentpunten"
    return f"{number(abs(shown), 1)} {unit} {side} het gemiddelde van alle deelnemers"


def _alone(found: Trend) -> str:
    if len(found.runs) == 1:
        return "Er is nog geen andere editie om mee te vergelijken."
    return f"Met {_years(found)} is dat niet te vergelijken: toen werd iets anders gemeten."


def _broken(found: Trend) -> str:
    if len(found.runs) == 1:
        return ""
    return f" Met {_years(found)} is dat niet te vergelijken: toen werd iets anders gemeten."


def _years(found: Trend) -> str:
    """The editions before the last run, as `2023` or `2023 tot 2025`."""
    years = [point.year for run in found.runs[:-1] for point in run]
    return str(years[0]) if len(years) == 1 else f"{years[0]} tot {years[-1]}"
