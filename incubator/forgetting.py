"""What is left of somebody who is erased in an incubator? Appointments end without a name, reviews that are not handed
in are given back; scores stay, words about others lose the name. Their applications are the cases' to erase.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from incubator import reviewing
from incubator.models import (
    Appointment,
    LogEntry,
    Meeting,
    Milestone,
    Placement,
    ProposalLine,
    PublicNotice,
    Review,
)
from incubator.permissions import staff_of
from incubator.states import REVIEWING, AppointmentAnswer, ReviewState
from organisations.permissions import Act
from portal.accounts.models import ERASED_NAME, Person
from portal.outbox import forgetting
from portal.taking_out import Words, take_out, words_of


def forget(person_id: int, *, by: Any, at: datetime) -> None:
    """Erase what the incubator holds of a person's account; nothing to do for whoever has none."""
    person = Person.objects.select_related("user").get(pk=person_id)
    if person.user is None:
        return
    words = words_of(person.name, person.user.phone, person.contact_phone, replacement=ERASED_NAME)
    _give_back_reviews(person.user, words, at)
    _end_appointments(person, at)
    _write_out(person.user, words)


def _give_back_reviews(user: Any, words: Words, at: datetime) -> None:
    waiting = Review.objects.seen_by(user, timezone.localdate(at)).exclude(state=ReviewState.SUBMITTED)
    for review in waiting.filter(application__case__state=REVIEWING):
        reviewing.recuse(review, reason=_("Has left the portal."), by=user, at=at)
    take_out(Review.objects.filter(reviewer=user), "comment", "reasons", "recusal", words=words)


def _end_appointments(person: Person, at: datetime) -> None:
    """End them today; one of later days ends on its second."""
    today = timezone.localdate(at)
    for held in Appointment.objects.filter(user=person.user).select_related("base__parent__parent"):
        # The base was told the name under which it had appointed them.
        told = {one.pk for act in (Act.WRITE, Act.APPROVE) for one in staff_of(held.base, act)}
        for name in {held.name, person.name}:
            forgetting.take_out(name, ERASED_NAME, recipient_ids=told)
        if held.ends_on is None or held.ends_on > today:
            held.ends_on = max(today, held.starts_on + timedelta(days=1))
        if held.answer == AppointmentAnswer.ASKED:
            held.answer, held.answered_at = AppointmentAnswer.DECLINED, at
        held.name, held.field_of_work, held.employer, held.organisation = ERASED_NAME, "", "", None
        held.save()


def _write_out(user: Any, words: Words) -> None:
    """Write the name out of what was said of their application, and in what they took part."""
    wrote = Q(application__case__editors__user=user)
    placements = Placement.objects.filter(wrote)
    meetings = Meeting.objects.filter(Q(attendees__user=user) | Q(placement__in=placements)).distinct()
    notices = PublicNotice.objects.filter(proposal__lines__application__case__editors__user=user).distinct()
    take_out(ProposalLine.objects.filter(wrote), "proposed_reason", "reason", words=words)
    take_out(notices, "listed", words=words)
    take_out(Review.objects.filter(wrote), "comment", "reasons", words=words)
    take_out(meetings, "place", "minutes", words=words)
    take_out(Milestone.objects.filter(placement__in=placements), "answers", "note", words=words)
    take_out(LogEntry.objects.filter(placement__in=placements), "words", words=words)
    take_out(placements, "name", "premises", "terms", "papers", "end_reason", words=words)
