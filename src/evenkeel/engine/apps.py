from django.apps import AppConfig


class EngineConfig(AppConfig):
    name = "evenkeel.engine"
    verbose_name = "Engine"
