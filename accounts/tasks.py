from allauth.idp.oidc.models import Token
from celery import shared_task

from accounts.domain.email_change import answer_next_email_change
from accounts.domain.forgotten import answer_next_request
from accounts.sessions import tidy_sessions


@shared_task(name="accounts.answer_requests")
def answer_requests() -> None:
    while answer_next_request():
        pass
    while answer_next_email_change():
        pass


@shared_task(name="accounts.tidy")
def tidy() -> None:
    tidy_sessions()
    Token.objects.expired().delete()
