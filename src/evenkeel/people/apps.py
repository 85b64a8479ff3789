from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "evenkeel.people"
    verbose_name = "People"
