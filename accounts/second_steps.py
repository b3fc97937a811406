"""How allauth's second factors behave here: kept encrypted, and bound to the portal's own address."""

import base64
from hashlib import sha256
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.functional import cached_property

NAME = "OVSG-toets"
# Recovery codes only help out; these are what a person signs in with.
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
WRONG_CODE = (
    "Deze code klopt niet. Kijk na of je de nieuwste code typte, en of de klok van je toestel"
    " juist staat."
)


class MfaAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
    }

    @cached_property
    def _cipher(self) -> MultiFernet:
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        return MultiFernet([Fernet(_as_fernet_key(key)) for key in keys])

    def encrypt(self, text: str) -> str:
        return self._cipher.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Something random when the secret key is another than at the time: no code is right."""
        try:
            return self._cipher.decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return generate_totp_secret()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """From the settings, never from what the browser says the host is."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": NAME}

    def get_public_key_credential_user_entity(self, user) -> dict:
        """The key learns the stable, meaningless id; not the number in the database."""
        entity = super().get_public_key_credential_user_entity(user)
        return entity | {"id": user.public_id.bytes}

    def generate_authenticator_name(self, user, type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return "Mijn sleutel" if number == 1 else f"Sleutel {number}"


def _as_fernet_key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(sha256(f"second factors {secret}".encode()).digest())
