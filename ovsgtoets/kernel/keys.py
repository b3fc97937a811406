"""Private keys that sign: read from the environment, or made once on one's own machine."""

import os
import re
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.core.exceptions import ImproperlyConfigured

SMALLEST = 2048
PEM = re.compile(r"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----", re.DOTALL)


def private_keys(text: str, *, name: str) -> list[str]:
    """The RSA keys in the environment variable `name`, as PEM, one after the other.

    A file of environment variables has one line for each: there `\\n` stands for the end of a
    line. What is no key, or too small a one, stops the portal from starting.
    """
    text = text.replace("\\n", "\n").strip()
    pems = PEM.findall(text)
    if PEM.sub("", text).strip():
        raise ImproperlyConfigured(f"{name} holds something that is no private key in PEM.")
    for pem in pems:
        try:
            key = load_pem_private_key(pem.encode(), password=None)
        except (ValueError, TypeError) as error:
            raise ImproperlyConfigured(f"{name} holds a key that can't be read.") from error
        if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < SMALLEST:
            raise ImproperlyConfigured(f"{name} takes RSA keys of at least {SMALLEST} bits.")
    return [f"{pem}\n" for pem in pems]


def new_private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=SMALLEST)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def kept_private_key(path: Path) -> str:
    """The key in the file, made at the first call; also when several processes start at once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent) as draft:  # readable by its owner only
            draft.write(new_private_key())
            draft.flush()
            with suppress(FileExistsError):  # another process was a moment earlier
                os.link(draft.name, path)
    return path.read_text()
