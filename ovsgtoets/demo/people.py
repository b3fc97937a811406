"""People and their roles in schools."""

import uuid
from collections.abc import Sequence
from random import Random

from accounts.models import Membership, User
from accounts.roles import Role
from ovsgtoets.demo.words import person_name
from schools.models import School


def new_person(
    rng: Random, *, email: str, first_name: str, last_name: str, password: str, **fields
) -> User:
    """A person not yet stored; `password` is a hash as it is stored."""
    return User(
        public_id=uuid.UUID(int=rng.getrandbits(128), version=4),
        email=email,
        first_name=first_name,
        last_name=last_name,
        password=password,
        **fields,
    )


def make_admins(schools: Sequence[School], rng: Random) -> list[User]:
    """One schoolbeheerder for each school, who can't sign in: nobody knows a password."""
    people = []
    for school in schools:
        first_name, last_name = person_name(rng)
        people.append(
            new_person(
                rng,
                email=f"directie.{school.institution_number}@demo.example",
                first_name=first_name,
                last_name=last_name,
                password=f"!{rng.getrandbits(160):040x}",
            )
        )
    admins = User.objects.bulk_create(people)
    Membership.objects.bulk_create(
        Membership(
            user=admin,
            school=school,
            role=Role.SCHOOL_ADMIN,
            accepted_at=school.registered_at,
        )
        for admin, school in zip(admins, schools, strict=True)
    )
    return admins
