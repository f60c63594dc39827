from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "邻里"

    def ready(self) -> None:
        from portal import checks, contributions, upkeep

        checks.register_all()
        contributions.due.register(upkeep.publish_scheduled, order=30)
        contributions.due.register(upkeep.reap_tasks, order=40)
        contributions.due.register(upkeep.prune_task_results, order=90)
        contributions.due.register(upkeep.forget_sessions, order=90)
