"""What a viewer may see, attacked through the very figures that pages and files are made from."""

from decimal import Decimal
from itertools import combinations
from random import Random

import pytest

from results.analysis.crowd import BOYS, GIRLS, Choice
from results.analysis.item_views import items_made
from results.analysis.suppression import FEWEST_PUPILS, Verdict
from results.domain.class_figures import keep_class_figures, refresh_class_figures
from results.models import ClassFigures, Item, PupilGroup, Score
from results.queries.school_results import Viewer, results_of
from schools.models import Pupil, SchoolClass
from tests.integration.results.scores import give_share


@pytest.fixture
def pupils_of(battery):
    """`pupils_of(school_class, "VVM")`: pupils with points for everything, made at once."""
    rng = Random(7)
    items = [item for part in battery.parts.values() for item in battery.items_of(part)]

    def make(school_class, genders: str, *, absent: float = 0.0) -> list[Pupil]:
        pupils = [
            Pupil.objects.create(
                school_class=school_class, last_name=f"{school_class}{place}", first_name="Noor",
                gender=gender,
            )
            for place, gender in enumerate(genders)
        ]  # fmt: skip
        for pupil in pupils:
            made = [item for item in items if rng.random() >= absent]
            give_share(pupil, made, Decimal(rng.randint(0, 20)) / 20)
        return pupils

    return make


def every_view(results, *, with_items=False) -> dict:
    """Each group that can be asked for, whole and its girls and boys."""
    asks = {Choice(): lambda **more: results.of_school(**more)}
    for kind, keys, ask in (
        ("site", results.sites, results.of_site),
        ("class", results.classes, results.of_class),
        ("group", results.groups, results.of_group),
    ):
        for pk in keys:
            asks[Choice(kind, pk)] = lambda ask=ask, pk=pk, **more: ask(pk, **more)
    return {
        Choice(choice.kind, choice.pk, gender): ask(gender=gender, with_items=with_items)
        for choice, ask in asks.items()
        for gender in ("", GIRLS, BOYS)
    }


def small_sets(sets: list[frozenset[int]]) -> list[frozenset[int]]:
    """What anybody finds who lays two or three figures beside each other."""
    found = [b - a for a, b in combinations(sets, 2) if a < b]
    found += [a - b for a, b in combinations(sets, 2) if b < a]
    for a, b, c in combinations(sets, 3):
        for one, two, whole in ((a, b, c), (a, c, b), (b, c, a)):
            if not one & two and one | two < whole:
                found.append(whole - one - two)
            if one | two == whole:
                found.append(one & two)
    return [one for one in found if 0 < len(one) < FEWEST_PUPILS]


@pytest.mark.parametrize("seed", range(4))
def test_no_two_or_three_views_give_a_small_group_away(cast, battery, pupils_of, seed):
    """A school with three classes on two sites, somebody of X, absences; the viewer stands before
    one class. Each figure is that of exactly the pupils it says, and none is too much."""
    rng = Random(seed)
    c = SchoolClass.objects.create(
        school=cast.school, edition=cast.edition, name="6C", site=cast.sites[1]
    )
    for one, most in ((cast.class_a, 9), (cast.class_b, 13), (c, 7)):
        genders = "".join(rng.choice("VVMMMX") for _ in range(rng.randint(2, most)))
        pupils_of(one, genders, absent=0.15)
        SchoolClass.objects.filter(pk=one.pk, site=None).update(site=cast.sites[0])
    for known in ([], [cast.class_a.pk]):
        viewer = Viewer(known=frozenset(known))
        results = results_of(cast.school, cast.edition, viewer, with_items=True)
        views, crowd = every_view(results, with_items=True), results.crowd
        secret = ~results.known
        for place, domain in enumerate(battery.domains):
            sets = []
            for choice, view in views.items():
                [figure] = [d for area in view.areas for d in area.domains if d.subject == domain]
                rows = results.reach[choice] & crowd.domains.counts[:, place]
                if figure.own is None:
                    assert not figure.verdict.is_shown and not figure.values  # noqa: PT018
                    continue
                values = crowd.domains.percent[rows, place]
                assert (figure.own.mean, figure.own.pupils) == (
                    pytest.approx(values.mean()), len(values),
                )  # fmt: skip
                hidden = frozenset(crowd.keys[rows & secret].tolist())
                assert not hidden or len(hidden) >= FEWEST_PUPILS
                assert bool(figure.values) == (not (results.reach[choice] & secret).any())
                sets.append(hidden)
            items = [
                (choice, item)
                for choice, view in views.items()
                for part in view.parts
                for item in part.items
                if item.domain == domain and item.own
            ]
            assert not small_sets(sets + [made_by(results, *one, secret) for one in items])
        assert any(view.verdict.is_shown for view in views.values())


