"""By which rules does a case move? A workflow in versions that never change."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.cases.definition import Plan
from portal.cases.reading import trust
from portal.languages import Named


class Workflow(Named):
    """A workflow of an organisation for cases of one kind, with what it asks.

    ``key`` is its name in code, empty for those of officers.
    """

    kind = models.CharField(_("kind of case"), max_length=30)
    key = models.SlugField(max_length=40, blank=True)
    organisation_id = models.PositiveBigIntegerField(_("organisation"), null=True, blank=True, db_index=True)
    question_set = models.ForeignKey(
        "questions.QuestionSet", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("workflow of cases")
        verbose_name_plural = _("workflows of cases")
        ordering = ["-changed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~models.Q(key=""), name="one_workflow_of_a_key")
        ]

    @cached_property
    def newest(self) -> "WorkflowVersion":
        """The version under which cases begin from now on."""
        return self.versions.latest("number")


class WorkflowVersion(models.Model):
    """The workflow as it stood once; never changed, so that no case is stranded."""

    workflow = models.ForeignKey(Workflow, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    definition = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("version of a workflow")
        verbose_name_plural = _("versions of workflows")
        constraints = [models.UniqueConstraint(fields=["workflow", "number"], name="one_workflow_version_a_number")]

    def __str__(self) -> str:
        return f"{self.workflow_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert it; raises ``ValueError`` for one that is there already."""
        if not self._state.adding:
            raise ValueError("A version is never changed.")
        super().save(*args, **kwargs)

    @cached_property
    def plan(self) -> Plan:
        """The workflow as values."""
        return trust(self.definition)
