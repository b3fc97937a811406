"""What Moodle learns of a person, and under which names."""

import secrets
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.conf import settings
from oauthlib.oauth2.rfc6749.errors import InvalidTokenError

from accounts.idp.access import obstacle_for
from accounts.models import User
from accounts.usernames import moodle_username


class ProviderAdapter(DefaultOIDCAdapter):
    def get_issuer(self) -> str:
        """From the settings, never from what the browser says the host is."""
        return settings.SITE_URL

    def generate_client_secret(self) -> str:
        """Only characters that mean the same in a form, an address and a header: Moodle encodes
        the secret in a header, and allauth does not decode it there."""
        return secrets.token_urlsafe(48)

    def get_signing_key(self):
        """The first signs; the others only serve to check what they signed before."""
        return self.list_private_keys()[0]

    def get_user_sub(self, client, user: User) -> str:
        return str(user.public_id)

    def get_user_by_sub(self, client, sub: str) -> User | None:
        """None for who may not sign on (any more): a code of theirs then gives no token."""
        try:
            user = User.objects.filter(public_id=UUID(sub)).first()
        except ValueError:
            return None
        return user if user and not obstacle_for(user) else None

    def get_claims(
        self, purpose, user: User, client, scopes: Iterable[str], email=None, **kwargs
    ) -> dict[str, Any]:
        """As the person is called now. Whose access ended, their tokens are worth nothing."""
        if obstacle_for(user):
            raise InvalidTokenError
        claims = {"sub": self.get_user_sub(client, user)}
        if "profile" in scopes:
            claims |= {
                "name": user.full_name,
                "given_name": user.first_name,
                "family_name": user.last_name,
                "preferred_username": moodle_username(user.public_id),
            }
        if "email" in scopes:
            claims |= {"email": user.email.lower(), "email_verified": True}
        return {name: value for name, value in claims.items() if value}
