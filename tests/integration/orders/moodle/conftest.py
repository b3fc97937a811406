import os

import pytest

from tests.integration.orders.moodle.stories import take_part
from tests.moodle_real import RealMoodle
from tests.moodle_server import TOKEN, FakeMoodle

REAL = (os.environ.get("MOODLE_URL"), os.environ.get("MOODLE_TOKEN"))


@pytest.fixture(autouse=True)
def no_moodle(settings):
    """Without the fixture `moodle`, tests know the built-in stand-in, whatever the environment."""
    settings.MOODLE_URL, settings.MOODLE_TOKEN, settings.MOODLE_STAND_IN = "", "", True


@pytest.fixture
def moodle(settings, no_moodle):
    """A running Moodle with the courses of 2027, which the portal is connected to: the real one of
    MOODLE_URL and MOODLE_TOKEN (see tests/moodle_real.py), else the stand-in."""
    server = real_moodle(*REAL) if all(REAL) else fake_moodle()
    settings.MOODLE_URL = server.url
    settings.MOODLE_TOKEN = REAL[1] if all(REAL) else TOKEN
    settings.MOODLE_STAND_IN = False
    yield server
    server.stop()


def real_moodle(url: str, token: str) -> RealMoodle:
    moodle = RealMoodle(url, token)
    moodle.clear()
    return moodle


def fake_moodle() -> FakeMoodle:
    server = FakeMoodle().start()
    server.add_course("ovsg-2027")
    server.add_course("ovsg-2027-digitaal")
    return server


@pytest.fixture
def school(cast):
    """De Linde, which ordered."""
    take_part(cast.school, cast.edition)
    return cast.school
