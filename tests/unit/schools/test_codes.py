"""Registration codes as text."""

import math

import pytest

from schools.codes import ALPHABET, hash_code, new_code, normalised, possible_hashes


def test_a_code_has_at_least_80_bits_and_nothing_that_looks_alike():
    code = new_code()
    characters = code.replace("-", "")

    assert len(characters) * math.log2(len(ALPHABET)) >= 80
    assert not set(ALPHABET) & set("O0I1L")
    assert [len(group) for group in code.split("-")] == [5, 5, 5, 5]
    assert set(characters) <= set(ALPHABET)


def test_codes_differ():
    assert len({new_code() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "typed",
    ["DEMO-REGISTRATIE-1", "demo registratie 1", " Demo‑registratie–1 ", "demoregistratie1"],
)
def test_how_it_is_typed_does_not_matter(typed):
    assert normalised(typed) == "DEMOREGISTRATIE1"
    assert hash_code(typed) == hash_code("DEMO-REGISTRATIE-1")


def test_the_hash_depends_on_the_secret_key(settings):
    before = hash_code("ABC")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret key, long enough to be one 0123456789"

    assert hash_code("ABC") != before
    assert before in possible_hashes("ABC")
    assert len(before) == 64
