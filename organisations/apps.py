from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "organisations"
    verbose_name = "组织与场地"

    def ready(self) -> None:
        from organisations import contributions
        from organisations.models import OrganisationPage
        from organisations.permissions import rights_on
        from organisations.viewsets.profile import edit_handler

        contributions.register()
        # How a page is edited, and by whom, lies above what it is; Wagtail looks for both on the model.
        OrganisationPage.edit_handler = edit_handler
        OrganisationPage.permissions_for_user = rights_on
