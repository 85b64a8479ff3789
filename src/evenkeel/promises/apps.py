from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "evenkeel.promises"
    verbose_name = "Promises"
