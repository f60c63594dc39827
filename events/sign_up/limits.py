"""How often may one person, or how many of one household, take part? Counted under the lock of who is counted."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from events.errors import NotEligible
from events.models import Event, Registration
from portal.accounts.models import Household, Person


def lock(event: Event, people: Sequence[Person]) -> None:
    """Lock whom the event's limits count, by id, first in the caller's transaction; nothing where it has none."""
    if event.max_per_household:
        homes = {person.household_id for person in people}
        list(Household.objects.select_for_update(no_key=True).filter(pk__in=homes).order_by("pk").values_list("pk"))
    if event.allowance_id:
        ids = [person.pk for person in people]
        list(Person.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))


def used_up(event: Event, people: Sequence[Person]) -> dict[int, NotEligible]:
    """Return who has used up the event's allowance, or whose household has all it may; reasons ``allowance``,
    ``household``. Two queries at most, none where the event has no limits.
    """
    return _over_allowance(event, people) | _full_households(event, people)


def refuse_too_many_of_a_household(event: Event, people: Sequence[Person]) -> None:
    """Raise ``NotEligible`` when these people together are more than their household may be."""
    if refusal := too_many_of_a_household(event, people):
        raise refusal


def too_many_of_a_household(event: Event, people: Sequence[Person]) -> NotEligible | None:
    """Return the reason when these people together are more than their household may be, or None."""
    if not event.max_per_household:
        return None
    there = _of_households(event, people)
    for household_id, count in Counter(person.household_id for person in people).items():
        if count + there[household_id] > event.max_per_household:
            return NotEligible(_household_sentence(event), reason="household")
    return None


def _over_allowance(event: Event, people: Sequence[Person]) -> dict[int, NotEligible]:
    allowance = event.allowance if event.allowance_id else None
    if allowance is None:
        return {}
    if not allowance.starts_on <= timezone.localdate(event.starts_at) <= allowance.ends_on:
        return {}
    sharing = Event.objects.filter(
        allowance=allowance,
        state=Event.State.SCHEDULED,
        starts_at__date__gte=allowance.starts_on,
        starts_at__date__lte=allowance.ends_on,
    )
    mine = Registration.objects.live().filter(event__in=sharing, person__in=[person.pk for person in people])
    counts = dict(mine.order_by().values_list("person").annotate(Count("pk")))
    sentence = _("has used up what “%(name)s” allows: %(most)d a person") % {
        "name": allowance.local_name,
        "most": allowance.most,
    }
    return {
        pk: NotEligible(sentence, reason="allowance", person_id=pk)
        for pk, count in counts.items()
        if count >= allowance.most
    }


def _full_households(event: Event, people: Sequence[Person]) -> dict[int, NotEligible]:
    if not event.max_per_household:
        return {}
    there = _of_households(event, people)
    return {
        person.pk: NotEligible(_household_sentence(event), reason="household", person_id=person.pk)
        for person in people
        if there[person.household_id] >= event.max_per_household
    }


def _of_households(event: Event, people: Sequence[Person]) -> Counter:
    """Return how many of each household are signed up already."""
    live = Registration.objects.live().filter(
        event=event, person__household__in={person.household_id for person in people}
    )
    return Counter(live.values_list("person__household", flat=True))


def _household_sentence(event: Event) -> str:
    return _("at most %(most)d of one household can take part") % {"most": event.max_per_household}
