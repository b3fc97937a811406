"""The addresses of the OpenID provider: allauth's views behind the portal's guards.

allauth takes any address that looks like a registered one, lets any client revoke any token,
and answers some unreadable requests with an error of its own (500): that is closed here.
"""

from urllib.parse import urlsplit

from allauth.core.internal.httpkit import del_query_params
from allauth.core.internal.ratelimit import respond_429
from allauth.idp.oidc import views as allauth
from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from allauth.idp.oidc.internal.oauthlib.server import get_server
from allauth.idp.oidc.internal.oauthlib.utils import convert_response, extract_params
from allauth.idp.oidc.models import Client, Token
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from oauthlib.oauth2 import RevocationEndpoint
from oauthlib.oauth2.rfc6749.errors import InvalidGrantError, UnsupportedGrantTypeError

from accounts.guards import PublicView, SignedInView, two_steps_first
from accounts.hijack import looks_along
from accounts.idp.access import Obstacle, obstacle_for, two_steps_are_missing
from accounts.idp.moodle import SCOPES, address_of
from accounts.limits import is_at_limit, within_limit
from accounts.rights import Right, roles_with
from accounts.roles import Role

GRANT_TYPES = (Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN)
ADDRESSES = ("redirect_uri", "resource", "post_logout_redirect_uri")


