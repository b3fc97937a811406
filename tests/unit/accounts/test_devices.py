"""The words for a device."""

import pytest

from accounts.devices import device_of


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge op Windows"),
        ("Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome op een Chromebook"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome op een Android-toestel"),
        ("Mozilla/5.0 (iPad; CPU OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari op een iPad"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox op een Mac"),
        ("curl/8.0", "Onbekende browser"),
        ("", "Onbekende browser"),
        ("<script>", "Onbekende browser"),
    ],
)  # fmt: skip
def test_devices_in_words(agent, words):
    assert device_of(agent) == words
