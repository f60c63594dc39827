"""Who has to agree before words are published? Each host; this keeps their word, Wagtail keeps the queue."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, Task, TaskState, WorkflowState

from organisations.models import Organisation
from organisations.permissions import Act, may, organisations_for


def hosts_of(page: Page) -> dict[int, bool]:
    """Return whose word this version needs: the publisher's (True) and the co-hosts' that the portal knows (False)."""
    publisher = Organisation.objects.of_page(page)
    co_hosts = page.co_host_ids() if hasattr(page, "co_host_ids") else set()
    return {**({publisher.pk: True} if publisher else {}), **dict.fromkeys(co_hosts, False)}


class WordsApproval(Task):
    """The one step between a draft and the public: every host agrees to the same version.

    Wagtail's own buttons for approving are not offered (``get_actions`` is empty): ``events.approval`` is the
    only way through, so that no host can be passed over.
    """

    class Meta:
        verbose_name = _("approval of words")

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Ask every host of the latest version for its word."""
        step = super().start(workflow_state, user=user)
        HostApproval.objects.ask(step, hosts_of(step.revision.as_object()))
        return step

    def locked_for_user(self, obj: Page, user: Any) -> bool:
        """While it waits, only those who approve for its organisation may mend a word."""
        organisation = Organisation.objects.of_page(obj)
        return organisation is None or not may(user, Act.APPROVE, organisation.pk)

    @classmethod
    def get_description(cls) -> str:
        return str(_("Each host of the programme agrees; the home centre's officers speak for its organisations."))


class HostApprovalQuerySet(models.QuerySet):
    def ask(self, step: TaskState, hosts: dict[int, bool]) -> None:
        """Open a row for each host that has none yet at this step."""
        HostApproval.objects.bulk_create(
            [HostApproval(step=step, organisation_id=pk, is_publisher=mine) for pk, mine in hosts.items()],
            ignore_conflicts=True,
        )

    def waiting(self) -> "HostApprovalQuerySet":
        """Keep those of words that still wait."""
        return self.filter(step__status=TaskState.STATUS_IN_PROGRESS)

    def given_to(self, revision: Revision) -> "HostApprovalQuerySet":
        """Keep the words given to this very version, as it stands now."""
        return self.filter(revision=revision, at__gte=F("revision__created_at"))

    def of_speaker(self, user: Any) -> "HostApprovalQuerySet":
        """Keep the words that this user may give: the publisher's approvers, a co-host's owner too."""
        return self.filter(
            Q(is_publisher=True, organisation__in=organisations_for(user, Act.APPROVE))
            | Q(is_publisher=False, organisation__in=organisations_for(user, Act.MANAGE))
        )


class HostApproval(models.Model):
    """An organisation is asked for its word at this step; ``revision`` is the version it agreed to, ``at`` when.

    A version written anew after ``at`` needs its word again.
    """

    step = models.ForeignKey(TaskState, on_delete=models.CASCADE, related_name="host_approvals")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    is_publisher = models.BooleanField()
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    objects = HostApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("a host's approval")
        verbose_name_plural = _("hosts' approvals")
        constraints = [
            models.UniqueConstraint(fields=["step", "organisation"], name="one_word_a_host"),
            models.CheckConstraint(
                condition=Q(at=None, by=None, revision=None) | Q(at__isnull=False, by__isnull=False),
                name="a_word_has_a_speaker",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.step_id}"
