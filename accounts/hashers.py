"""How passwords are stored."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with the first of the settings that OWASP's Password Storage Cheat Sheet calls
    equally strong: 46 MiB, one pass, one lane. Django's own (100 MiB, two passes, eight lanes)
    keep both cores and 800 MB busy when eight teachers sign in at once. A password stored with
    other settings still works, and is stored anew when its owner signs in."""

    memory_cost = 46 * 1024  # KiB
    time_cost = 1
    parallelism = 1
