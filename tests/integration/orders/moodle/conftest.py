import pytest

from tests.integration.orders.moodle.stories import take_part
from tests.moodle_server import TOKEN, FakeMoodle


@pytest.fixture
def moodle(settings):
    """A running Moodle with the courses of 2027, which the portal is connected to."""
    server = FakeMoodle().start()
    server.add_course("ovsg-2027")
    server.add_course("ovsg-2027-digitaal")
    settings.MOODLE_URL = server.url
    settings.MOODLE_TOKEN = TOKEN
    settings.MOODLE_STAND_IN = False
    yield server
    server.stop()


@pytest.fixture
def school(cast):
    """De Linde, which ordered."""
    take_part(cast.school, cast.edition)
    return cast.school
