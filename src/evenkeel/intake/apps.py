from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "evenkeel.intake"
    verbose_name = "Intake"
