"""Asking pages inside this process, on the real settings: the server's own time and nothing else."""

import gzip

from django.http import HttpResponse
from django.test import Client

from accounts.models import User


def signed_in(email: str) -> Client:
    """The test client with a session of this demo account, its password not asked."""
    client = Client(
        HTTP_HOST="localhost", HTTP_ACCEPT_ENCODING="gzip", raise_request_exception=True
    )
    client.force_login(
        User.objects.get(email=email), "allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def page(client: Client, path: str) -> HttpResponse:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer


def wire_bytes(answer: HttpResponse) -> int:
    """The answer's bytes as they travel; where the portal leaves compressing to the proxy in
    front of it, as that does it."""
    if answer.get("Content-Encoding"):
        return len(answer.content)
    return len(gzip.compress(answer.content, compresslevel=6))
