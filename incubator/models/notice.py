"""What is shown in public before it is final, and who objects? The list for some days, and objections as cases."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PublicNoticeQuerySet(models.QuerySet["PublicNotice"]):
    def running(self, day: date) -> "PublicNoticeQuerySet":
        """Keep those to which one may object on this day; the last day counts whole."""
        return self.filter(first_on__lte=day, last_on__gte=day)


class PublicNotice(models.Model):
    """A decided list, shown for the call's working days. ``listed`` is what stood there, frozen on the first day:
    ``[{"application", "name", "track", "track_en", "verdict"}]``; names of organisations and teams, nobody's own.
    """

    proposal = models.OneToOneField("incubator.Proposal", on_delete=models.PROTECT, related_name="public_notice")
    listed = models.JSONField(default=list)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("until"))
    is_estimate = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        ordering = ["-first_on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="public_notice_has_days")]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.first_on}"

    def is_running(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on


class Objection(models.Model):
    """Somebody objects to a notice: a case; against one application, or, where there is none, against the list."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="incubator_objection")
    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="objections")
    application = models.ForeignKey(
        "incubator.Application", on_delete=models.PROTECT, null=True, blank=True, related_name="objections"
    )
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.case_id}"
