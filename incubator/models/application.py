"""Who applied to which call? An application: a case, the call and the track it is for, and who stands behind it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from incubator.models.intake import ApplicantKind


class ApplicationQuerySet(models.QuerySet["Application"]):
    def submitted(self) -> "ApplicationQuerySet":
        """Keep what was handed in."""
        return self.filter(case__submitted_at__isnull=False)

    def shown(self) -> "ApplicationQuerySet":
        """Read along what a list shows; what many rows share (their workflow, call and track) once for all."""
        rows = self.select_related("case").defer("case__draft", "case__known")
        return rows.prefetch_related("case__workflow", "intake", "track")

    def with_case(self) -> "ApplicationQuerySet":
        """Read the case, its workflow and its questions along."""
        return self.select_related("case__workflow", "case__questions", "intake__base", "track", "organisation")


class Application(models.Model):
    """One application to a call. Where it stands, what was answered and what was decided is the case's.

    ``organisation`` is empty for a team that is not registered yet, until it is.
    """

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="incubator_application")
    intake = models.ForeignKey(
        "incubator.Intake", on_delete=models.PROTECT, related_name="applications", verbose_name=_("call")
    )
    track = models.ForeignKey(
        "incubator.Track", on_delete=models.PROTECT, related_name="applications", verbose_name=_("track")
    )
    applicant_kind = models.CharField(_("who applies"), max_length=12, choices=ApplicantKind.choices)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incubator_applications",
        verbose_name=_("organisation"),
    )
    created_at = models.DateTimeField()

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("incubator application")
        verbose_name_plural = _("incubator applications")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(applicant_kind="registered") | Q(organisation__isnull=False),
                name="registered_applicant_is_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.intake_id}: {self.case_id}"
