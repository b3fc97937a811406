"""Questions about the release: what is other since the version that colleagues see."""

from dataclasses import dataclass

from results.analysis.changes import changed_cells
from results.models import Release
from results.queries.crowds import crowd_of
from results.queries.layout import layout_of
from schools.queries import classes_of_school


@dataclass(frozen=True)
class Change:
    """So many cells of a part, in a class."""

    class_id: int
    school_class: str
    part: str
    cells: int

    @property
    def row(self) -> list:
        return [self.school_class, self.part, self.cells]


def changes_since(release: Release) -> list[Change]:
    """By class and part. Also where an item was annulled or added: both are seen as they are today."""
    names = dict(
        classes_of_school(release.school, release.edition)
        .values_list("pk", "name")
        .order_by("name")
    )
    layout = layout_of(release.edition)
    now = crowd_of(layout, list(names), with_marks=True)
    then = crowd_of(
        layout, list(names), with_marks=True, versions=dict.fromkeys(names, release.version)
    )
    found = changed_cells(then, now)
    order = {name: place for place, name in enumerate(names.values())}
    changes = [Change(of, names[of], part, cells) for (of, part), cells in found.items()]
    return sorted(changes, key=lambda change: order[change.school_class])


def has_points(school, edition) -> bool:
    """Whether some pupil of the school has a figure."""
    classes = list(classes_of_school(school, edition).values_list("pk", flat=True))
    return bool(crowd_of(layout_of(edition), classes).with_points.any())
