from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Gebruikers"

    def ready(self) -> None:
        from accounts.hijack import connect_trace

        connect_trace()
