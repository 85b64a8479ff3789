from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "evenkeel.reviews"
    verbose_name = "Reviews"