def made_by(results, choice, item, secret) -> frozenset[int]:
    """Whose cells the p-value of an item rests on, from the database."""
    pupils = set(results.crowd.keys[results.reach[choice] & secret].tolist())
    scores = Score.objects.filter(item=item.pk, pupil__in=pupils)
    return frozenset(scores.values_list("pupil_id", flat=True))


def test_a_class_of_three_beside_one_of_twenty(cast, pupils_of):
    pupils_of(cast.class_a, "VM" * 10)
    pupils_of(cast.class_b, "VVM")

    def shown(*known) -> list[Verdict]:
        viewer = Viewer(known=frozenset(one.pk for one in known))
        results = results_of(cast.school, cast.edition, viewer)
        return [
            results.of_school().verdict,
            results.of_class(cast.class_a.pk).verdict,
            results.of_class(cast.class_b.pk).verdict,
        ]

    assert shown(cast.class_a, cast.class_b) == [Verdict.SHOWN] * 3
    assert shown(cast.class_b) == [Verdict.SHOWN] * 3  # three of one's own are no secret
    # Who knows 6A would find 6B in the school; so would everybody from the school and 6A.
    assert shown(cast.class_a) == [Verdict.TOO_FEW, Verdict.SHOWN, Verdict.TOO_FEW]
    assert shown() == [Verdict.SHOWN, Verdict.WOULD_REVEAL, Verdict.TOO_FEW]


def test_names_only_where_every_pupil_is_known(cast, pupils_of):
    six = pupils_of(cast.class_a, "VM" * 3)
    others = pupils_of(cast.class_b, "VM" * 4)
    group = PupilGroup.objects.create(school=cast.school, edition=cast.edition, name="taalklas")
    group.pupils.set(six[:2])
    viewer = Viewer(known=frozenset([cast.class_a.pk]), groups=frozenset([group.pk]))
    results = results_of(cast.school, cast.edition, viewer)
    own, other, school = (
        results.of_class(cast.class_a.pk), results.of_class(cast.class_b.pk), results.of_school(),
    )  # fmt: skip
    assert [line.name for line in own.pupils] == [str(pupil) for pupil in six]
    assert (other.pupils, school.pupils, other.named, school.named) == ((), (), False, False)
    taal = results.of_group(group.pk)
    assert (taal.label, len(taal.pupils)) == ("leerlingengroep taalklas", 2)
    assert results.of_pupil(six[0].pk).name == str(six[0])
    for stranger in (others[0].pk, 10**9):
        with pytest.raises(KeyError):
            results.of_pupil(stranger)


