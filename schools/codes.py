"""Registration codes as text: making one that people can retype, and hashing it for storage."""

import re
import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no O/0 and no I/1/L: they look alike on paper
GROUPS = 4
GROUP_LENGTH = 5  # 20 characters out of 31: 99 bits
SALT = "schools.registration_code"


def new_code() -> str:
    """A fresh random code, such as `K7QWM-3XUTA-PPN5D-HY8RC`."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
    )


def normalised(code: str) -> str:
    """The code as it is compared: capitals and digits only, however it was typed."""
    return re.sub(r"[^A-Z0-9]", "", code.upper())


def hash_code(code: str) -> str:
    """What is stored of a code: a hash keyed with the secret key, 64 hexadecimal digits."""
    return _hash(code, settings.SECRET_KEY)


def possible_hashes(code: str) -> list[str]:
    """What may be stored of this code, also from before a change of the secret key."""
    return [_hash(code, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _hash(code: str, key: str) -> str:
    return salted_hmac(SALT, normalised(code), secret=key, algorithm="sha256").hexdigest()
