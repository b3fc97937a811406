from django.apps import AppConfig

from ovsgtoets.kernel.forms import read_only_what_is_seen


class KernelConfig(AppConfig):
    name = "ovsgtoets.kernel"
    label = "kernel"
    verbose_name = "Achtergrondtaken"

    def ready(self) -> None:
        read_only_what_is_seen()
