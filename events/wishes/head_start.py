"""Who may sign up first for what was wished for? Those who asked, and whom they act for, until a published time."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from events.errors import NotEligible
from events.models import Event
from portal.accounts.models import Mandate, Person
from portal.templatetags.when import day_and_time


def others(event: Event, people: Sequence[Person], at: datetime) -> dict[int, NotEligible]:
    """Return those of these people who have to wait, with the reason ``asked_first``; one query while it lasts."""
    until = event.asked_first_until
    if until is None or at >= until:
        return {}
    mandates = Mandate.objects.valid_on(timezone.localdate(at)).lasting()
    asked = set(
        mandates.filter(
            person__in=[person.pk for person in people], agent__wish_voices__wish__programme=event.programme_id
        ).values_list("person_id", flat=True)
    )
    sentence = _("until %(moment)s only for those who asked for this activity") % {"moment": day_and_time(until)}
    return {
        person.pk: NotEligible(sentence, reason="asked_first", person_id=person.pk)
        for person in people
        if person.pk not in asked
    }
