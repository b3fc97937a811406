"""Second steps of a person: who hears of a change, and taking all of them away."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.models import User
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.mail import queue_mail

APP_ADDED = "Je authenticatie-app is toegevoegd als tweede stap."
APP_REMOVED = "Je authenticatie-app is verwijderd als tweede stap."
KEY_ADDED = "De sleutel ‘{name}’ is toegevoegd als tweede stap."
KEY_REMOVED = "De sleutel ‘{name}’ is verwijderd als tweede stap."
CODES_MADE = "Er zijn nieuwe herstelcodes gemaakt. De vorige werken niet meer."
ALL_REMOVED = (
    "De helpdesk verwijderde je tweede stappen. Je meldt je nu aan met je wachtwoord alleen."
)


def tell_about_step(*, user: User, sentence: str) -> None:
    """Mails the person what changed, in the caller's transaction."""
    queue_mail(
        "accounts/mails/second_step_changed",
        to=user.email,
        context={"person": user, "sentence": sentence},
    )


@transaction.atomic
def remove_second_steps(*, user: User, by: User) -> None:
    """Takes away every second step and the recovery codes, for who lost both; mails the person.

    Only for the helpdesk: a person removes their own one by one. Refuses who has none, and doing
    it to oneself."""
    if user.pk == by.pk:
        raise Refused("Je eigen tweede stappen verwijder je bij Mijn account.")
    User.objects.select_for_update().get(pk=user.pk)
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise Refused("Deze persoon heeft geen tweede stappen.")
    tell_about_step(user=user, sentence=ALL_REMOVED)
