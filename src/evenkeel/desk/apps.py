from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "evenkeel.desk"
    verbose_name = "Desk"
