from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "evenkeel.timeline"
    verbose_name = "Timeline"
