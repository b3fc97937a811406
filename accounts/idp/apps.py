from django.apps import AppConfig


class IdpConfig(AppConfig):
    name = "accounts.idp"
    label = "idp"
    verbose_name = "Aanmelden bij Moodle"
