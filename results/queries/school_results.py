"""The results of a school in an edition for one viewer: everything that this viewer can reach, and
out of it the figures of a group or a pupil.

    results = results_of(school, edition, viewer)
    results.of_class(pk); results.of_school(gender="V"); results.of_pupil(pk)

Load once, ask often: what may be shown is decided over all that the viewer can reach.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from results.analysis import left_out
from results.analysis.crowd import (
    GENDERS,
    Choice,
    Crowd,
    area_verdicts,
    members,
    verdicts,
)
from results.analysis.group_views import Beholder, areas_of_group
from results.analysis.item_views import item_verdicts, items_made, parts_of_group
from results.analysis.layout import Layout
from results.analysis.pupil_views import areas_of_pupil, lines_of
from results.analysis.suppression import Verdict
from results.analysis.view import GroupView, PupilLine, PupilView
from results.analysis.wording.release import released_sentence
from results.analysis.yardsticks import Reference
from results.models import PupilGroup, Release
from results.queries.crowds import crowd_of, in_order
from results.queries.exemptions import exempt_areas
from results.queries.layout import layout_of
from results.queries.people import Person, people_of
from results.queries.references import yardsticks
from results.queries.remembered import decided
from schools.models import Edition, Pupil, School, Site
from schools.queries import classes_of_school


@dataclass(frozen=True)
class Viewer:
    """To whom results are shown. `known`: the classes whose pupils they see by name, always as it
    stands. `groups`: the leerlingengroepen in their sight. `version`: of the other classes, the
    released version that they see; None: those too as they stand. `readers`: who reads along, each
    with the classes that they know by name."""

    known: frozenset[int]
    groups: frozenset[int] = frozenset()
    version: int | None = None
    readers: tuple[frozenset[int], ...] = ()


@dataclass(frozen=True)
class SchoolResults:
    """Made by `results_of`. `classes`, `sites` and `groups`: key → name of what can be asked."""

    layout: Layout
    crowd: Crowd
    viewer: Viewer
    everybody: Reference
    comparable: Reference
    classes: Mapping[int, str]
    sites: Mapping[int, str]
    groups: Mapping[int, str]
    people: Mapping[int, Person]
    exempt: Mapping[int, list[str]]
    reach: Mapping[Choice, NDArray[np.bool_]]
    not_yet: tuple[int, ...] = field(default=())
    released: str = ""
    _of_items: dict = field(default_factory=dict)

    def of_school(self, *, label: str = "onze school", **more) -> GroupView:
        return self._view(Choice(), label, **more)

    def of_site(self, pk: int, **more) -> GroupView:
        return self._view(Choice("site", pk), f"vestigingsplaats {self.sites[pk]}", **more)

    def of_class(self, pk: int, **more) -> GroupView:
        return self._view(Choice("class", pk), f"klas {self.classes[pk]}", **more)

    def of_group(self, pk: int, **more) -> GroupView:
        return self._view(Choice("group", pk), f"leerlingengroep {self.groups[pk]}", **more)

    def of_pupil(self, pk: int) -> PupilView:
        """Of a pupil of a known class; another raises KeyError."""
        [row] = np.flatnonzero(self.crowd.keys == pk) if pk in self.people else [None]
        if row is None or not self.known[row]:
            raise KeyError(pk)
        of = int(self.crowd.classes[row])
        return PupilView(
            pk=pk,
            name=self.people[pk].name,
            school_class=self.classes[of],
            areas=areas_of_pupil(self.crowd, row, self.everybody, self.comparable),
            everybody=self.everybody.basis,
            comparable=self.comparable.basis,
            moment=self.crowd.moments.get(of),
            left_out=self._reasons.get(pk, ""),
        )

    def class_of(self, pupil: int) -> int:
        """The class of a pupil who is here."""
        return int(self.crowd.classes[self.crowd.keys == pupil][0])

    def listed(self, choice: Choice) -> list[tuple[int, str]]:
        """(key, name) of the pupils of a group in the order of its list; nobody where the viewer
        does not see all of them by name."""
        rows = self.reach.get(choice)
        if rows is None or not self.known[rows].all():
            return []
        places = np.flatnonzero(rows & self._is_here)
        return [(int(self.crowd.keys[place]), self._name(place)) for place in places]

    def genders_of(self, choice: Choice) -> dict[str, Verdict]:
        """Boys and girls of a group: whether some figure of them may be shown, else why not."""
        return {gender: self._overall(Choice(choice.kind, choice.pk, gender)) for gender in GENDERS}

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        """bool [pupils]: whom the viewer sees by name."""
        return self._known_by(self.viewer.known)

    @cached_property
    def _readers(self) -> list[NDArray[np.bool_]]:
        return [self.known, *(self.known | self._known_by(of) for of in self.viewer.readers)]

    def _known_by(self, classes: frozenset[int]) -> NDArray[np.bool_]:
        return np.isin(self.crowd.classes, list(classes))

    def _view(
        self,
        choice: Choice,
        label: str,
        *,
        gender: str = "",
        with_items: bool = False,
        area: int = 0,
    ) -> GroupView:
        """`area`: with the questions of only those parts that feed this learning area."""
        choice = Choice(choice.kind, choice.pk, gender)
        rows = self.reach[choice]
        named = bool(self.known[rows].all())
        of_domains, of_areas = self._domain_verdicts[choice], self._area_verdicts[choice]
        is_school = choice.kind in ("school", "site")
        to = Beholder(self.everybody, self.comparable, named, is_school, self._is_here)
        here = self._is_here & rows
        classes = set(self.crowd.classes[rows].tolist())
        moments = [self.crowd.moments[one] for one in classes if one in self.crowd.moments]
        return GroupView(
            label=f"de {GENDERS[gender]} van {label}" if gender else label,
            verdict=self._overall(choice),
            areas=areas_of_group(self.crowd, rows, (of_domains, of_areas), to),
            everybody=self.everybody.basis,
            comparable=self.comparable.basis,
            pupils_in_group=int(here.sum()),
            pupils_with_points=int((here & self.crowd.with_points).sum()),
            moment=max(moments, default=None),
            named=named,
            pupils=self._lines(here) if named else (),
            left_out=self._left_out(rows, named),
            not_yet=tuple(self.classes[pk] for pk in self.not_yet if choice.kind == "school"),
            released="" if named else self.released,
            parts=self._parts(choice, rows, area) if with_items else (),
        )

    def _parts(self, choice: Choice, rows: NDArray[np.bool_], area: int) -> tuple:
        crowd, of_items = self._items_of(area)
        return parts_of_group(crowd, rows, of_items[choice], self.everybody, self.comparable)

    def _items_of(self, area: int) -> tuple[Crowd, dict[Choice, list[Verdict]]]:
        """Everybody's questions of an area (0: all) with their verdicts. What may be shown of a
        question depends on no other part, so a page asks it only of its own."""
        if area not in self._of_items:
            crowd = self.crowd
            if area:
                crowd = crowd.only_items(self.layout.items_of_parts_of(area))
            found = decided(item_verdicts, items_made(crowd), self.reach, self._readers)
            self._of_items[area] = crowd, found
        return self._of_items[area]

    def _lines(self, rows: NDArray[np.bool_]) -> tuple[PupilLine, ...]:
        places = np.flatnonzero(rows)
        lines = zip(places, lines_of(self.crowd, places), strict=True)
        return tuple(
            PupilLine(int(self.crowd.keys[place]), self._name(place), areas)
            for place, areas in lines
        )

    def _name(self, place: int) -> str:
        person = self.people.get(int(self.crowd.keys[place]))
        return person.name if person else ""

    def _left_out(self, rows: NDArray[np.bool_], named: bool) -> tuple[tuple[str, str], ...]:
        found = [place for place in np.flatnonzero(rows) if self.crowd.keys[place] in self._reasons]
        return tuple(
            (self._name(place) if named else "", self._reasons[int(self.crowd.keys[place])])
            for place in found
        )

    def _overall(self, choice: Choice) -> Verdict:
        """SHOWN where some figure is; else what most of them say."""
        found = [*self._domain_verdicts[choice]] or [Verdict.NOBODY]
        if any(verdict.is_shown for verdict in found):
            return Verdict.SHOWN
        return max(
            set(found), key=lambda verdict: (verdict is not Verdict.NOBODY, found.count(verdict))
        )

    @cached_property
    def _is_here(self) -> NDArray[np.bool_]:
        """Who belongs to the group: who is there, and who left after there were points."""
        people = [self.people.get(int(key)) for key in self.crowd.keys]
        here = np.array([person is None or person.is_here for person in people], bool)
        return here | (self.crowd.filled > 0) | self.crowd.with_points

    @cached_property
    def _reasons(self) -> dict[int, str]:
        free = [int(key) for key in self.crowd.keys[self.crowd.voluntary]]
        return left_out.reasons(voluntary=free, areas=self.exempt)

    @cached_property
    def _domain_verdicts(self) -> dict[Choice, list[Verdict]]:
        counts = self.crowd.domains.counts
        return decided(verdicts, counts, self.reach, self._readers)

    @cached_property
    def _area_verdicts(self) -> dict[Choice, list[Verdict]]:
        own = decided(verdicts, self.crowd.areas.counts, self.reach, self._readers)
        return {
            choice: area_verdicts(self.layout, self._domain_verdicts[choice], own[choice])
            for choice in self.reach
        }


def results_of(
    school: School, edition: Edition, viewer: Viewer, *, with_items: bool = False
) -> SchoolResults:
    """Loads what the viewer can reach. The number of queries does not depend on how much it is."""
    layout = layout_of(edition)
    classes = list(classes_of_school(school, edition))
    names = {one.pk: one.name for one in classes}
    versions = _versions(viewer, names)
    crowd = crowd_of(layout, list(names), with_marks=with_items, versions=versions)
    people = people_of(names)
    crowd = in_order(crowd, list(people))
    groups = _groups(viewer)
    sites = {site.pk: site.name for site in Site.objects.for_school(school)}
    seen = set(crowd.moments)
    everybody, comparable = yardsticks(edition, school.ses_zone, with_items=with_items)
    return SchoolResults(
        layout=layout,
        crowd=crowd,
        viewer=viewer,
        everybody=everybody,
        comparable=comparable,
        classes=names,
        sites=sites,
        groups={pk: name for pk, (name, _) in groups.items()},
        people=people,
        exempt=exempt_areas(Pupil.objects.filter(school_class__in=classes)),
        reach=members(
            crowd,
            classes=list(names),
            sites={pk: [c.pk for c in classes if c.site_id == pk] for pk in sites},
            groups={pk: pupils for pk, (_, pupils) in groups.items()},
        ),
        not_yet=tuple(pk for pk in names if pk not in seen),
        released=_released(school, edition, viewer, names),
    )


def _released(school: School, edition: Edition, viewer: Viewer, classes: Mapping[int, str]) -> str:
    """Which version it is that they see. One query, none for who sees all as it stands."""
    releases = Release.objects.for_school(school).filter(edition=edition, version=viewer.version)
    release = releases.first() if viewer.version else None
    if release is None:
        return ""
    known = [name for pk, name in classes.items() if pk in viewer.known]
    return released_sentence(release.version, release.released_at, release.changes, known=known)


def _versions(viewer: Viewer, classes: Mapping[int, str]) -> dict[int, int]:
    if viewer.version is None:
        return {}
    return {pk: viewer.version for pk in classes if pk not in viewer.known}


def _groups(viewer: Viewer) -> dict[int, tuple[str, frozenset[int]]]:
    """Key → name and pupils. Two queries, none without groups."""
    if not viewer.groups:
        return {}
    groups = PupilGroup.objects.filter(pk__in=viewer.groups).prefetch_related("pupils")
    return {one.pk: (one.name, frozenset(p.pk for p in one.pupils.all())) for one in groups}
