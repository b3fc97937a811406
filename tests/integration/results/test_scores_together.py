"""Several people save the same class at the same moment, on connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.apps import apps
from django.db import connection

from results.domain.scores import Place, Typed, save_scores
from results.models import Score

pytestmark = pytest.mark.django_db(transaction=True)


def together(*actions):
    """Starts the actions at once, each on its own connection, and gives their answers."""
    start = Barrier(len(actions))

    def run(action):
        try:
            start.wait(timeout=60)
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, a) for a in actions]]


def test_every_cell_goes_to_one_and_is_a_question_for_the_others(cast, battery, ordered, pupils):
    items = battery.items_of(battery.reading)
    places = [Place(pupil.pk, item.pk) for pupil in pupils for item in items]

    def saving(by, text, order):
        def save():
            cells = [Typed(place, text, 0) for place in order]
            return save_scores(school_class=cast.class_a, part=battery.reading, cells=cells, by=by)

        return save

    outcomes = together(
        saving(cast.teacher, "1", places),
        saving(cast.duo, "0", places[::-1]),
        saving(cast.helpdesk, "N", places[3:] + places[:3]),
    )

    written = [place for saved in outcomes for place in saved.versions]
    assert sorted(written) == sorted(places)
    assert all(len(saved.versions) + len(saved.conflicts) == len(places) for saved in outcomes)
    assert Score.objects.count() == len(places)
    for text, saved in zip(("1", "0", "N"), outcomes, strict=True):
        for place in saved.versions:
            score = Score.objects.get(pupil=place.pupil, item=place.item)
            assert (score.code or f"{score.points:.0f}") == text
    assert not apps.get_model("results", "ScoreEvent").objects.exists()


def test_a_change_and_an_emptying_of_one_cell_never_both_win(cast, battery, ordered, pupils):
    item = battery.items_of(battery.reading)[1]
    place = Place(pupils[0].pk, item.pk)

    def save(text, version, by=cast.teacher):
        return save_scores(
            school_class=cast.class_a,
            part=battery.reading,
            cells=[Typed(place, text, version)],
            by=by,
        )

    version = save("1", 0).versions[place]
    for _ in range(5):
        change, emptying = together(
            lambda seen=version: save("2", seen), lambda seen=version: save("", seen, cast.duo)
        )
        assert len(change.versions) + len(emptying.versions) == 1
        assert len(change.conflicts) + len(emptying.conflicts) == 1
        assert Score.objects.exists() == bool(change.versions)
        now = Score.objects.values_list("version", flat=True).first() or 0
        before, version = version, save("3", now).versions[place]
        assert version > before
        version = save("1", version).versions[place]
