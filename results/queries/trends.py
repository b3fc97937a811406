"""Learning areas of the school or a site over the editions, each beside its own participants."""

from collections.abc import Callable, Collection

from results.analysis.crowd import Choice
from results.analysis.trend import EditionFigure, Trend, trend
from results.analysis.view import AreaFigures
from results.queries.editions import editions_with_results
from results.queries.school_results import Viewer, results_of
from schools.models import Edition, School

EARLIER = 3  # editions that are looked back upon
ViewerIn = Callable[[Edition], Viewer | None]


def trends_of(
    school: School,
    edition: Edition,
    choice: Choice,
    areas: Collection[AreaFigures],
    viewer_in: ViewerIn,
) -> dict[int, Trend]:
    """Key of the area → its trend. `choice`: the school or a site; classes are made anew each year.

    Beside an area stands the one of that name in the earlier editions; where its domains are
    others, it can't be compared. Editions without a figure to show are left out, and those in
    which `viewer_in` gives no viewer. So many queries an edition, however large it is.
    """
    earlier = []
    for before in editions_with_results(school):
        if before.year < edition.year and len(earlier) < EARLIER and (viewer := viewer_in(before)):
            results = results_of(school, before, viewer)
            view = results.of_site(choice.pk) if choice.pk else results.of_school()
            earlier.append((before.year, view.areas))
    found = {}
    for area in areas:
        same = [(y, one) for y, of in reversed(earlier) for one in of if one.name == area.name]
        found[area.whole.pk] = trend(_figures([*same, (edition.year, area)]))
    return found


def _figures(found: list[tuple[int, AreaFigures]]) -> list[EditionFigure]:
    figures = []
    domains: set[str] | None = None
    for year, area in found:
        own = {domain.subject for domain in area.domains}
        if area.whole.own:
            mean = area.whole.everybody.mean
            is_same = domains is None or own == domains
            figures.append(EditionFigure(year, area.name, area.whole.own, mean, is_same))
            domains = own
    return figures
