"""What does a helper see, and what do residents and centres see of the helping? Plain objects, few queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from events.helping.neighbours import helpers_of, left_in, left_this_month
from events.models import Event, HelpedSignUp, Helper, Registration, Session
from events.permissions import may_sign_up
from events.readouts.registration import Standing, standing
from events.states import LIVE, EventState, PartyState
from portal.accounts.household import people_one_may_act_for
from portal.accounts.models import masked
from portal.templatetags.when import span

MOST_EVENTS, MOST_SHOWN, MOST_ACTS = 30, 10, 100


@dataclass(frozen=True, slots=True)
class Estate:
    """One estate that somebody helps, with what is left of the quota and what one can sign up for."""

    helper: Helper
    left: int
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody whom the helper signed up for an event."""

    name: str
    reference: str
    standing: Standing
    can_cancel: bool


@dataclass(frozen=True, slots=True)
class Helped:
    """A sign-up that a helper made for oneself or somebody one acts for."""

    pk: int
    name: str
    helper: str
    kind: str
    title: str
    reference: str
    starts_at: datetime
    way: str
    agreed_on: Any
    standing: Standing
    has_objected: bool


def estates_of(user: Any, at: datetime) -> list[Estate]:
    """Return what somebody helps with today; three queries for each estate."""
    return [
        Estate(helper, left_this_month(helper, at), tuple(events_for(helper, at)[:MOST_EVENTS]))
        for helper in helpers_of(user, at)
    ]


def events_for(helper: Helper, at: datetime) -> QuerySet[Event]:
    """Return the public events that take sign-ups now, of the helper's centre or held there or of whom it hosts."""
    centre = helper.centre_id
    near = Q(centre=centre) | Q(organisation=centre) | Q(organisation__home_centre=centre)
    events = Event.objects.public().open_for_sign_up(at).filter(near)
    return events.select_related("programme", "organisation", "centre").defer("programme__body").order_by("starts_at")


def neighbours_in(event: Event, helper: Helper, at: datetime) -> list[Neighbour]:
    """Return whom the helper signed up for this event, in order; two queries."""
    rows = list(
        Registration.objects.filter(event=event, helped__helper=helper)
        .select_related("person", "party")
        .order_by("helped__created_at", "pk")
    )
    mine = may_sign_up(helper.user, [row.person_id for row in rows], at)
    return [
        Neighbour(row.person.name, row.reference, standing(row.state), row.state in LIVE and row.person_id in mine)
        for row in rows
    ]


def quota_words(helper: Helper, event: Event, at: datetime) -> str:
    """Return what is left of the quota, as a sentence."""
    return _("You can sign up %(here)d more people here, and %(month)d more this month.") % {
        "here": left_in(helper, event),
        "month": left_this_month(helper, at),
    }


def masked_list(event: Event, registrations: QuerySet[Registration], at: datetime) -> str:
    """Return who has a place and who waits, with masked names, as a text to copy into a group; two queries."""
    rows = registrations.filter(event=event, state__in=[PartyState.CONFIRMED, PartyState.WAITING])
    people = list(rows.select_related("person", "party").order_by("party__ticket", "party__created_at", "pk"))
    sessions = Session.objects.filter(event=event, state=EventState.SCHEDULED).select_related("room")
    first = sessions.filter(ends_at__gt=at).order_by("starts_at").first()
    title = event.programme.local_title
    parts = [f"【{title}】{event.local_label}"]
    if first:
        parts += [_("Time: %(when)s") % {"when": span(first)}, _("Place: %(where)s") % {"where": first.local_place}]
    for state, heading in (
        (PartyState.CONFIRMED, _("Signed up, %(count)d:")),
        (PartyState.WAITING, _("Waiting list, %(count)d:")),
    ):
        names = [masked(row.person.name) for row in people if row.state == state]
        if names or state == PartyState.CONFIRMED:
            parts += ["", heading % {"count": len(names)}]
            parts += [f"{number}. {name}" for number, name in enumerate(names, start=1)]
    return "\n".join(parts)


def helped_sign_ups(user: Any, at: datetime) -> list[Helped]:
    """Return what helpers did for oneself and those one acts for, newest first; one query."""
    rows = (
        HelpedSignUp.objects.filter(person__in=people_one_may_act_for(user, at).order_by().values("pk"))
        .exclude(helper__user=user)
        .select_related("helper", "person", "registration__event__programme")
        .defer("registration__event__programme__body")
    )
    return [
        Helped(
            pk=row.pk,
            name=row.person.name,
            helper=row.helper.name,
            kind=row.helper.get_kind_display(),
            title=row.registration.event.programme.local_title,
            reference=row.registration.reference,
            starts_at=row.registration.event.starts_at,
            way=row.get_way_display(),
            agreed_on=row.agreed_on,
            standing=standing(row.registration.state, is_over=row.registration.event.ends_at <= at),
            has_objected=row.objected_at is not None,
        )
        for row in rows[:MOST_SHOWN]
    ]


def with_counts(helpers: QuerySet[Helper], at: datetime) -> QuerySet[Helper]:
    """Count for each helper the people signed up in this local month, and the objections."""
    month = timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return helpers.annotate(
        this_month=Count("sign_ups", filter=Q(sign_ups__created_at__gte=month)),
        objections=Count("sign_ups", filter=~Q(sign_ups__objected_at=None)),
    )


@dataclass(frozen=True, slots=True)
class Act:
    """One sign-up by a helper, as the centre that named them sees it."""

    name: str
    title: str
    at: datetime
    way: str
    agreed_on: Any
    state: str
    has_objected: bool


def acts_of(helper: Helper, at: datetime) -> list[Act]:
    """Return the last hundred sign-ups of a helper, newest first; one query."""
    rows = helper.sign_ups.select_related("person", "registration__event__programme")
    return [
        Act(
            name=row.person.name,
            title=row.registration.event.programme.title,
            at=row.created_at,
            way=row.get_way_display(),
            agreed_on=row.agreed_on,
            state=standing(row.registration.state, is_over=row.registration.event.ends_at <= at).word,
            has_objected=row.objected_at is not None,
        )
        for row in rows.defer("registration__event__programme__body")[:MOST_ACTS]
    ]
