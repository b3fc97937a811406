"""Linking an eID to an account, undoing that, and finding the person of an eID."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.eid.failures import AccountLocked, NamesDiffer, NotLinked
from accounts.eid.status import EidStatus
from accounts.models import EidLink, User
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from ovsgtoets.kernel.mail import queue_mail

TAKEN = "Deze eID is al aan een andere account gekoppeld. Ontkoppel hem daar eerst."
ALREADY = "Je account is al aan een andere eID gekoppeld. Ontkoppel die eerst."


@dataclass(frozen=True)
class EidIdentity:
    """Somebody whom the provider vouches for; `organisation`: an instellingsnummer, if any."""

    issuer: str
    subject: str
    first_name: str
    last_name: str
    organisation: int | None = None

    @property
    def names(self) -> dict[str, str]:
        return {"first_name": self.first_name, "last_name": self.last_name}


@transaction.atomic
def link_eid(*, user: User, identity: EidIdentity, by: User) -> EidLink:
    """Gives the account this eID, and mails the person.

    Also when the names differ: the link then has the status "problem" and signs nobody in.
    Refuses an eID of another account, and a second eID for one account. Safe to repeat.
    """
    person = User.objects.select_for_update().get(pk=user.pk)  # a double click waits here
    key = {"issuer": identity.issuer, "subject": identity.subject}
    own = EidLink.objects.filter(user=person).first()
    if own:
        if (own.issuer, own.subject) != (identity.issuer, identity.subject):
            raise Refused(ALREADY)
        return own
    try:
        with transaction.atomic(), acting_as(by):
            link = EidLink.objects.create(user=person, **key, **identity.names)
    except IntegrityError as error:  # the database knows who was first
        raise Refused(TAKEN) from error
    queue_mail("accounts/mails/eid_linked", to=person.email, context={"person": person})
    return link


@transaction.atomic
def unlink_eid(*, user: User, by: User) -> None:
    """Takes the eID off the account, and mails the person. Safe to repeat: one mail."""
    person = User.objects.select_for_update().get(pk=user.pk)
    with acting_as(by):
        removed, _ = EidLink.objects.filter(user=person).delete()
    if removed:
        queue_mail("accounts/mails/eid_unlinked", to=person.email, context={"person": person})


def person_with_eid(*, identity: EidIdentity) -> User:
    """The person who linked this eID, by (issuer, subject) alone.

    Keeps the names as the eID has them today. Raises NotLinked, AccountLocked or NamesDiffer.
    """
    link = (
        EidLink.objects.select_related("user")
        .filter(issuer=identity.issuer, subject=identity.subject)
        .first()
    )
    if link is None:
        raise NotLinked
    if not link.user.is_active:
        raise AccountLocked
    _receive_names(link, identity)
    if link.status == EidStatus.PROBLEM:
        raise NamesDiffer
    EidLink.objects.filter(pk=link.pk).update(last_used_at=timezone.now())
    return link.user


def _receive_names(link: EidLink, identity: EidIdentity) -> None:
    if {"first_name": link.first_name, "last_name": link.last_name} != identity.names:
        link.first_name, link.last_name = identity.first_name, identity.last_name
        link.save(update_fields=["first_name", "last_name"])
