"""The settings of sign-in with an eID: toegangsbeheer Vlaanderen (ACM), or the demo's provider."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environ import Env

MEANS = [f"urn:be:vlaanderen:authmech:{way}" for way in ("eid", "itsme", "csamtotp", "csamsms")]


def acm_settings(env: Env, portal_env: str, site_url: str) -> dict[str, Any]:
    """All of ACM's settings by name. Without ACM_ISSUER, eID is off, but for the demo's provider
    on one's own machine. Refuses half a configuration, and plain http in production."""
    issuer = env.str("ACM_ISSUER", "")
    _refuse_half(env, issuer, portal_env)
    demo = portal_env == "local" and not issuer
    browser = portal = issuer
    if demo:
        issuer, browser = f"{site_url}/demo-eid", "/demo-eid"
        portal = f"http://127.0.0.1:{env.int('PORT', 8000)}/demo-eid"
    # Never what the Host header says, except on one's own machine.
    origin = "" if demo else site_url
    return {
        "ACM_ISSUER": issuer,
        "DEMO_EID": demo,
        "OIDC_RP_CLIENT_ID": env.str("ACM_CLIENT_ID", "ovsg-toets"),
        "OIDC_RP_CLIENT_SECRET": env.str("ACM_CLIENT_SECRET", "only-for-the-demo" if demo else ""),
        "OIDC_RP_SCOPES": "openid profile vo",  # one scope too many refuses all. Never rrn.
        "OIDC_RP_SIGN_ALGO": "RS256",
        "OIDC_CREATE_USER": False,
        "OIDC_TIMEOUT": (3, 10),  # seconds to connect, and to wait for each answer
        # How somebody may sign in there; what comes back must be one of these.
        "ACM_ACR_VALUES": env.list("ACM_ACR_VALUES", default=MEANS),
        "ACM_CLOCK_LEEWAY": 30,  # seconds that the provider's clock may differ from ours
        "OIDC_OP_AUTHORIZATION_ENDPOINT": f"{browser}/v1/auth",
        "OIDC_OP_TOKEN_ENDPOINT": f"{portal}/v1/token",
        "OIDC_OP_USER_ENDPOINT": f"{portal}/v1/userinfo",
        "OIDC_OP_JWKS_ENDPOINT": f"{portal}/v1/keys",
        "ACM_LOGOUT_ENDPOINT": f"{browser}/v1/logout",
        "ACM_REDIRECT_URI": f"{origin}/aanmelden/eid/terug/",
        "ACM_LOGOUT_REDIRECT_URI": f"{origin}/aanmelden/",
    }


def _refuse_half(env: Env, issuer: str, portal_env: str) -> None:
    if issuer and not (env.str("ACM_CLIENT_ID", "") and env.str("ACM_CLIENT_SECRET", "")):
        raise ImproperlyConfigured("With ACM_ISSUER, set ACM_CLIENT_ID and ACM_CLIENT_SECRET too.")
    if portal_env == "production" and issuer and not issuer.startswith("https://"):
        raise ImproperlyConfigured("ACM_ISSUER starts with https:// in production.")
