from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "evenkeel.notifications"
    verbose_name = "Notifications"
