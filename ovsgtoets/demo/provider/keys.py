"""The key that the demo provider signs with: made at the first need, kept in VAR_DIR."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

KID = "demo"


def signing_key() -> rsa.RSAPrivateKey:
    place = Path(settings.VAR_DIR) / "demo-eid.pem"
    if not place.exists():
        _make(place)
    return serialization.load_pem_private_key(place.read_bytes(), password=None)


def published_keys() -> dict[str, Any]:
    public = jwt.algorithms.RSAAlgorithm.to_jwk(signing_key().public_key(), as_dict=True)
    return {"keys": [public | {"kid": KID, "alg": "RS256", "use": "sig"}]}


def signed(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, signing_key(), algorithm="RS256", headers={"kid": KID})


def _make(place: Path) -> None:
    """Whole or not at all, and the first of two processes wins."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    text = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    place.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=place.parent) as new:
        new.write(text)
        new.flush()
        try:
            os.link(new.name, place)
        except FileExistsError:
            return
