"""Moodle as the provider's one client. First-party only: whoever signs on is asked no consent."""

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client
from django.conf import settings
from django.db import transaction
from django.urls import reverse

CLIENT_ID = "moodle"
SCOPES = ["openid", "profile", "email"]
CALLBACK = "/admin/oauth2callback.php"  # Moodle's own; it can't be another


@transaction.atomic
def connect_moodle(*, url: str, new_secret: bool = False) -> str | None:
    """Afterwards the Moodle at `url`, and no other, may have people sign on here.

    Returns the secret when it is new: at the first time, or when asked; it is kept nowhere.
    A new secret ends the old one at once. Safe to repeat.
    """
    url = url.rstrip("/")
    client = Client.objects.select_for_update().filter(pk=CLIENT_ID).first()
    secret = None
    if new_secret or not client:
        client = client or Client(pk=CLIENT_ID)
        secret = get_adapter().generate_client_secret()
        client.set_secret(secret)
    client.name = "Moodle"
    client.type = Client.Type.CONFIDENTIAL
    client.skip_consent = True
    client.allow_uri_wildcards = False
    client.set_scopes(SCOPES)
    client.set_default_scopes(SCOPES[:1])
    client.set_response_types([Client.ResponseType.CODE])
    client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN])
    client.set_redirect_uris([f"{url}{CALLBACK}"])
    client.set_post_logout_redirect_uris([f"{url}/"])
    client.save()
    return secret


def address_of(name: str) -> str:
    """The public address of one of the provider's pages."""
    return settings.SITE_URL + reverse(f"idp:oidc:{name}")
