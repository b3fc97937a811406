"""The figures in plain Dutch: on top of the page, as the chart's text alternative, in the PDF."""

from collections.abc import Sequence

from ovsgtoets.kernel.formats import half_up, long_moment, number, percent
from results.analysis.groups import GroupResult, Line, ReferenceBasis

FEW = 3  # of more areas, the sentence leaves the numbers to the chart


def chart_lines(result: GroupResult) -> list[Line]:
    """The lines that the chart draws: each area that is complete; else its domains that have
    a figure, called `Nederlands: lezen`."""
    lines: list[Line] = []
    for area in result.areas:
        if area.own.exists:
            lines.append(area)
            continue
        lines.extend(
            Line(f"{area.name}: {domain.name}", domain.own, domain.reference)
            for domain in area.domains
            if domain.own.exists
        )
    return lines


def main_sentence(result: GroupResult) -> str:
    """What stands on top: the figure of each complete area, else how far the points are."""
    full = [area for area in result.areas if area.own.exists]
    if not full:
        return _how_far(result)
    beside = all(area.reference.exists for area in full)
    sentence = (_compared if beside and len(full) > FEW else _figures)(result, full)
    waiting = [area.name for area in result.areas if not area.own.exists]
    if waiting:
        sentence += f" Voor {enumeration(waiting)} zijn nog niet alle punten ingegeven."
    return sentence


def chart_sentence(result: GroupResult) -> str:
    """Every number of the chart in words."""
    return _figures(result, chart_lines(result))


def pupils_sentence(result: GroupResult) -> str:
    """Of how many pupils there are points."""
    with_points, all_of_them = result.pupils_with_points, result.pupils_in_group
    if with_points < all_of_them:
        return f"Er zijn al punten van {with_points} van de {all_of_them} leerlingen."
    if all_of_them == 1:
        return "Er zijn punten van de enige leerling."
    return f"Er zijn punten van alle {all_of_them} leerlingen."


def reference_sentence(basis: ReferenceBasis | None) -> str:
    """What the averages of all participants rest on, and since when."""
    if basis is None or not basis.pupils:
        return "Er is nog geen gemiddelde van alle deelnemers."
    schools = "1 school" if basis.schools == 1 else f"{number(basis.schools)} scholen"
    pupils = "1 leerling" if basis.pupils == 1 else f"{number(basis.pupils)} leerlingen"
    state = " is voorlopig" if basis.provisional else ""
    return (
        f"Het gemiddelde van alle deelnemers{state}: {schools}, {pupils}, "
        f"berekend op {long_moment(basis.computed_at)}."
    )


def _figures(result: GroupResult, lines: Sequence[Line]) -> str:
    pieces = [f"{percent(line.own.mean)} voor {line.name}{_beside(line)}" for line in lines]
    return f"{_capital(result.label)} haalt gemiddeld {enumeration(pieces)}."


def _compared(result: GroupResult, areas: Sequence[Line]) -> str:
    """For which areas the group has more than all participants, for which less; as shown, rounded."""
    found: dict[int, list[str]] = {}
    for area in areas:
        difference = half_up(area.own.mean, 1) - half_up(area.reference.mean, 1)
        found.setdefault((difference > 0) - (difference < 0), []).append(area.name)
    pieces = []
    for sign, word, than in ((1, "meer", "dan"), (0, "evenveel", "als"), (-1, "minder", "dan")):
        if names := found.get(sign):
            what = "elk leergebied" if len(names) == len(result.areas) else enumeration(names)
            beside = "" if pieces else f" {than} het gemiddelde van alle deelnemers"
            pieces.append(f"{word}{beside} voor {what}")
    return f"{_capital(result.label)} haalt {', en '.join(pieces)}."


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def _beside(line: Line) -> str:
    return f" (alle deelnemers: {percent(line.reference.mean)})" if line.reference.exists else ""


def _how_far(result: GroupResult) -> str:
    domains = [domain for area in result.areas for domain in area.domains]
    with_points = sum(domain.own.exists for domain in domains)
    return (
        f"Er zijn punten voor {with_points} van de {len(domains)} domeinen. "
        "Een leergebied krijgt zijn cijfer als al zijn domeinen punten hebben."
    )


def enumeration(pieces: Sequence[str]) -> str:
    """a, b, c → `a, b en c`."""
    *most, last = pieces
    return f"{', '.join(most)} en {last}" if most else last
