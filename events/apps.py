from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "活动"

    def ready(self) -> None:
        from events import contributions
        from events.models import ProgrammePage
        from events.viewsets.programme import edit_handler

        contributions.register()
        # How a page is edited lies above what it is; Wagtail looks for it on the model.
        ProgrammePage.edit_handler = edit_handler
