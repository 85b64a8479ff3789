from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "evenkeel.site"
    label = "evenkeel_site"
    verbose_name = "Site"

    def ready(self) -> None:
        from evenkeel.site import what_follows

        what_follows.register()
