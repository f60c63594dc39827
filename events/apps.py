from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "活动"

    def ready(self) -> None:
        from wagtail.signals import task_submitted

        from events import contributions
        from events.approving import approval
        from events.models import ProgrammePage
        from events.viewsets.programme import edit_handler

        contributions.register()
        # Here, not among the admin's hooks: those are loaded by the first page of the admin, not by a command.
        task_submitted.connect(approval.words_were_sent, dispatch_uid="events.words_were_sent")
        # How a page is edited lies above what it is; Wagtail looks for it on the model.
        ProgrammePage.edit_handler = edit_handler
