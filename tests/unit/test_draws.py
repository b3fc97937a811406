import os
import subprocess
import sys

import pytest

from tests.live import ROOT

DRAW = """
from tests import draws
draws.choose()
{first}
from hypothesis import given, settings, strategies as st
drawn = []
@settings(max_examples=200)
@given(st.lists(st.integers() | st.text()))
def draw(values):
    drawn.append(values)
draw()
print(ascii(drawn))
"""


@pytest.fixture
def drawn(tmp_path):
    """What a property test draws in a process of its own."""

    def draw(*, first: str = "", require_all: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", DRAW.format(first=first)],
            # Hypothesis by itself draws the same each time where a variable such as CI is set.
            env={**os.environ, "CI": "true", "PYTHONPATH": str(ROOT), "REQUIRE_ALL": require_all},
            cwd=tmp_path, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout.startswith("[")
        return done.stdout

    return draw


def test_where_all_is_required_the_same_is_drawn_whatever_was_imported_before(drawn):
    assert drawn(require_all="1") == drawn(require_all="1", first="import orders.pricing")


def test_elsewhere_every_run_draws_anew(drawn):
    assert drawn(require_all="") != drawn(require_all="")
