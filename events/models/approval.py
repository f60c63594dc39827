"""Who has to agree before words are published? Each host; this keeps their word, Wagtail keeps the queue."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, Task

from organisations.models import Organisation
from organisations.permissions import Act, may


class WordsApproval(Task):
    """The one step between a draft and the public: every host agrees to the same version.

    Wagtail's own buttons for approving are not offered (``get_actions`` is empty): ``events.approval`` is the
    only way through, so that no host can be passed over.
    """

    class Meta:
        verbose_name = _("approval of words")

    def locked_for_user(self, obj: Page, user: Any) -> bool:
        """While it waits, only those who approve for its organisation may mend a word."""
        organisation = Organisation.objects.of_page(obj)
        return organisation is None or not may(user, Act.APPROVE, organisation.pk)

    @classmethod
    def get_description(cls) -> str:
        return str(_("Each host of the programme agrees; the home centre's officers speak for its organisations."))


class HostApproval(models.Model):
    """An organisation agreed to these very words. A version written anew after ``at`` needs its word again."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="host_approvals")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("a host's approval")
        verbose_name_plural = _("hosts' approvals")
        constraints = [models.UniqueConstraint(fields=["revision", "organisation"], name="one_word_a_host")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.revision_id}"
