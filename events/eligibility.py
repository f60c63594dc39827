"""Who can join? One function answers with one named reason in plain words, for page, window and API alike."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.errors import NotEligible, SignUpClosed
from events.models import Event, Registration
from portal.accounts.models import Person


def closed(event: Event, at: datetime) -> SignUpClosed | None:
    """Return why nobody can sign up now, or None.

    Reasons: ``cancelled``, ``over``, ``no_sign_up`` (just come), ``not_open_yet``, ``closed``.
    """
    if event.state != Event.State.SCHEDULED:
        return SignUpClosed(_("This activity has been called off."), reason="cancelled")
    if at >= event.ends_at:
        return SignUpClosed(_("This activity is over."), reason="over")
    if not event.needs_sign_up:
        return SignUpClosed(_("No sign-up is needed: just come."), reason="no_sign_up")
    if event.opens_at and at < event.opens_at:
        return SignUpClosed(_("Sign-up has not opened yet."), reason="not_open_yet")
    if at >= event.sign_up_closes_at:
        return SignUpClosed(_("Sign-up has closed."), reason="closed")
    return None


def refusal(event: Event, person: Person, at: datetime) -> NotEligible | None:
    """Return why this person cannot join, or None.

    Age is counted on the local day of the first session. Reasons: ``birth_date_missing``, ``too_young``,
    ``too_old``. Whether they are signed up already is for ``refusals`` to say.
    """
    programme = event.programme
    if programme.min_age is None and programme.max_age is None:
        return None
    age = person.age_on(timezone.localdate(event.starts_at))
    if age is None:
        return _refuse(
            person, "birth_date_missing", _("There is an age limit: please add the date of birth first."), age=None
        )
    if programme.min_age is not None and age < programme.min_age:
        return _refuse(person, "too_young", _("for people of %(age)d and older"), age=programme.min_age)
    if programme.max_age is not None and age > programme.max_age:
        return _refuse(person, "too_old", _("for people of up to %(age)d"), age=programme.max_age)
    return None


def refusals(event: Event, people: Sequence[Person], at: datetime) -> dict[int, NotEligible]:
    """Return the reason of each person who cannot join, by the person's id; one query however many people."""
    taking_part = set(
        Registration.objects.live()
        .filter(event=event, person__in=[person.pk for person in people])
        .values_list("person_id", flat=True)
    )
    found: dict[int, NotEligible] = {}
    for person in people:
        if person.pk in taking_part:
            found[person.pk] = _refuse(person, "already", _("is signed up already"), age=None)
        elif reason := refusal(event, person, at):
            found[person.pk] = reason
    return found


def _refuse(person: Person, reason: str, sentence, *, age: int | None) -> NotEligible:
    return NotEligible(sentence if age is None else sentence % {"age": age}, reason=reason, person_id=person.pk)