class TestReleasedVersions:
    def mean(self, cast, version) -> tuple:
        viewer = Viewer(known=frozenset([cast.class_a.pk]), version=version)
        view = results_of(cast.school, cast.edition, viewer).of_class(cast.class_b.pk)
        own = view.areas[0].domains[0].own
        return round(own.mean, 6), own.pupils

    def keep(self, cast, version):
        keep_class_figures(school=cast.school, edition=cast.edition, version=version)

    def test_others_see_it_as_released_and_the_own_class_as_it_stands(self, cast, pupils_of):
        own = pupils_of(cast.class_a, "VM" * 3)
        pupils_of(cast.class_b, "VM" * 7)
        self.keep(cast, 1)
        before = self.mean(cast, 1)
        Score.objects.update(points=0)
        assert self.mean(cast, 1) == before
        viewer = Viewer(known=frozenset([cast.class_a.pk]), version=1)
        results = results_of(cast.school, cast.edition, viewer)
        assert results.of_class(cast.class_a.pk).areas[0].domains[0].own.mean == 0
        assert results.of_pupil(own[0].pk).areas[0].domains[0].percent == 0
        self.keep(cast, 2)
        assert self.mean(cast, 2) == (0, 14)
        assert self.mean(cast, 1) == before
        self.keep(cast, 2)  # once more adds nothing
        assert ClassFigures.objects.filter(version=2).count() == 2

    def test_one_pupil_more_does_not_show_between_two_versions(self, cast, pupils_of):
        pupils_of(cast.class_b, "VM" * 4)
        self.keep(cast, 1)
        before = self.mean(cast, 1)
        pupils_of(cast.class_b, "V")
        self.keep(cast, 2)
        assert self.mean(cast, 2) == before
        pupils_of(cast.class_b, "VVVVMMMMM")  # five girls and five boys more than at first
        self.keep(cast, 3)
        assert self.mean(cast, 3)[1] == 18

    def test_a_question_made_later_does_not_show_between_two_versions(
        self, cast, battery, pupils_of
    ):
        """19 · p after less 18 · p before is what that one pupil made of it; and six who were
        absent are enough for the question to be shown both times."""
        pupils = pupils_of(cast.class_b, "VM" * 12)
        pupils_of(cast.class_a, "VM" * 6)
        item = battery.items_of(battery.reading)[0]
        late = Score.objects.filter(pupil__in=pupils[:6], item=item)
        late.update(points=None, code="A")
        self.keep(cast, 1)
        late.filter(pupil=pupils[0]).update(points=1, code=None)
        self.keep(cast, 2)
        assert not small_sets(self.sets_of(cast, item))

    def sets_of(self, cast, item) -> list[frozenset[int]]:
        """Whose cells stand behind each figure of the item in either version, for who knows nobody."""
        sets = []
        for version in (1, 2):
            viewer = Viewer(known=frozenset(), version=version)
            results = results_of(cast.school, cast.edition, viewer, with_items=True)
            made = items_made(results.crowd)[:, len(results.layout.items) :]
            [place] = [n for n, one in enumerate(results.layout.items) if one.pk == item.pk]
            for choice, view in every_view(results, with_items=True).items():
                [figure] = [one for part in view.parts for one in part.items if one.pk == item.pk]
                rows = results.reach[choice] & made[:, place]
                assert figure.own is None or figure.pupils == rows.sum()
                sets += [frozenset(results.crowd.keys[rows].tolist())] if figure.own else []
        return sets

    def test_a_changed_point_shows_but_a_small_class_stays_hidden_in_both(
        self, cast, battery, pupils_of
    ):
        pupils = pupils_of(cast.class_b, "VM" * 6)
        two = pupils_of(cast.class_a, "VM")
        item = battery.items_of(battery.reading)[0]
        Score.objects.filter(item=item).update(points=1)
        self.keep(cast, 1)
        Score.objects.filter(item=item, pupil__in=[pupils[0], two[0]]).update(points=2)
        self.keep(cast, 2)
        shown = [self.shown_of(cast, version) for version in (1, 2)]
        assert shown[0].keys() == shown[1].keys()
        assert {Choice(), Choice("class", cast.class_b.pk)} & shown[0].keys() == {Choice()}
        assert shown[1][Choice()] - shown[0][Choice()] == pytest.approx(100 / 14)

    def test_a_large_change_of_one_pupil_does_not_show_between_two_versions(
        self, cast, battery, pupils_of
    ):
        """Typed as not made, then the booklet turned up: 12 · mean after less 12 · mean before is
        what that one pupil has. A mended question shows, and so do five booklets at once."""
        pupils = pupils_of(cast.class_b, "VM" * 6)
        pupils_of(cast.class_a, "VM" * 6)
        reading = Score.objects.filter(item__part=battery.reading)
        reading.filter(pupil__in=pupils[:5]).update(points=None, code="N")
        self.keep(cast, 1)
        before = self.shown_of(cast, 1)
        items = reading.filter(pupil=pupils[0])
        for item in items:
            items.filter(pk=item.pk).update(points=item.item.maximum, code=None)
        self.keep(cast, 2)
        assert self.shown_of(cast, 2) == before
        for item in reading.filter(pupil__in=pupils[1:5]):
            reading.filter(pk=item.pk).update(points=item.item.maximum, code=None)
        self.keep(cast, 3)
        # Three girls and two boys: their own figures would tell of two and three, so it waits still.
        assert self.shown_of(cast, 3) == before
        reading.filter(pupil__in=pupils[5:]).update(points=0, code=None)
        self.keep(cast, 4)
        assert self.shown_of(cast, 4) != before

    def shown_of(self, cast, version) -> dict[Choice, float]:
        """What who knows nobody reads about the first question, in percent: of which groups."""
        viewer = Viewer(known=frozenset(), version=version)
        results = results_of(cast.school, cast.edition, viewer, with_items=True)
        found = {
            choice: next(iter(view.parts)).items[0].own
            for choice, view in every_view(results, with_items=True).items()
        }
        return {choice: own.own.mean for choice, own in found.items() if own}

    def test_a_class_that_is_not_released_is_not_in_it(self, cast, pupils_of):
        pupils_of(cast.class_a, "VM" * 3)
        self.keep(cast, 1)
        new = SchoolClass.objects.create(school=cast.school, edition=cast.edition, name="6D")
        pupils_of(new, "VM" * 4)
        viewer = Viewer(known=frozenset([cast.class_a.pk]), version=1)
        results = results_of(cast.school, cast.edition, viewer)
        assert results.of_school().not_yet == ("6D",)
        assert results.of_class(new.pk).verdict is Verdict.NOBODY
        assert results.of_school().areas[0].domains[0].pupils == 6


