from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "evenkeel.api"
    verbose_name = "Api"
