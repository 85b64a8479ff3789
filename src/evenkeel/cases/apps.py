from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "evenkeel.cases"
    verbose_name = "Cases"
