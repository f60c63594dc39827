from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "portal.outbox"
    label = "outbox"
    verbose_name = "消息"

    def ready(self) -> None:
        from portal import contributions
        from portal.outbox.purging import purge
        from portal.outbox.sending import send_due

        contributions.due.register(send_due, order=10)
        contributions.due.register(purge, order=90)
