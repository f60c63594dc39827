"""By what rule was an event's session repeated? Kept so that the rule can be shown, exported and copied."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.timetable.recurrence import Frequency, OnDayOff


class Recurrence(models.Model):
    """The rule of one event. ``every`` counts weeks or months; ``weekdays`` are digits, Monday 0 (``13``: Tue, Thu).

    Sessions are made from it once; they are the truth afterwards, whatever becomes of each of them. Events made in
    one go, one for each session, share their ``series``.
    """

    event = models.OneToOneField(
        "events.Event", on_delete=models.CASCADE, related_name="recurrence", verbose_name=_("event")
    )
    series = models.UUIDField(null=True, blank=True, db_index=True, editable=False)
    frequency = models.CharField(_("repeats"), max_length=16, choices=Frequency.choices, default=Frequency.ONCE)
    every = models.PositiveSmallIntegerField(_("every so many weeks or months"), default=1)
    weekdays = models.CharField(_("on which weekdays"), max_length=7, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    count = models.PositiveSmallIntegerField(_("how many sessions"), null=True, blank=True)
    on_holiday = models.CharField(
        _("on a public holiday"), max_length=8, choices=OnDayOff.choices, default=OnDayOff.SKIPPED
    )
    on_make_up_day = models.CharField(
        _("on a make-up working day"), max_length=8, choices=OnDayOff.choices, default=OnDayOff.HELD
    )

    class Meta:
        verbose_name = _("rule of repetition")
        verbose_name_plural = _("rules of repetition")
        constraints = [
            models.CheckConstraint(
                condition=Q(frequency=Frequency.ONCE)
                | Q(until__isnull=False, count=None)
                | Q(until=None, count__gte=1),
                name="recurrence_ends",
            ),
            models.CheckConstraint(condition=Q(every__gte=1), name="recurrence_steps"),
        ]

    def __str__(self) -> str:
        return f"{self.frequency} {self.event_id}"
