from io import StringIO

import pytest
from django.core.management import call_command

from tests.demo_eid import demo_eid  # noqa: F401 — a fixture


@pytest.fixture(scope="session")
def demo():
    """`demo(seed=1)` runs the command, small unless told otherwise, and returns what it said."""

    def run(**options) -> str:
        out = StringIO()
        call_command("demo", stdout=out, **{"schools": 42, "pupils": 330, **options})
        return out.getvalue()

    return run
