"""The demo's provider of eID switched on, as with PORTAL_ENV=local."""

import pytest
from django.urls import clear_url_caches


@pytest.fixture
def demo_eid(settings, live_server, tmp_path):
    """As settings.py has it for PORTAL_ENV=local; the portal talks to its own web server."""
    settings.ROOT_URLCONF = "tests.demo_eid_urls"
    settings.VAR_DIR = tmp_path
    settings.ACM_ISSUER = "http://localhost:8000/demo-eid"
    settings.OIDC_RP_CLIENT_ID = "ovsg-toets"
    settings.OIDC_RP_CLIENT_SECRET = "only-for-the-demo"
    settings.ACM_REDIRECT_URI = "/aanmelden/eid/terug/"
    settings.ACM_LOGOUT_REDIRECT_URI = "/aanmelden/"
    settings.OIDC_OP_AUTHORIZATION_ENDPOINT = "/demo-eid/v1/auth"
    settings.ACM_LOGOUT_ENDPOINT = "/demo-eid/v1/logout"
    settings.OIDC_OP_TOKEN_ENDPOINT = f"{live_server.url}/demo-eid/v1/token"
    settings.OIDC_OP_USER_ENDPOINT = f"{live_server.url}/demo-eid/v1/userinfo"
    settings.OIDC_OP_JWKS_ENDPOINT = f"{live_server.url}/demo-eid/v1/keys"
    clear_url_caches()
    yield
    clear_url_caches()
