"""A learning area of the school or a site over the editions, each beside its own participants."""

from accounts.acting import Acting
from results.analysis.crowd import Choice
from results.analysis.trend import EditionFigure, Trend, trend
from results.analysis.view import AreaFigures
from results.queries.figures import editions_with_results
from results.queries.school_results import results_of
from results.queries.viewers import sees_school, viewer_of
from schools.models import Edition

EARLIER = 3  # editions that are looked back upon


def trend_of(acting: Acting, edition: Edition, choice: Choice, area: AreaFigures) -> Trend:
    """`choice`: the school or a site; classes are made anew each year. Of the area that has this name; where its domains are others, it can't be compared. Editions
    without a figure to show are left out. So many queries an edition, however large it is."""
    found = [(edition.year, area)]
    for before in editions_with_results(acting.school):
        if before.year < edition.year and len(found) <= EARLIER and sees_school(acting, before):
            results = results_of(acting.school, before, viewer_of(acting, before))
            view = results.of_site(choice.pk) if choice.pk else results.of_school()
            found += [(before.year, one) for one in view.areas if one.name == area.name]
    found.reverse()
    return trend(_figures(found))


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
