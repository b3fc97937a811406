from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "ovsgtoets.demo"
    label = "demo"
