from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "portal.questions"
    label = "questions"
    verbose_name = "问题"

    def ready(self) -> None:
        from portal import contributions
        from portal.questions.files import forget_unclaimed

        contributions.due.register(forget_unclaimed, order=90)
