"""Which applications does the operator propose, and what does the authority decide? A ranked list with reasons."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from incubator.states import ProposalState, Verdict


class Proposal(models.Model):
    """A list of a call's applications, prepared by the operator and decided by the authority; one is open at a time.

    ``first_by`` has decided and waits for a second person, where the workflow wants two. ``step`` counts what was done
    to it: a page says which it has seen.
    """

    State = ProposalState

    intake = models.ForeignKey(
        "incubator.Intake", on_delete=models.PROTECT, related_name="proposals", verbose_name=_("call")
    )
    state = models.CharField(_("state"), max_length=12, choices=ProposalState.choices, default=ProposalState.PREPARED)
    step = models.PositiveIntegerField(default=0)
    note = models.CharField(_("why it was handed back"), max_length=500, blank=True)
    created_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True, blank=True)
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["intake"], condition=~Q(state=ProposalState.DECIDED), name="one_open_proposal_a_call"
            )
        ]

    def __str__(self) -> str:
        return f"{self.intake_id} {self.pk}"


class ProposalLine(models.Model):
    """One application on the list: the verdict that is proposed, and the one that was decided, each with its reason."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="lines")
    application = models.OneToOneField("incubator.Application", on_delete=models.PROTECT, related_name="line")
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)
    proposed = models.CharField(_("proposed"), max_length=10, choices=Verdict.choices)
    proposed_reason = models.TextField(_("reason"), max_length=1000, blank=True)
    verdict = models.CharField(_("decided"), max_length=10, choices=Verdict.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("line of a proposal")
        verbose_name_plural = _("lines of proposals")
        ordering = ["rank", "pk"]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.application_id}"
