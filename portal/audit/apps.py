from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "portal.audit"
    label = "audit"
    verbose_name = "操作留痕"

    def ready(self) -> None:
        from portal import contributions
        from portal.audit.purging import purge
        from portal.audit.sealing import seal

        contributions.due.register(seal, order=20)
        contributions.due.register(purge, order=90)
