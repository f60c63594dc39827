"""What was handed in, what was decided, and everything that happened: rows that nothing changes."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """The answers as they were handed in once; only erasure empties them."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("version"))
    answers = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    erased = models.JSONField(default=list)

    class Meta:
        verbose_name = _("version of the answers")
        verbose_name_plural = _("versions of the answers")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_revision_a_number")]

    def __str__(self) -> str:
        return f"{self.case_id} r{self.number}"


class Decision(models.Model):
    """One person's word on a move that asks for a reason or an answer; of two where two are needed."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="decisions")
    step = models.PositiveIntegerField()
    move = models.CharField(max_length=30)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    answers = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "step", "move", "by"], name="one_word_a_person_and_move")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.move}"


class HistoryEntry(models.Model):
    """Something that happened to a case: ids, states and names of fields, never a personal value.

    The database refuses to change or delete one (``portal.cases.triggers``).
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="history")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=30)
    act = models.CharField(max_length=30)
    move = models.CharField(max_length=30, blank=True)
    before = models.CharField(max_length=30, blank=True)
    after = models.CharField(max_length=30, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("entry of a case's history")
        verbose_name_plural = _("entries of cases' histories")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_history_entry_a_number")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert it; raises ``ValueError`` for one that is there already."""
        if not self._state.adding:
            raise ValueError("History is never changed.")
        super().save(*args, **kwargs)
