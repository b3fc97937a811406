"""Where sessions are kept: in Django's table, asked only for keys that it could have given."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key) -> bool:
        """A cookie can spell a null byte (`\\000`), on which the database breaks on every page."""
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()
