"""A spreadsheet between choosing it and using it: it waits for its session, and no longer."""

import os
import time

import pytest
from django.core.files.storage import default_storage
from django.test import RequestFactory

from ovsgtoets.kernel.spreadsheets.upload import WaitingFile
from ovsgtoets.kernel.tasks import remove_files
from ovsgtoets.schedule import BEAT

DAY = 24 * 60 * 60


@pytest.fixture
def session_of(settings, tmp_path):
    """`session_of()`: a request of a new session; files lie in a folder of this test's own."""
    settings.MEDIA_ROOT = tmp_path

    def ask():
        request = RequestFactory().get("/")
        request.session = {}
        return request

    return ask


def put_back(request, *, seconds: int) -> None:
    path = default_storage.path(WaitingFile(request, "list").place)
    os.utime(path, (time.time() - seconds,) * 2)


def test_a_file_of_a_session_that_ended_without_a_word_goes(session_of):
    remove_files()  # no folder yet
    left, used = session_of(), session_of()
    for request in (left, used):
        WaitingFile(request, "list").keep(b"1;2", "lijst.csv")
    put_back(left, seconds=DAY + 60)
    put_back(used, seconds=DAY - 60)

    remove_files()
    remove_files()

    assert WaitingFile(left, "list").read() is None
    assert WaitingFile(used, "list").read() == b"1;2"


def test_it_is_done_every_night():
    assert [entry["task"] for entry in BEAT.values()].count(remove_files.name) == 1
