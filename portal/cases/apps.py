from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "portal.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        from portal import contributions
        from portal.cases import forgetting, lateness, readouts
        from portal.cases.telling import WORDINGS
        from portal.sms import wordings

        for name, text in WORDINGS.items():
            wordings.register(name, text)
        contributions.due.register(lateness.run, order=45)
        contributions.my_page_sections.register(readouts.my_section, order=40)
        contributions.personal_data.register(readouts.personal_data, order=50)
        contributions.erasures.register(forgetting.forget, order=50)
