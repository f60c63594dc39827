"""Which questions are asked, in which version, and which files came as answers?"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.languages import Named
from portal.questions.definition import Questionnaire
from portal.questions.reading import read


class QuestionSet(Named):
    """An organisation's questions for some purpose. ``ids_given`` counts ids, so that none is ever used again."""

    organisation_id = models.PositiveBigIntegerField(_("organisation"), db_index=True)
    ids_given = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("set of questions")
        verbose_name_plural = _("sets of questions")
        ordering = ["-changed_at", "pk"]

    @cached_property
    def newest(self) -> "QuestionSetVersion":
        """The version that is asked from now on."""
        return self.versions.latest("number")


class QuestionSetVersion(models.Model):
    """The questions as they stood once; never changed, so that answers keep their meaning."""

    question_set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    definition = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("version of a set of questions")
        verbose_name_plural = _("versions of sets of questions")
        constraints = [models.UniqueConstraint(fields=["question_set", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.question_set_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert it; raises ``ValueError`` for one that is there already."""
        if not self._state.adding:
            raise ValueError("A version is never changed.")
        super().save(*args, **kwargs)

    @cached_property
    def questions(self) -> Questionnaire:
        """The questions as values."""
        return read(self.definition)


class AnswerFile(models.Model):
    """A file that came as an answer, kept in the private folder under ``key``.

    Until its answer is saved it is unclaimed: its uploader's alone, and gone after a day.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.CharField(max_length=30)
    name = models.CharField(_("file name"), max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(db_index=True)
    is_claimed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [models.Index(fields=["uploaded_by", "is_claimed"])]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def as_answer(self) -> dict[str, Any]:
        """What the answer holds of it."""
        return {"file": str(self.key), "name": self.name, "size": self.size, "sha256": self.sha256}
