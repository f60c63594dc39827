from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "organisations"
    verbose_name = "组织与场地"

    def ready(self) -> None:
        from organisations import contributions

        contributions.register()
