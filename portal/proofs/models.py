"""What has been certified about whom? Frozen when it is issued; later only its state and what is shown change."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.proofs.states import ProofState, Why


class ProofQuerySet(models.QuerySet["Proof"]):
    def in_force(self) -> "ProofQuerySet":
        """Keep those that are neither revoked nor replaced; they may have expired."""
        return self.filter(state=ProofState.ISSUED)

    def of_people(self, person_ids: Any) -> "ProofQuerySet":
        """Keep what was certified about these people."""
        return self.filter(person__in=person_ids)

    def about(self, subjects: Any) -> "ProofQuerySet":
        """Keep the proofs of these facts."""
        return self.filter(subject__in=subjects)


class Proof(models.Model):
    """One proof. ``subject`` names the fact it certifies (``attendance:12``): of one fact one proof is in force.

    ``person`` is empty for what is certified about an organisation; the app that issues it shows it to its staff.

    ``content`` is what it says, in both languages, as it was on the day: a title, a statement, and fields of a name,
    a label, a value and a rule (``content.Rule``). ``seal`` covers everything that never changes. ``shown`` are the
    fields that its holder chose to show to whoever checks it. ``valid_until`` is the last day it is valid on.
    """

    number = models.CharField(_("number"), max_length=16, unique=True)
    kind = models.CharField(_("kind"), max_length=30)
    subject = models.CharField(max_length=60)
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proofs",
        verbose_name=_("person"),
    )
    organisation_id = models.PositiveBigIntegerField(_("organisation"), null=True, blank=True, db_index=True)
    content = models.JSONField()
    seal = models.CharField(max_length=64)
    shown = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=10, choices=ProofState.choices, default=ProofState.ISSUED)
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", editable=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    why = models.CharField(_("why it was revoked"), max_length=10, choices=Why.choices, blank=True)
    note = models.CharField(_("what the holder is told"), max_length=200, blank=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        indexes = [
            models.Index(fields=["person", "-issued_at"]),
            models.Index(fields=["organisation_id", "-issued_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(state=ProofState.ISSUED), name="one_proof_of_a_fact_in_force"
            ),
            models.CheckConstraint(
                condition=(Q(state=ProofState.REVOKED) & ~Q(why="") & Q(ended_at__isnull=False))
                | Q(state=ProofState.REPLACED, why="", ended_at__isnull=False)
                | Q(state=ProofState.ISSUED, why="", ended_at=None),
                name="revoked_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def has_expired(self, day: date) -> bool:
        """Return whether it was valid once and no longer is on this day."""
        return self.valid_until is not None and day > self.valid_until


class ProofTry(models.Model):
    """A number asked for that does not exist. ``source`` is a keyed digest of the network or account that asked."""

    source = models.CharField(max_length=64)
    tried_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["source", "tried_at"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.tried_at:%H:%M}"
