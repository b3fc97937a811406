"""The four addresses of an OpenID provider, and its sign-out. Plain, but it checks what it is asked."""

import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from accounts.guards import PublicView
from ovsgtoets.demo.cast import ACCOUNTS
from ovsgtoets.demo.provider.forms import PersonForm
from ovsgtoets.demo.provider.keys import published_keys, signed

CODE, ACCESS = "demo-eid-code", "demo-eid-access"
CODE_VALID_FOR = 60
ACCESS_VALID_FOR = 300
KNOWN = {account.email: account for account in ACCOUNTS if account.role}


class Authorize(PublicView):
    """Kies wie je bent: somebody of the demo, any other name, or nothing of it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self.asked(request)
        return self.page(request, PersonForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        asked = self.asked(request)
        if "cancel" in request.POST:
            return _back(asked, error="access_denied")
        known = KNOWN.get(request.POST.get("person", ""))
        if known:
            names = {"given_name": known.first_name, "family_name": known.last_name}
            return self.signed_in(asked, names | {"vo_orgcode": str(known.school)})
        form = PersonForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, status=422)
        return self.signed_in(asked, form.cleaned_data)

    def asked(self, request: HttpRequest) -> dict[str, str]:
        """What the portal asked, if it is the portal that asks."""
        asked = request.GET.dict()
        there = urlsplit(asked.get("redirect_uri", ""))
        if (
            asked.get("client_id") != settings.OIDC_RP_CLIENT_ID
            or asked.get("response_type") != "code"
            or asked.get("code_challenge_method") != "S256"
            or set(asked.get("scope", "").split()) != {"openid", "profile", "vo"}
            or (there.netloc, there.path) != (request.get_host(), settings.ACM_REDIRECT_URI)
        ):
            raise BadRequest
        return asked

    def signed_in(self, asked: dict[str, str], person: dict[str, str]) -> HttpResponse:
        name = f"{person['given_name']} {person['family_name']}"
        about = person | {"sub": sha256(name.encode()).hexdigest()[:32]}
        kept = ("redirect_uri", "nonce", "code_challenge", "acr_values")
        code = signing.dumps([{k: asked.get(k, "") for k in kept}, about], salt=CODE)
        return _back(asked, code=code)

    def page(self, request: HttpRequest, form: PersonForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "people": KNOWN.values()}
        return render(request, "demo/eid_provider.html", context, status=status)


@method_decorator(csrf_exempt, name="dispatch")
class Token(PublicView):
    """The portal itself comes here, with its secret."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = request.POST
        secret = form.get("client_secret", "").encode("utf-8", "replace")
        if not constant_time_compare(secret, settings.OIDC_RP_CLIENT_SECRET):
            return JsonResponse({"error": "invalid_client"}, status=401)
        code = form.get("code", "")
        try:
            asked, about = signing.loads(code, salt=CODE, max_age=CODE_VALID_FOR)
        except signing.BadSignature:
            return JsonResponse({"error": "invalid_grant"}, status=400)
        if not _fits(form, asked) or not _first_time(code):
            return JsonResponse({"error": "invalid_grant"}, status=400)
        return JsonResponse(
            {
                "access_token": signing.dumps(about, salt=ACCESS),
                "token_type": "Bearer",
                "expires_in": ACCESS_VALID_FOR,
                "id_token": signed(_claims(asked, about)),
            }
        )


class UserInfo(PublicView):
    def get(self, request: HttpRequest) -> HttpResponse:
        access = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            about = signing.loads(access, salt=ACCESS, max_age=ACCESS_VALID_FOR)
        except signing.BadSignature:
            return JsonResponse({"error": "invalid_token"}, status=401)
        return JsonResponse(about)


class Keys(PublicView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse(published_keys())


class SignOut(PublicView):
    """It remembers nobody, so there is nothing to end."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(settings.ACM_LOGOUT_REDIRECT_URI)


def _back(asked: dict[str, str], **answer: str) -> HttpResponse:
    answer["state"] = asked.get("state", "")
    return redirect(f"{asked['redirect_uri']}?{urlencode(answer)}")


def _fits(form, asked: dict[str, str]) -> bool:
    verifier = form.get("code_verifier", "").encode("utf-8", "replace")
    challenge = urlsafe_b64encode(sha256(verifier).digest()).decode().rstrip("=")
    return (
        form.get("grant_type") == "authorization_code"
        and form.get("client_id") == settings.OIDC_RP_CLIENT_ID
        and form.get("redirect_uri") == asked["redirect_uri"]
        and challenge == asked["code_challenge"]
    )


def _first_time(code: str) -> bool:
    return cache.add(f"demo-eid-{sha256(code.encode()).hexdigest()}", True, 2 * CODE_VALID_FOR)


def _claims(asked: dict[str, str], about: dict[str, str]) -> dict[str, Any]:
    now = int(time.time())
    claims = {
        "iss": settings.ACM_ISSUER,
        "sub": about["sub"],
        "aud": settings.OIDC_RP_CLIENT_ID,
        "iat": now,
        "exp": now + ACCESS_VALID_FOR,
        "nonce": asked["nonce"],
    }
    means = asked["acr_values"].split()
    return claims | ({"acr": means[0]} if means else {})