class ProviderView(PublicView):
    """Anybody may ask, as long as there is a key to sign with; what nobody can read is refused."""

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        if not settings.IDP_OIDC_PRIVATE_KEYS:
            raise Http404
        return None if _is_readable(request) else self.unreadable(request)

    def unreadable(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse({"error": "invalid_request"}, status=400)


def _is_readable(request: HttpRequest) -> bool:
    """Without null bytes, and with addresses that are one."""
    try:
        for data in (request.GET, request.POST):
            for name, values in data.lists():
                for value in values:
                    if "\0" in name + value:
                        return False
                    _ = name in ADDRESSES and urlsplit(value).port
    except ValueError:
        return False
    return True


class Configuration(ProviderView):
    """What the provider can do and where, with the addresses of the settings."""

    def get(self, request: HttpRequest) -> JsonResponse:
        return JsonResponse(
            {
                "issuer": settings.SITE_URL,
                "authorization_endpoint": address_of("authorization"),
                "token_endpoint": address_of("token"),
                "userinfo_endpoint": address_of("userinfo"),
                "revocation_endpoint": address_of("revoke"),
                "end_session_endpoint": address_of("logout"),
                "jwks_uri": address_of("jwks"),
                "scopes_supported": SCOPES,
                "response_types_supported": ["code"],
                "grant_types_supported": GRANT_TYPES,
                "token_endpoint_auth_methods_supported": settings.IDP_OIDC_AUTH_METHODS,
                "code_challenge_methods_supported": ["S256"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "subject_types_supported": ["public"],
                "claims_supported": [
                    "sub", "name", "given_name", "family_name", "preferred_username",
                    "email", "email_verified",
                ],
            }
        )  # fmt: skip


class Keys(ProviderView, allauth.JwksView):
    """The public keys; never from a cache, so that a new one is known at once."""


@method_decorator(
    csrf_exempt, name="dispatch"
)  # a POST becomes a GET, and only then does something
class Authorization(SignedInView, ProviderView, allauth.AuthorizationView):
    """Somebody wants to sign on: through the portal's sign-in page, and back with a code.

    Nobody is sent anywhere but to an address that is written exactly so in the client.
    """

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        refused = ProviderView.refuse(self, request)
        if refused:
            return refused
        if request.method == "POST":
            return HttpResponseRedirect(f"{request.path}?{request.POST.urlencode()}")
        if not _is_from_our_client(request):
            return self.unreadable(request)
        prompts = request.GET.get("prompt", "").split()
        if "login" in prompts:
            logout(request)
            return redirect_to_login(del_query_params(request.get_full_path(), "prompt"))
        if "none" in prompts and not request.user.is_authenticated:
            return None  # allauth tells the client so
        return super().refuse(request) or _refuse_person(request)

    def unreadable(self, request: HttpRequest) -> HttpResponse:
        return render(request, "idp/oidc/error.html", status=400)

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        answer = super().dispatch(request, *args, **kwargs)
        if answer.status_code == 200:  # the only page that allauth shows here is that of an error
            answer.status_code = 400
        return answer


def _is_from_our_client(request: HttpRequest) -> bool:
    if "claims" in request.GET:  # not offered, and what is no JSON would be an error 500
        return False
    client = Client.objects.filter(pk=request.GET.get("client_id"), skip_consent=True).first()
    return bool(client) and request.GET.get("redirect_uri") in client.get_redirect_uris()


def _refuse_person(request: HttpRequest) -> HttpResponse | None:
    """The page that says why this person can't go on to Moodle."""
    obstacle = Obstacle.LOOKING_ALONG if looks_along(request) else obstacle_for(request.user)
    if obstacle:
        roles = [role.label for role in Role if role in roles_with(Right.USE_MOODLE)]
        context = {"obstacle": obstacle, "roles": roles}
        return render(request, "accounts/idp/refused.html", context, status=403)
    if two_steps_are_missing(request):
        return two_steps_first(request)
    if not within_limit(request, "moodle_sign_on", reading=True):
        return respond_429(request)
    return None


class SecretView(ProviderView):
    """For the client's server, which proves itself with the secret; whoever guesses is stopped."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if is_at_limit(request, "client_secret"):
            return JsonResponse({"error": "temporarily_unavailable"}, status=429)
        answer = super().dispatch(request, *args, **kwargs)
        if answer.status_code == 401:
            within_limit(request, "client_secret")
        return answer


@method_decorator(csrf_exempt, name="dispatch")
class TokenGiven(SecretView, allauth.TokenView):
    """A code, or a refresh token, becomes new tokens: once."""

    @transaction.atomic
    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("grant_type") not in GRANT_TYPES:
            error = UnsupportedGrantTypeError()
            return JsonResponse(dict(error.twotuples), status=error.status_code)
        _one_at_a_time(request.POST.get("code", "") + request.POST.get("refresh_token", ""))
        return super().post(request)

    def _create_token_response(self, request: HttpRequest, **kwargs) -> HttpResponse:
        server = get_server()
        server.refresh_grant.custom_validators.post_token.append(_refuse_who_may_not)
        return convert_response(*server.create_token_response(*extract_params(request)))


def _one_at_a_time(value: str) -> None:
    """Whoever brings the same code at the same moment waits, and then finds it used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [value])


def _refuse_who_may_not(asked) -> None:
    """allauth asks the adapter who may have a code's token, but not who may have a new one."""
    if obstacle_for(asked.user):
        raise InvalidGrantError(request=asked)


@method_decorator(csrf_exempt, name="dispatch")
class UserInfo(ProviderView, allauth.UserInfoView):
    """Who somebody is, for whoever has their token."""


class OwnTokens(OAuthLibRequestValidator):
    """A client revokes its own tokens and nobody else's; a refresh token takes all that person's
    tokens of the client along."""

    def revoke_token(self, token, token_type_hint, request, *args, **kwargs) -> None:
        own = Token.objects.filter(client=request.client)
        for found in own.by_value(token):
            if found.type == Token.Type.REFRESH_TOKEN:
                own.filter(user=found.user_id).delete()
            else:
                found.delete()


@method_decorator(csrf_exempt, name="dispatch")
class Revoked(SecretView):
    def post(self, request: HttpRequest) -> HttpResponse:
        endpoint = RevocationEndpoint(OwnTokens())
        return convert_response(*endpoint.create_revocation_response(*extract_params(request)))


@method_decorator(csrf_exempt, name="dispatch")  # allauth checks it where our own page posts
class LogOut(ProviderView, allauth.LogoutView):
    """Moodle says that somebody logged out there; the page asks whether here as well."""

    def unreadable(self, request: HttpRequest) -> HttpResponse:
        return render(request, "idp/oidc/error.html", status=400)

    def form_invalid(self, form) -> HttpResponse:
        return self.unreadable(self.request)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        answer = super().post(request, *args, **kwargs)
        if answer.status_code == 403:
            return import_string(settings.CSRF_FAILURE_VIEW)(request)
        return answer