def test_stored_figures_are_never_out_of_date(cast, battery, pupils_of):
    """Whoever writes, and by whatever way: what is stored is left aside as soon as it isn't so."""
    viewer = Viewer(known=frozenset([cast.class_a.pk, cast.class_b.pk]))
    pupils = pupils_of(cast.class_a, "VM" * 3)

    def now() -> tuple:
        view = results_of(cast.school, cast.edition, viewer).of_class(cast.class_a.pk)
        figure = view.areas[0].domains[0]
        return figure.pupils, figure.own and figure.own.mean, figure.left_out

    def changed(write) -> bool:
        refresh_class_figures(edition=cast.edition)
        before = now()
        write()
        after = now()
        assert refresh_class_figures(edition=cast.edition) == (1 if after != before else 0)
        assert now() == after
        return before != after

    area = battery.areas["Nederlands"]
    assert not changed(lambda: None)
    assert changed(lambda: Score.objects.filter(pupil=pupils[0]).update(code="A", points=None))
    assert changed(lambda: Score.objects.filter(pupil=pupils[1]).delete())
    assert changed(lambda: area.exemptions.create(pupil=pupils[2]))
    assert changed(lambda: area.exemptions.all().delete())
    assert changed(lambda: Pupil.objects.filter(pk=pupils[3].pk).update(voluntary=True))
    Item.objects.filter(pk=battery.items_of(battery.reading)[0].pk).update(
        counts=False, annulled_because="Drukfout"
    )
    assert refresh_class_figures(edition=cast.edition) == 3  # every class: the tests changed


def test_a_large_school_and_a_school_of_one(cast, battery, pupils_of, django_assert_num_queries):
    [only] = pupils_of(cast.class_a, "V")
    viewer = Viewer(known=frozenset([cast.class_a.pk, cast.class_b.pk]))
    refresh_class_figures(edition=cast.edition)
    with django_assert_num_queries(9):
        view = results_of(cast.school, cast.edition, viewer).of_school()
    assert (view.pupils_in_group, view.pupils[0].pk, view.verdict) == (1, only.pk, Verdict.SHOWN)
    own = view.areas[0].whole
    assert (own.own.pupils, own.own.sd, own.comparison.interval) == (1, None, None)
    for place in range(4):
        more = SchoolClass.objects.create(
            school=cast.school, edition=cast.edition, name=f"5{place}", site=cast.sites[place % 2]
        )
        pupils_of(more, "VM" * 10)
        viewer = Viewer(known=viewer.known | {more.pk})
    refresh_class_figures(edition=cast.edition)
    with django_assert_num_queries(9):
        view = results_of(cast.school, cast.edition, viewer).of_school()
    assert view.pupils_in_group == 81


def test_an_edition_without_tests_pupils_or_points(cast, edition):
    viewer = Viewer(known=frozenset([cast.class_a.pk]))
    view = results_of(cast.school, edition, viewer, with_items=True).of_school(with_items=True)
    assert (view.areas, view.parts, view.verdict, view.has_figures) == (
        (),
        (),
        Verdict.NOBODY,
        False,
    )
