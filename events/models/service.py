"""How long did somebody serve? A ledger whose entries are never changed, and the proofs that were asked for."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.states import HoursState
from portal.languages import in_reader_language


class HoursQuerySet(models.QuerySet["HoursEntry"]):
    def approved(self) -> "HoursQuerySet":
        """Keep what counts."""
        return self.filter(state=HoursState.APPROVED)

    def to_be_approved(self) -> "HoursQuerySet":
        """Keep what awaits the organisation's word."""
        return self.filter(state=HoursState.PROPOSED)

    def of_volunteer(self, volunteer: Any) -> "HoursQuerySet":
        """Keep what one volunteer served."""
        return self.filter(volunteer=volunteer)

    def minutes(self) -> int:
        """Return the sum of minutes; one query."""
        return self.aggregate(sum=Sum("minutes"))["sum"] or 0


class HoursEntry(models.Model):
    """So many minutes of service on one local day. A correction is an entry of its own that ``corrects`` another.

    ``minutes`` of a correction may be negative. Travel never counts.
    """

    State = HoursState

    volunteer = models.ForeignKey("events.Volunteer", on_delete=models.PROTECT, related_name="hours")
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="volunteer_hours"
    )
    assignment = models.ForeignKey(
        "events.Assignment", on_delete=models.PROTECT, null=True, blank=True, related_name="hours"
    )
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections", editable=False
    )
    on = models.DateField(_("day"))
    minutes = models.IntegerField(pgettext_lazy("how long", "minutes"))
    content = models.CharField(_("what was done"), max_length=120)
    content_en = models.CharField(_("what was done, in English"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=HoursState.choices, default=HoursState.PROPOSED)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = HoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of hours")
        verbose_name_plural = _("entries of hours")
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["volunteer", "state", "on"]),
            models.Index(fields=["organisation", "state", "on"]),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(minutes=0), name="hours_are_not_nothing"),
            models.CheckConstraint(
                condition=Q(minutes__gt=0) | Q(corrects__isnull=False), name="only_corrections_take_hours_away"
            ),
            models.CheckConstraint(condition=Q(corrects=None) | ~Q(reason=""), name="hours_corrected_for_a_reason"),
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(corrects=None), name="one_entry_of_hours_an_assignment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.on} {self.minutes}"

    @property
    def local_content(self) -> str:
        return in_reader_language(self.content, self.content_en)


class ServiceProof(models.Model):
    """That a volunteer asked for a proof of service over some days, and which one was issued.

    The document's number is asked for this paper alone and kept encrypted (``document_secret``) until the paper was
    taken (``taken_at``), thirty days at most.
    """

    class Document(models.TextChoices):
        IDENTITY_CARD = "id_card", _("resident identity card")
        PASSPORT = "passport", _("passport")
        PERMIT = "permit", _("travel or residence permit")

    volunteer = models.ForeignKey("events.Volunteer", on_delete=models.PROTECT, related_name="service_proofs")
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="service_proofs"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    document = models.CharField(_("document"), max_length=10, choices=Document.choices, blank=True)
    document_secret = models.TextField(blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    handler = models.CharField(_("handled by"), max_length=50, blank=True)
    in_charge = models.CharField(_("person in charge"), max_length=50, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    proof = models.OneToOneField(
        "proofs.Proof", on_delete=models.PROTECT, null=True, blank=True, related_name="service_proof"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_note = models.CharField(_("why not"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("proof of service")
        verbose_name_plural = _("proofs of service")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="service_proof_has_length")
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.starts_on} {self.ends_on}"
