from datetime import timedelta

import pytest
from django.utils import timezone

from schools.codes import hash_code
from schools.models import RegistrationCode
from tests.conftest import make_school


@pytest.fixture
def admin(as_person, cast):
    """The schoolbeheerder, signed in."""
    return as_person(cast.admin)


@pytest.fixture
def school(edition):
    """De Wilg, which has yet to register."""
    return make_school(
        146003, "De Wilg", email="nieuw@demo.example", ses_percentage="1.23", ses_zone="E"
    )


@pytest.fixture
def code(school):
    return RegistrationCode.objects.create(
        school=school,
        code_hash=hash_code("DEMO-REGISTRATIE-1"),
        sent_to=school.email,
        expires_at=timezone.now() + timedelta(days=60),
    )
