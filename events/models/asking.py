"""What does an event ask of those who sign up, and what did they answer?"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Asking(models.Model):
    """An event's questions, in the version that it began to ask, and whether photographs are taken."""

    event = models.OneToOneField("events.Event", on_delete=models.CASCADE, related_name="asking")
    version = models.ForeignKey(
        "questions.QuestionSetVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("questions"),
    )
    takes_photos = models.BooleanField(_("photographs are taken"), default=False)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("what is asked at sign-up")
        verbose_name_plural = _("what is asked at sign-up")

    def __str__(self) -> str:
        return f"{self.event_id} v{self.version_id}"


class AnswerSheet(models.Model):
    """The answers about one person, or with no registration those given once for the party.

    They stay with the version they were given to. ``shortest_days`` is how long after the event's end the first
    of the answers still held is erased, empty when none is held; ``erased`` are the questions whose time is over.
    """

    party = models.ForeignKey("events.Party", on_delete=models.PROTECT, related_name="answer_sheets")
    registration = models.OneToOneField(
        "events.Registration", on_delete=models.PROTECT, null=True, blank=True, related_name="answer_sheet"
    )
    version = models.ForeignKey("questions.QuestionSetVersion", on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    erased = models.JSONField(default=list)
    shortest_days = models.PositiveIntegerField(null=True, blank=True, db_index=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answers")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["party"], condition=Q(registration=None), name="one_sheet_for_the_party")
        ]

    def __str__(self) -> str:
        return f"{self.party_id} × {self.registration_id or '–'}"

    def hold(self, answers: dict[str, Any]) -> None:
        """Take these answers, and note when the first of them has to go."""
        kept = {question.id: question.kept_days for question in self.version.questions}
        self.answers = answers
        self.shortest_days = min((kept[key] for key in answers if key in kept), default=None)
