"""Which hands are needed when? Roles, the shifts in which they are filled, plans for programmes, standing duties."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.states import ShiftState
from portal.languages import Named, in_reader_language


class VolunteerRole(Named):
    """What a volunteer does in a shift: welcoming people, tutoring. Without an organisation it is everybody's.

    ``skills`` are codes of ``Skill``: they help, nobody is refused for want of one; ``requires`` are papers.
    ``is_risky``: a body can come to harm; only who is insured takes it. ``swaps_are_approved``: a stand-in needs the
    organisation's word.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="volunteer_roles",
        verbose_name=_("organisation"),
    )
    words = models.CharField(_("what one does"), max_length=300, blank=True)
    words_en = models.CharField(_("what one does, in English"), max_length=400, blank=True)
    requires = models.ManyToManyField(
        "events.QualificationKind", blank=True, related_name="volunteer_roles", verbose_name=_("only for holders of")
    )
    skills = models.JSONField(_("skills that help"), default=list, blank=True)
    min_age = models.PositiveSmallIntegerField(_("from age"), default=16)
    is_risky = models.BooleanField(_("only once insurance is noted"), default=False)
    swaps_are_approved = models.BooleanField(_("we approve stand-ins"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_retired = models.BooleanField(_("no longer used"), default=False)

    class Meta:
        verbose_name = _("volunteers' role")
        verbose_name_plural = _("volunteers' roles")
        ordering = ["position", "name", "pk"]

    @property
    def local_words(self) -> str:
        return in_reader_language(self.words, self.words_en)


class ShiftPlan(Named):
    """What a kind of programme needs: lines that become shifts around each of its sessions."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.CASCADE,
        related_name="shift_plans",
        verbose_name=_("organisation"),
    )
    category = models.ForeignKey(
        "events.Category",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shift_plans",
        verbose_name=_("kind of programme"),
    )

    class Meta:
        verbose_name = _("plan of shifts")
        verbose_name_plural = _("plans of shifts")
        ordering = ["name", "pk"]


class ShiftPlanLine(models.Model):
    """One role of a plan: from so many minutes before a session starts until so many after it ends."""

    plan = models.ForeignKey(ShiftPlan, on_delete=models.CASCADE, related_name="lines")
    role = models.ForeignKey(VolunteerRole, on_delete=models.PROTECT, related_name="+", verbose_name=_("role"))
    minutes_before = models.PositiveSmallIntegerField(_("minutes before it starts"), default=30)
    minutes_after = models.PositiveSmallIntegerField(_("minutes after it ends"), default=15)
    minimum = models.PositiveSmallIntegerField(_("at least"), default=1)
    wished = models.PositiveSmallIntegerField(_("people wished for"), default=1, validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(wished__gte=F("minimum")) & Q(wished__gte=1), name="plan_wishes_enough")
        ]

    def __str__(self) -> str:
        return f"{self.role_id} × {self.wished}"


class StandingDuty(Named):
    """What is needed every week at the same hour and is no programme: visiting an elder, the library desk.

    ``weekdays`` from 0 (Monday). Its shifts are made some weeks ahead, up to ``made_until``; ``ends_on`` is the last
    day.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.CASCADE,
        related_name="standing_duties",
        verbose_name=_("organisation"),
    )
    role = models.ForeignKey(VolunteerRole, on_delete=models.PROTECT, related_name="duties", verbose_name=_("role"))
    weekdays = models.JSONField(_("on"))
    starts = models.TimeField(_("from"))
    minutes = models.PositiveSmallIntegerField(pgettext_lazy("how long", "minutes"), validators=[MinValueValidator(15)])
    minimum = models.PositiveSmallIntegerField(_("at least"), default=1)
    wished = models.PositiveSmallIntegerField(_("people wished for"), default=1, validators=[MinValueValidator(1)])
    meeting_point = models.CharField(_("meeting point"), max_length=100, blank=True)
    meeting_point_en = models.CharField(_("meeting point in English"), max_length=150, blank=True)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    starts_on = models.DateField(_("from the day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    made_until = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("standing duty")
        verbose_name_plural = _("standing duties")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(wished__gte=F("minimum")) & Q(wished__gte=1), name="duty_wishes_enough"),
            models.CheckConstraint(condition=Q(minutes__gte=15), name="duty_has_length"),
        ]


class ShiftQuerySet(models.QuerySet["Shift"]):
    def open(self) -> "ShiftQuerySet":
        """Keep what volunteers can see: published, not called off, of an organisation that is active."""
        return self.filter(state=ShiftState.OPEN, organisation__state="active")

    def upcoming(self, at: datetime) -> "ShiftQuerySet":
        """Keep what has not begun."""
        return self.filter(starts_at__gt=at)

    def between(self, start: datetime, end: datetime) -> "ShiftQuerySet":
        """Keep what overlaps the half-open span."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def of_organisations(self, organisations: Any) -> "ShiftQuerySet":
        """Keep those of these organisations."""
        return self.filter(organisation__in=organisations)

    def short_of_people(self) -> "ShiftQuerySet":
        """Keep those with fewer people than they need at least."""
        return self.filter(pool__taken__lt=F("minimum"))

    def with_places(self) -> "ShiftQuerySet":
        """Keep those in which a newcomer is still wished for."""
        return self.filter(pool__taken__lt=F("pool__capacity"), pool__waiting=0)

    def with_all(self) -> "ShiftQuerySet":
        """Read what every page says about a shift in the same query."""
        return self.select_related("role", "pool", "organisation", "centre", "event__programme", "session", "duty")


class Shift(models.Model):
    """So many people in one role from ``starts_at`` to ``ends_at``. Its places are a pool of their own: ``pool``.

    The pool's capacity is the number wished for, ``minimum`` what it cannot do without. It belongs to a session, which
    it follows with ``minutes_before`` and ``minutes_after``, to a standing duty, or to neither. ``alerted_hours`` are
    the lead times at which a gap was told.
    """

    State = ShiftState

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="shifts", verbose_name=_("organisation")
    )
    centre = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shifts_held_here",
        verbose_name=_("centre"),
    )
    role = models.ForeignKey(VolunteerRole, on_delete=models.PROTECT, related_name="shifts", verbose_name=_("role"))
    event = models.ForeignKey(
        "events.Event", on_delete=models.CASCADE, null=True, blank=True, related_name="shifts", verbose_name=_("event")
    )
    session = models.ForeignKey(
        "events.Session",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="shifts",
        verbose_name=_("session"),
    )
    duty = models.ForeignKey(
        StandingDuty,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shifts",
        verbose_name=_("standing duty"),
    )
    pool = models.OneToOneField("events.Pool", on_delete=models.PROTECT, related_name="shift", editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ShiftState.choices, default=ShiftState.OPEN)
    state_note = models.CharField(_("what people are told about it"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    minutes_before = models.PositiveSmallIntegerField(_("minutes before it starts"), default=0)
    minutes_after = models.PositiveSmallIntegerField(_("minutes after it ends"), default=0)
    minimum = models.PositiveSmallIntegerField(_("at least"), default=1)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="supervised_shifts",
        verbose_name=_("person in charge"),
    )
    meeting_point = models.CharField(_("meeting point"), max_length=100, blank=True)
    meeting_point_en = models.CharField(_("meeting point in English"), max_length=150, blank=True)
    note = models.CharField(_("what to know or bring"), max_length=200, blank=True)
    note_en = models.CharField(_("what to know or bring, in English"), max_length=300, blank=True)
    alerted_hours = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["state", "starts_at"]),
            models.Index(fields=["organisation", "starts_at"]),
            models.Index(fields=["session", "role"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_has_length"),
            models.CheckConstraint(
                condition=Q(session=None) | Q(event__isnull=False), name="shift_of_a_session_has_its_event"
            ),
            models.UniqueConstraint(fields=["duty", "starts_at"], name="one_shift_of_a_duty_and_start"),
        ]

    def __str__(self) -> str:
        return f"{self.role_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.starts_at, self.ends_at

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def local_meeting_point(self) -> str:
        return in_reader_language(self.meeting_point, self.meeting_point_en)

    @property
    def local_note(self) -> str:
        return in_reader_language(self.note, self.note_en)
