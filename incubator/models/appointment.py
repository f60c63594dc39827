"""Who works for a base, for a time? Outside reviewers and mentors, and officers of this base alone."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from incubator.states import AppointmentAnswer


def name_of(user: Any) -> str:
    """Return the name by which an account goes at a base: their own, else the one under which a base appointed them."""
    person = getattr(user, "person", None)
    if person and person.name:
        return str(person.name)
    appointed = next((one.name for one in user.incubator_appointments.all() if one.name), "")
    return appointed or user.get_full_name() or user.get_username()


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def valid_on(self, day: date) -> "AppointmentQuerySet":
        """Keep what is accepted and in force on this day (``ends_on`` is the first day without it)."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day, answer=AppointmentAnswer.ACCEPTED)

    def to_answer(self, user: Any, day: date) -> "AppointmentQuerySet":
        """Keep what this account is asked to accept, as long as it is not over."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), user=user, answer=AppointmentAnswer.ASKED)


class Appointment(models.Model):
    """A reviewer, mentor or officer of a base. ``field_of_work`` and ``employer`` match, and keep conflicts out.

    An officer prepares for this base and those that lean on it, like the staff of the organisation that runs it.
    Nobody has any right by an appointment that they have not accepted; ``tries`` counts wrong names given to accept it.
    """

    Answer = AppointmentAnswer

    class Role(models.TextChoices):
        REVIEWER = "reviewer", _("reviewer")
        MENTOR = "mentor", _("mentor")
        OFFICER = "officer", _("officer of the base")

    base = models.ForeignKey(
        "incubator.Base", on_delete=models.PROTECT, related_name="appointments", verbose_name=_("incubation base")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="incubator_appointments",
        verbose_name=_("account"),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    name = models.CharField(_("name"), max_length=50, blank=True)
    field_of_work = models.CharField(_("field of work"), max_length=100, blank=True)
    employer = models.CharField(_("works for"), max_length=100, blank=True)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation here that they belong to"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    answer = models.CharField(
        _("answer"), max_length=10, choices=AppointmentAnswer.choices, default=AppointmentAnswer.ASKED
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.UniqueConstraint(
                fields=["base", "user", "role"],
                condition=Q(ends_on=None) & ~Q(answer=AppointmentAnswer.DECLINED),
                name="one_open_appointment_a_role",
            ),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="appointment_days"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.base_id}"

    @property
    def last_day(self) -> date | None:
        """The last day with it, where it has an end."""
        return self.ends_on and self.ends_on - timedelta(days=1)

    @property
    def who(self) -> str:
        """The name by which the account goes here, else the one under which it was appointed."""
        person = getattr(self.user, "person", None)
        return (person.name if person else "") or self.name or self.user.get_full_name() or self.user.get_username()
