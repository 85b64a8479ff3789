from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "evenkeel.clock"
    verbose_name = "Clock"
