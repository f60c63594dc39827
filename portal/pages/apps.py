from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "portal.pages"
    label = "pages"
    verbose_name = "页面"

    def ready(self) -> None:
        from portal import contributions
        from portal.pages.founding import found_home, found_plain_pages

        contributions.foundations.register(found_home, order=10)
        contributions.foundations.register(found_plain_pages, order=15)
