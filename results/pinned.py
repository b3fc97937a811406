"""Pictures that are pinned: found again on their page, and in words for who sees no names."""

from results.analysis.crowd import Choice
from results.blocks import Block
from results.filters import Filters
from results.models import Finding
from results.pages import Page, add_trend, group_page
from results.pupil_pages import PupilPage, pupil_page
from results.queries.school_results import Viewer, results_of
from results.queries.trends import ViewerIn
from results.queries.viewers import known_by_teachers, team_viewer
from schools.models import Edition, School


def block_of(
    school: School,
    edition: Edition,
    choice: Choice,
    *,
    area: int,
    picture: str,
    viewer_in: ViewerIn,
) -> Block | None:
    """The picture as `viewer_in` sees it today; None where it is not there for them. `area`: the
    key of the learning area whose page it is, 0 for the overview."""
    page = _page(school, edition, choice, Filters(area=area), viewer_in)
    if area and not page.area:
        return None
    return next((block for block in page.blocks if block.anchor == picture), None)


def shared_words(
    school: School, edition: Edition, choice: Choice, *, area: int, picture: str
) -> str:
    """The sentence of the picture for who sees no names; empty where there is none for them: of a
    pupil, of a leerlingengroep, of a group that they may not see, of single results."""
    if choice.kind in ("pupil", "group"):
        return ""

    def team_in(of: Edition) -> Viewer:
        return team_viewer(school, of, readers=set(known_by_teachers(school, of).values()))

    block = block_of(school, edition, choice, area=area, picture=picture, viewer_in=team_in)
    return block.sentence if block else ""


def say_again(school: School, edition: Edition) -> None:
    """At the first release: what was pinned before it is said with what is released. Colleagues
    could lay the words of before beside the pages of now, and find who came in between."""
    for finding in Finding.objects.for_school(school).filter(
        edition=edition, group=None, pupil=None
    ):
        said = shared_words(
            school, edition, _choice_of(finding), area=finding.area_id or 0, picture=finding.picture
        )
        if said != finding.shared_sentence:
            finding.shared_sentence = said
            finding.save(update_fields=["shared_sentence"])


def _choice_of(finding: Finding) -> Choice:
    if finding.school_class_id:
        return Choice("class", finding.school_class_id)
    return Choice("site", finding.site_id) if finding.site_id else Choice()


def _page(
    school: School, edition: Edition, choice: Choice, filters: Filters, viewer_in: ViewerIn
) -> Page | PupilPage:
    results = results_of(school, edition, viewer_in(edition), with_items=bool(filters.area))
    if choice.kind == "pupil":
        return pupil_page(results, choice, filters, edition.year, name="Deze leerling")
    page = group_page(results, choice, filters, edition.year)
    add_trend(page, school, edition, viewer_in)
    return page
