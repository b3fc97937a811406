"""The pages of "Beheer gebruikers": their addresses and what is typed there."""

from accounts.models import Membership

STAFF = "/gebruikers/"


def membership_of(user, **filters):
    return Membership.objects.get(user=user, ended_at=None, **filters)


def edit(user):
    return f"{STAFF}{membership_of(user).pk}/"


def person(**changes):
    return {
        "first_name": "Nele",
        "last_name": "Adams",
        "email": "nele@demo.example",
        "role": "secretary",
        **changes,
    }
