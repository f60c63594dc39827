from django.apps import AppConfig


class IncubatorConfig(AppConfig):
    name = "incubator"
    verbose_name = "孵化"

    def ready(self) -> None:
        from incubator import contributions

        contributions.register()
