from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "evenkeel.conversations"
    verbose_name = "Conversations"
