"""Who has a place at a base, on what terms, and what came of it? A placement, its mentors and its log."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from incubator.models.base import Base
from incubator.states import TAKES_A_PLACE, PlacementState
from organisations.permissions import Act, organisations_for


class PlacementQuerySet(models.QuerySet["Placement"]):
    def of_bases(self, bases: models.QuerySet[Base]) -> "PlacementQuerySet":
        return self.filter(intake__base__in=bases)

    def held_by(self, user: Any) -> "PlacementQuerySet":
        """Keep those of whoever wrote the application, and of organisations that the user manages."""
        wrote = Q(application__case__editors__user=user)
        return self.filter(wrote | Q(organisation__in=organisations_for(user, Act.MANAGE))).distinct()

    def taking_a_place(self) -> "PlacementQuerySet":
        return self.filter(state__in=TAKES_A_PLACE)

    def with_call(self) -> "PlacementQuerySet":
        return self.select_related("intake__base__parent__parent", "track", "organisation", "application__case")


class Placement(models.Model):
    """A place in the incubator. ``name`` is that of the application; days are local, ``ends_on`` is the last one.

    ``papers`` are the signed copies of the agreement, as answers hold files. ``organisation`` is empty for a team
    until it is registered. ``ended_on`` and ``end_reason`` say when and why it was over.
    """

    State = PlacementState

    application = models.OneToOneField("incubator.Application", on_delete=models.PROTECT, related_name="placement")
    intake = models.ForeignKey(
        "incubator.Intake", on_delete=models.PROTECT, related_name="placements", verbose_name=_("call")
    )
    track = models.ForeignKey(
        "incubator.Track", on_delete=models.PROTECT, related_name="placements", verbose_name=_("track")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="placements",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("name"), max_length=120)
    reference = models.CharField(_("agreement"), max_length=24, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=PlacementState.choices, default=PlacementState.AGREEING)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    premises = models.CharField(_("room or desk"), max_length=200, blank=True)
    subsidy = models.DecimalField(_("subsidy in yuan"), max_digits=10, decimal_places=2, null=True, blank=True)
    terms = models.TextField(_("what else was agreed"), max_length=2000, blank=True)
    papers = models.JSONField(default=list, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    is_at_risk = models.BooleanField(_("at risk"), default=False)
    hand_over_by = models.DateField(_("hand over by"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    end_reason = models.CharField(_("why"), max_length=500, blank=True)
    created_at = models.DateTimeField()

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="placement_days"),
            models.CheckConstraint(
                condition=Q(state__in=[PlacementState.AGREEING, PlacementState.NOT_TAKEN_UP])
                | Q(starts_on__isnull=False, ends_on__isnull=False),
                name="placement_begun_has_its_days",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlacementState.GRADUATED) | Q(organisation__isnull=False),
                name="graduate_is_registered",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def takes_a_place(self) -> bool:
        return self.state in TAKES_A_PLACE

    @property
    def subject(self) -> str:
        """The fact that a proof of its graduation certifies."""
        return f"graduation:{self.pk}"

    @property
    def term(self) -> tuple[date, date]:
        """From when until when it is agreed; raises ``ValueError`` before it is."""
        if self.starts_on is None or self.ends_on is None:
            raise ValueError("There is no agreement yet.")
        return self.starts_on, self.ends_on

    def months_at(self, day: date) -> int:
        """Return how many months have gone since it began."""
        if self.starts_on is None or day < self.starts_on:
            return 0
        months = (day.year - self.starts_on.year) * 12 + day.month - self.starts_on.month
        return months - (day.day < self.starts_on.day)


class Mentoring(models.Model):
    """Somebody mentors a placement, by their appointment at the base; ``ends_on`` is the first day without."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="mentorings")
    appointment = models.ForeignKey("incubator.Appointment", on_delete=models.PROTECT, related_name="mentorings")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("mentoring")
        verbose_name_plural = _("mentorings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "appointment"], condition=Q(ends_on=None), name="one_mentoring_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.appointment_id}"


class LogEntry(models.Model):
    """What a base gave a placement, or noted about it: training, services, money, warnings."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("training")
        SERVICE = "service", _("service")
        MONEY = "money", _("money paid")
        SPACE = "space", _("room used")
        WARNING = "warning", _("warning")
        EXTENSION = "extension", _("extension")

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="log")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    on = models.DateField(_("day"))
    words = models.CharField(_("what"), max_length=500)
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=1, null=True, blank=True)
    amount = models.DecimalField(_("yuan"), max_digits=10, decimal_places=2, null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("entry of a placement's log")
        verbose_name_plural = _("entries of placements' logs")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.kind} {self.on}"
