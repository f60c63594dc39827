"""Who has to be called, because no message reaches them? Untold until staff have ticked it with the answer."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.states import CallState
from portal.accounts.models import Person


class CallQuerySet(models.QuerySet["Call"]):
    def untold(self) -> "CallQuerySet":
        """Keep what still waits for somebody to call, the most pressing first."""
        return self.filter(state=CallState.OPEN).order_by(F("due_at").asc(nulls_last=True), "pk")

    def with_whom(self) -> "CallQuerySet":
        """Load what a list of calls reads."""
        return self.select_related(
            "event__programme",
            "organisation",
            "registration__person__user",
            "assignment__volunteer__person__user",
            "message__recipient__person",
        )

    def overdue(self, at: datetime) -> "CallQuerySet":
        """Keep what nobody has called in time."""
        return self.untold().filter(due_at__lte=at)


class Call(models.Model):
    """One thing to tell one person by telephone, about a sign-up or about a volunteer's shift.

    ``message`` is the one that did not arrive, if there was one; ``key`` names the fact, so that it stands on the list
    once. ``fact`` is one of ``events.messages.call_list.WORTH_A_CALL``.
    """

    class Reason(models.TextChoices):
        NO_WAY = "no_way", _("has no account that a message could reach")
        FAILED = "failed", _("the SMS could not be delivered")
        UNCLEAR = "unclear", _("nobody knows whether the SMS arrived")

    class Answer(models.TextChoices):
        REACHED = "reached", _("reached and told")
        COMES = "comes", _("reached: comes")
        STAYS_AWAY = "stays_away", _("reached: does not come")
        NO_ANSWER = "no_answer", _("no answer")
        WRONG_NUMBER = "wrong_number", _("wrong number")

    State = CallState

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="calls")
    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, null=True, blank=True, related_name="calls")
    registration = models.ForeignKey(
        "events.Registration", on_delete=models.PROTECT, null=True, blank=True, related_name="calls"
    )
    assignment = models.ForeignKey(
        "events.Assignment", on_delete=models.PROTECT, null=True, blank=True, related_name="calls"
    )
    message = models.OneToOneField(
        "outbox.Message", on_delete=models.SET_NULL, null=True, blank=True, related_name="call"
    )
    key = models.CharField(max_length=120, unique=True)
    fact = models.CharField(max_length=40)
    reason = models.CharField(_("why"), max_length=10, choices=Reason.choices)
    subject = models.CharField(max_length=200)
    words = models.TextField(_("what to say"))
    state = models.CharField(_("state"), max_length=10, choices=CallState.choices, default=CallState.OPEN)
    answer = models.CharField(_("answer"), max_length=15, choices=Answer.choices, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(_("by when"), null=True, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("telephone call")
        verbose_name_plural = _("telephone calls")
        indexes = [
            models.Index(fields=["organisation", "due_at"], condition=Q(state="open"), name="calls_to_make"),
            models.Index(fields=["event", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(called_at__isnull=False) & ~Q(answer=""), name="done_call_has_an_answer"
            ),
            models.CheckConstraint(
                condition=Q(event__isnull=False, registration__isnull=False, assignment=None)
                | Q(event=None, registration=None, assignment__isnull=False),
                name="call_about_a_sign_up_or_a_shift",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.pk}"

    @property
    def person(self) -> Person:
        """Who takes part, or is the volunteer."""
        if self.assignment:
            return self.assignment.volunteer.person
        if self.registration:
            return self.registration.person
        raise ValueError("A call is about a sign-up or about a shift.")

    @property
    def name(self) -> str:
        """Whom to ask for: the account's person where a message to it did not arrive, else who takes part."""
        taking_part = self.person
        account = self.message.recipient if self.message else None
        if account is None or account.pk == taking_part.user_id:
            return taking_part.name
        return account.person.name if hasattr(account, "person") else str(account)

    @property
    def numbers(self) -> list[str]:
        """Which numbers to try, without repeating one: the account's, then what is known of the person and family."""
        person = self.person
        account = self.message.recipient if self.message else None
        known = [
            account.phone if account else "",
            person.user.phone if person.user else "",
            person.contact_phone,
            person.emergency_phone,
        ]
        return list(dict.fromkeys(number for number in known if number))
