"""The figures of a class, a site or a school: the mean, how its pupils lie, who is left out."""

from collections.abc import Mapping, Sequence

from ovsgtoets.kernel.formats import number, percent
from results.analysis.distribution import Distribution
from results.analysis.percentages import LeftOut
from results.analysis.suppression import FEWEST_PUPILS
from results.analysis.uncertainty import Comparison
from results.analysis.view import Beside, GroupFigure
from results.analysis.wording.words import (
    EVERYBODY,
    STANDS,
    WHOM,
    between,
    capital,
    enumeration,
    of_pupils,
    or_none,
    verb,
)


def mean_sentence(
    label: str, subject: str, figure: Comparison, *, reference: str = EVERYBODY
) -> str:
    """`label` is the group (`klas 6A`), `subject` the domain or area, `reference` who it is laid
    beside (`alle deelnemers`, `vergelijkbare scholen`)."""
    gets = verb(label, "haalt", "halen")
    said = f"{capital(label)} {gets} voor {subject} gemiddeld {percent(figure.own.mean)}."
    return f"{said} {_how_sure(figure, reference)}"


def _how_sure(figure: Comparison, reference: str) -> str:
    pupils, mean = figure.own.pupils, figure.reference
    beside = f"het gemiddelde van {reference} ({percent(mean)})"
    if figure.interval is None and pupils >= FEWEST_PUPILS:
        return f"Alle {pupils} hebben hetzelfde cijfer: hoe zeker het is, valt daaruit niet af te leiden."
    if pupils < FEWEST_PUPILS:
        few = f"Met {of_pupils(pupils)} valt daar niet meer over te zeggen"
        return f"{few}." if mean is None else f"{few}, ook niet of het verschilt van {beside}."
    sure = f"Met {of_pupils(pupils)} ligt dat cijfer ergens tussen {between(figure.interval, mean)}"
    if mean is None:
        return f"{sure}."
    return f"{sure}: {STANDS[figure.standing]} {beside}."


def spread_sentence(
    label: str,
    subject: str,
    values: Sequence[float],
    lies: Distribution | None,
    *,
    reference: str = EVERYBODY,
    is_whole: bool = True,
) -> str:
    """How many of the group's pupils are below, in and above the reference's middle half.
    `is_whole`: whether `values` are those of everybody in the group."""
    if not values:
        return f"Er zijn nog geen {_pupils_of(label)} met een cijfer voor {subject}."
    who = [_only_one_of(label) if len(values) == 1 else f"{len(values)} {_pupils_of(label)}"]
    if not is_whole:
        who.append(f"die {'meetelt' if len(values) == 1 else 'meetellen'},")
    counted, gets = " ".join(who), f"voor {subject}"
    if lies is None:
        return _from_to(counted, gets, values)
    low, high = lies.middle_half
    below, above = sum(v < low for v in values), sum(v > high for v in values)
    within = len(values) - below - above
    band = f"de middelste helft van {WHOM[reference]} ({percent(low)} tot {percent(high)})"
    if len(values) == 1:
        where = "onder" if below else "boven" if above else "in"
        return f"{counted} zit {gets} {where} {band}."
    return (
        f"Van de {counted} zitten er {gets} "
        f"{or_none(within)} in {band}, {or_none(below)} eronder en {or_none(above)} erboven."
    )


def _from_to(counted: str, gets: str, values: Sequence[float]) -> str:
    low, high = percent(min(values)), percent(max(values))
    if len(values) == 1:
        return f"{counted} haalt {gets} {low}."
    if low == high:
        return f"Alle {counted} halen {gets} {low}."
    return f"De {counted} halen {gets} van {low} tot {high}."


def _pupils_of(label: str) -> str:
    """`leerlingen van klas 6A`, and of `de meisjes van klas 6A` the girls themselves."""
    return label.removeprefix("de ") if label.startswith("de ") else f"leerlingen van {label}"


def _only_one_of(label: str) -> str:
    return f"De enige {'van' if label.startswith('de ') else 'leerling van'} {label}"


def figure_sentence(
    label: str, figure: GroupFigure, beside: Beside, *, reference: str = EVERYBODY
) -> str:
    """All that is said of a mean: how sure it is, what the size of a small group leaves of it, and
    who is not in it. `beside` (with a comparison) is that of `reference`."""
    said = [mean_sentence(label, figure.subject, beside.comparison, reference=reference)]
    if figure.drawn_in is not None:
        said.append(shrunken_sentence(figure.own.pupils, figure.own.mean, figure.drawn_in))
    left_out = left_out_of_area if figure.is_area else left_out_sentence
    return " ".join(filter(None, [*said, left_out(figure.left_out)]))


def left_out_of_area(counts: Mapping[LeftOut, int]) -> str:
    """Of a learning area, whose mean is that of its domains: who misses one counts in the others."""
    reasons = {
        LeftOut.EXEMPT: ("is", "zijn", "vrijgesteld voor minstens één domein"),
        LeftOut.NO_FIGURE: ("heeft", "hebben", "niet van elk domein punten"),
    }
    pieces = [
        f"{of_pupils(counts[why])} {one if counts[why] == 1 else more} {what}"
        for why, (one, more, what) in reasons.items()
        if counts.get(why)
    ]
    said = [left_out_sentence({why: counts.get(why, 0) for why in (LeftOut.VOLUNTARY,)})]
    if pieces:
        count = sum(counts.get(why, 0) for why in reasons)
        they = "die telt" if count == 1 else "zij tellen"
        said.append(f"{enumeration(pieces)}: {they} enkel mee in de andere domeinen.")
    return " ".join(filter(None, said))


def left_out_sentence(counts: Mapping[LeftOut, int]) -> str:
    """Who is not in the mean and why; empty where everybody is."""
    reasons = {
        LeftOut.VOLUNTARY: ("neemt vrijwillig deel", "nemen vrijwillig deel"),
        LeftOut.EXEMPT: ("is vrijgesteld", "zijn vrijgesteld"),
        LeftOut.NO_FIGURE: ("heeft geen punten", "hebben geen punten"),
    }
    there = {why: counts[why] for why in reasons if counts.get(why)}
    total = sum(there.values())
    if not total:
        return ""
    said = {why: reasons[why][0 if count == 1 else 1] for why, count in there.items()}
    verb = "telt" if total == 1 else "tellen"
    if len(said) == 1:
        [reason] = said.values()
        return f"{of_pupils(total)} {reason} en {verb} niet mee in het gemiddelde."
    pieces = [f"{number(there[why])} {reason}" for why, reason in said.items()]
    return f"{of_pupils(total)} {verb} niet mee in het gemiddelde: {enumeration(pieces)}."


def nobody_counts(figure: GroupFigure) -> str:
    """Why there is no mean though there may be points: who takes part voluntarily or is exempt
    counts in none. Empty where that is not the reason."""
    if figure.pupils or not {LeftOut.VOLUNTARY, LeftOut.EXEMPT} & {
        why for why, count in figure.left_out.items() if count
    }:
        return ""
    return left_out_sentence(figure.left_out)


def shrunken_sentence(pupils: int, mean: float, drawn_in: float) -> str:
    """Beside a small group's mean: what the size of the group leaves of it."""
    return (
        f"Met {of_pupils(pupils)} speelt toeval een grote rol. Houd je daar rekening mee, dan is "
        f"{percent(drawn_in)} een voorzichtigere schatting dan {percent(mean)}."
    )
