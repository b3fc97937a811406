"""Whether a person reads the mail of their address. Moodle gives an account that it has with an
address to whoever signs on with it, so an address that was only typed is never handed out.

An address is proven by the link for a password, or for another address, that was mailed there.
"""

from accounts.idp.models import DoubtedAddress
from accounts.models import User


def doubt_address(*, user: User) -> None:
    """Until the person uses a link that is mailed to it, the address goes nowhere. Safe to repeat."""
    DoubtedAddress.objects.get_or_create(user=user)


def trust_address(*, user: User) -> None:
    """The person used a link that was mailed to the address. Safe to repeat."""
    DoubtedAddress.objects.filter(user=user).delete()


def is_doubted(user: User) -> bool:
    return DoubtedAddress.objects.filter(user=user).exists()
