"""How does somebody who was there say how it was? With a tap, by themselves or their agent, for two weeks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import FeedbackRefused, NoMandate
from events.feedback import alerts
from events.models import Attendance, Event, Feedback, Registration
from events.permissions import can_see_registration
from portal.audit.recording import record
from portal.questions.models import QuestionSetVersion

#: The day after somebody is asked; from then on the answer can be changed for fourteen days.
OPEN_FOR = timedelta(days=15)
HEALTH = "health"
#: Fewer answers than this say too much about each: nobody sees more than how many there are.
FEW = 5


@dataclass(frozen=True)
class Said:
    """What somebody says: stars, and whatever else they like. ``sold_what`` is about ``was_sold`` alone."""

    stars: int
    text: str = ""
    was_sold: bool | None = None
    sold_what: str = ""
    version: QuestionSetVersion | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)


def closes_at(event: Event) -> datetime:
    """Return the moment from which feedback can be neither given nor changed, and is nobody's any more."""
    return event.ends_at + OPEN_FOR


def asks_about_selling(event: Event) -> bool:
    """Return whether it is asked if something was sold or contact details were collected."""
    return event.programme.category.code == HEALTH


def refusal(registration: Registration, at: datetime) -> FeedbackRefused | None:
    """Return why feedback cannot be given now, or None. Reasons: ``too_early``, ``not_there``, ``over``."""
    if at < registration.event.ends_at:
        return FeedbackRefused(_("Please tell us when it is over."), reason="too_early")
    if at >= closes_at(registration.event):
        return FeedbackRefused(_("The two weeks for telling us are over. Thank you all the same."), reason="over")
    if not Attendance.objects.arrived().filter(registration=registration).exists():
        return FeedbackRefused(_("This is for those who were there."), reason="not_there")
    return None


@transaction.atomic
def give(registration: Registration, said: Said, *, by: Any, at: datetime) -> Feedback:
    """Keep what is said of an event, in the place of what was said before; the same again changes nothing.

    A yes to selling alerts the centre at once, a no takes an alert back that nobody has looked into. Raises
    ``NoMandate`` for whoever has no business with the registration, ``FeedbackRefused``.
    """
    if not can_see_registration(by, registration, at):
        raise NoMandate(_("You cannot answer for this person."))
    registration = (
        Registration.objects.select_for_update(of=("self",), no_key=True)
        .select_related("event__programme__category", "event__organisation", "party")
        .get(pk=registration.pk)
    )
    if refused := refusal(registration, at):
        raise refused
    was_sold = said.was_sold if asks_about_selling(registration.event) else None
    values = {
        "event": registration.event,
        "stars": said.stars,
        "text": said.text,
        "was_sold": was_sold,
        "version": said.version,
        "answers": dict(said.answers),
    }
    before = Feedback.objects.filter(registration=registration).first()
    if before and all(getattr(before, name) == value for name, value in values.items()):
        given = before
    else:
        given, _is_new = Feedback.objects.update_or_create(registration=registration, defaults=values)
        # It names the registration, which the reader of the audit knows anyway, and never the answer's own row.
        record(
            "feedback.changed" if before else "feedback.given",
            registration,
            by=by,
            at=at,
            beneficiary_id=registration.person_id,
            organisation_id=registration.event.organisation_id,
        )
    alerts.follow(registration, was_sold=was_sold, said=said.sold_what, by=by, at=at)
    return given
