"""How property tests draw: at random, but the same cases every time where REQUIRE_ALL is set.

There (`.ci/run` sets it) a change is judged by what it changes, not by a fault of long ago that a
new draw happens to find. Whoever works on the house draws at random, and finds those.
"""

import os

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

# Property tests say what holds, not how fast this machine is right now.
settings.register_profile(
    # Named as parent: where a variable such as CI is set, a profile without one draws the same.
    "random", settings.get_profile("default"),
    deadline=None, suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
settings.register_profile("same", settings.get_profile("random"), derandomize=True, database=None)


def choose() -> None:
    """Must come before any module with a property test: `@settings` takes from the profile of its
    own moment whatever it does not mention."""
    if not os.environ.get("REQUIRE_ALL"):
        settings.load_profile("random")
        return
    settings.load_profile("same")
    # Hypothesis mixes in constants of all our modules that are imported by then, which depends on
    # the tests that a worker ran before, and changes with every line of the house.
    assert hasattr(providers, "_get_local_constants")
    providers._get_local_constants = Constants
