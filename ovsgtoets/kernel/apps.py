from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "ovsgtoets.kernel"
    label = "kernel"
    verbose_name = "Achtergrondtaken"
