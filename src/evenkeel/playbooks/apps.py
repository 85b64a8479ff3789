from django.apps import AppConfig


class PlaybooksConfig(AppConfig):
    name = "evenkeel.playbooks"
    verbose_name = "Playbooks"
