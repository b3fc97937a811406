"""Verdicts that are remembered: never out of date, and not looked for again without need."""

import numpy as np
import pytest
from django.core.cache import cache

from results.analysis.crowd import Choice, verdicts
from results.queries.remembered import remembered

PUPILS, COLUMNS = 24, 3
KNOWN = np.arange(PUPILS) < 8


@pytest.fixture
def asked(db):
    """The number of times that something was decided."""
    cache.clear()
    return []


@pytest.fixture
def decide(asked):
    def decide(*about):
        asked.append(about)
        return verdicts(*about)

    return decide


def reach() -> dict[Choice, np.ndarray]:
    classes = np.arange(PUPILS) // 8
    whole = {Choice(): np.ones(PUPILS, bool)}
    return whole | {Choice("class", one): classes == one for one in range(3)}


def test_the_same_question_is_decided_once(decide, asked):
    counts = np.ones((PUPILS, COLUMNS), bool)
    first = remembered(decide, counts, reach(), KNOWN)
    assert first == verdicts(counts, reach(), KNOWN) == remembered(decide, counts, reach(), KNOWN)
    assert len(asked) == 1


def test_points_of_the_own_class_ask_nothing_anew(decide, asked):
    counts = np.ones((PUPILS, COLUMNS), bool)
    remembered(decide, counts, reach(), KNOWN)
    counts[0, 1] = False  # somebody known was absent
    assert remembered(decide, counts, reach(), KNOWN) == verdicts(counts, reach(), KNOWN)
    assert len(asked) == 1
    counts[:8, 1] = False  # the own class has nobody left
    assert remembered(decide, counts, reach(), KNOWN) == verdicts(counts, reach(), KNOWN)
    assert len(asked) == 2


@pytest.mark.parametrize("seed", range(20))
def test_whatever_changes_the_answer_is_that_of_now(decide, seed):
    random = np.random.default_rng(seed)
    for _ in range(6):
        counts = random.random((PUPILS, COLUMNS)) < 0.9
        known = KNOWN if random.random() < 0.5 else random.random(PUPILS) < 0.4
        assert remembered(decide, counts, reach(), known) == verdicts(counts, reach(), known)
