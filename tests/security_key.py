"""A security key made of software: it answers what a real one answers, signed with a real key.

What a test wants wrong, it changes before the answer goes out.
"""

import base64
import json
import secrets
import struct
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class SecurityKey:
    def __init__(self, origin: str = "http://localhost:8000", host: str = "localhost") -> None:
        self.origin, self.host = origin, host
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)

    def create(self, options: dict) -> dict:
        """The answer to the server's wish to add this key."""
        public = cbor.encode(dict(ES256.from_cryptography_key(self.private.public_key())))
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        data = self._data(PRESENT | VERIFIED | ATTESTED) + attested
        statement = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options)
        return self._credential(
            {"clientDataJSON": encode(client), "attestationObject": encode(statement)}
        )

    def get(self, options: dict) -> dict:
        """The answer to the server's question whether it is there."""
        data, client = self._data(PRESENT | VERIFIED), self._client("webauthn.get", options)
        signature = self.private.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {
                "clientDataJSON": encode(client),
                "authenticatorData": encode(data),
                "signature": encode(signature),
                "userHandle": None,
            }
        )

    def _data(self, flags: int) -> bytes:
        return sha256(self.host.encode()).digest() + bytes([flags]) + struct.pack(">I", 1)

    def _client(self, kind: str, options: dict) -> bytes:
        challenge = options["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, response: dict) -> dict:
        return {
            "type": "public-key",
            "id": encode(self.id),
            "rawId": encode(self.id),
            "response": response,
            "clientExtensionResults": {},
        }
