from django.apps import AppConfig


class StartConfig(AppConfig):
    name = "ovsgtoets.start"
    label = "start"
    verbose_name = "Mails"
