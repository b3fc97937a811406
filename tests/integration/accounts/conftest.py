"""A provider of eID that really talks HTTP, and a portal that trusts it."""

import pytest

from tests.fakes.openid_provider import CLIENT, SECRET, FakeProvider
from tests.integration.accounts.eid_stories import linked


@pytest.fixture
def provider(settings):
    fake = FakeProvider().start()
    settings.ACM_ISSUER = fake.issuer
    settings.OIDC_RP_CLIENT_ID = CLIENT
    settings.OIDC_RP_CLIENT_SECRET = SECRET
    settings.OIDC_TIMEOUT = (0.5, 0.5)
    settings.OIDC_OP_AUTHORIZATION_ENDPOINT = f"{fake.issuer}/v1/auth"
    settings.OIDC_OP_TOKEN_ENDPOINT = f"{fake.issuer}/v1/token"
    settings.OIDC_OP_USER_ENDPOINT = f"{fake.issuer}/v1/userinfo"
    settings.OIDC_OP_JWKS_ENDPOINT = f"{fake.issuer}/v1/keys"
    settings.ACM_LOGOUT_ENDPOINT = f"{fake.issuer}/v1/logout"
    yield fake
    fake.stop()


@pytest.fixture
def cis(cast, provider):
    """Somebody whose account has an eID."""
    linked(cast.teacher, provider)
    return cast.teacher
