"""Passwords are stored with our own settings of Argon2, also those stored before."""

import subprocess
import sys

import pytest
from argon2 import extract_parameters
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

from accounts.hashers import PasswordHasher

PASSWORD = "een goed wachtwoord"


@pytest.fixture(autouse=True)
def ours(settings):
    settings.PASSWORD_HASHERS = ["accounts.hashers.PasswordHasher"]


def test_a_new_password_costs_what_owasp_asks():
    about = extract_parameters(make_password(PASSWORD).removeprefix("argon2"))
    assert (about.type.name, about.memory_cost, about.time_cost) == ("ID", 47104, 1)


def test_one_stored_with_djangos_settings_works_and_is_stored_anew():
    stored = Argon2PasswordHasher().encode(PASSWORD, "zout-van-vroeger")
    anew = []

    assert check_password(PASSWORD, stored, anew.append)
    assert not check_password("een ander wachtwoord", stored, anew.append)

    assert anew == [PASSWORD]
    assert not PasswordHasher().must_update(make_password(PASSWORD))


def test_the_portal_uses_it_outside_the_tests():
    told = subprocess.run(
        [sys.executable, "-c", "from ovsgtoets.settings import PASSWORD_HASHERS as h; print(h)"],
        env={"PORTAL_ENV": "local", "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout == "['accounts.hashers.PasswordHasher']\n"
