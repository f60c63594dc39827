"""What does the page of one shift say, to anybody and to the volunteer it is read for?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Assignment, Course, Shift, Volunteer, Welcome
from events.models.volunteer import Skill
from events.permissions import can_roster
from events.readouts.volunteering.shift_cards import ShiftCard, card, is_open
from events.readouts.volunteering.whose import Whose
from events.states import AssignmentState, EventState, ShiftState, WelcomeState
from events.volunteering import fitness
from events.volunteering.cautions import Caution, cautions
from portal.accounts.models import masked
from portal.accounts.returning import with_query


@dataclass(frozen=True, slots=True)
class WayOut:
    """Something that stands against it, and what one can do about it: a link, or the wish to join."""

    code: str
    sentence: str
    link: str = ""
    url: str = ""
    is_joining: bool = False


@dataclass(frozen=True)
class ShiftSheet:
    """Everything about a shift. ``own`` is the live assignment of the volunteer it is read for."""

    shift: Shift
    card: ShiftCard
    whose: Whose
    own: Assignment | None
    position: int
    ways_out: Sequence[WayOut]
    cautions: Sequence[Caution]
    people: Sequence[str]
    requires: Sequence[str]
    skills: Sequence[str]
    supervisor: str
    programme_url: str
    is_open: bool
    shows_contact: bool

    @property
    def can_take(self) -> bool:
        return self.is_open and self.own is None and self.whose.chosen is not None and not self.ways_out

    @property
    def is_full(self) -> bool:
        """Whether whoever comes now waits: all places are taken, or others wait already."""
        return self.card.is_full or self.shift.pool.waiting > 0


def shift_for(user: Any, pk: int, at: datetime) -> Shift | None:
    """Return a shift as this reader may see it: open ones, those of volunteers one acts for, those one rosters."""
    shift = (
        Shift.objects.with_all()
        .select_related("organisation__page", "supervisor__person")
        .prefetch_related("role__requires")
        .filter(pk=pk)
        .first()
    )
    if shift is None:
        return None
    if shift.state == ShiftState.OPEN and shift.organisation.state == "active":
        return shift
    return shift if _has_to_do_with(user, shift, at) else None


def _has_to_do_with(user: Any, shift: Shift, at: datetime) -> bool:
    if not user.is_authenticated:
        return False
    theirs = Assignment.objects.filter(
        shift=shift, volunteer__in=Volunteer.objects.acted_for_by(user, timezone.localdate(at))
    )
    return can_roster(user, shift.organisation_id) or (shift.state != ShiftState.DRAFT and theirs.exists())


def sheet(shift: Shift, whose: Whose, *, user: Any, at: datetime) -> ShiftSheet:
    """Return what the page shows; the same few queries however many people are in it."""
    own = _own(shift, whose.chosen)
    open_now = is_open(shift, at)
    in_it = own is not None and own.state == AssignmentState.CONFIRMED
    asks = open_now and whose.chosen is not None and (own is None or own.state == AssignmentState.INVITED)
    found, missing = _reasons(shift, whose.chosen) if asks and whose.chosen else ([], set())
    return ShiftSheet(
        shift=shift,
        card=card(shift, at=at, state=own.state if own else ""),
        whose=whose,
        own=own,
        position=_position(own),
        ways_out=[_way_out(one, shift, whose.chosen, missing, at) for one in found],
        cautions=cautions(shift, whose.chosen, by=user, at=at) if asks and whose.chosen and not found else (),
        people=_people(shift, own) if whose.chosen else (),
        requires=[kind.local_name for kind in shift.role.requires.all()],
        skills=Skill.named(shift.role.skills),
        supervisor=_supervisor(shift) if user.is_authenticated else "",
        programme_url=_programme_url(shift),
        is_open=open_now,
        shows_contact=in_it,
    )


def _own(shift: Shift, volunteer: Volunteer | None) -> Assignment | None:
    if volunteer is None:
        return None
    return Assignment.objects.live().filter(shift=shift, volunteer=volunteer).first()


def _position(own: Assignment | None) -> int:
    if own is None or own.state != AssignmentState.WAITING:
        return 0
    return Assignment.objects.waiting().filter(shift=own.shift_id, ticket__lte=own.ticket).count()


def _people(shift: Shift, own: Assignment | None) -> list[str]:
    """Return who else is in, by masked names: enough to look forward to somebody one knows."""
    rows = shift.assignments.confirmed().exclude(pk=own.pk if own else 0).order_by("made_at", "pk")
    return [masked(name) for name in rows.values_list("volunteer__person__name", flat=True)]


def _supervisor(shift: Shift) -> str:
    user = shift.supervisor
    if user is None:
        return ""
    person = getattr(user, "person", None)
    return person.name if person else user.get_full_name()


def _programme_url(shift: Shift) -> str:
    if shift.event is None or not shift.event.programme.live:
        return ""
    return reverse("events:programme", args=[shift.organisation.code, shift.event.programme.slug])


def _reasons(shift: Shift, volunteer: Volunteer) -> tuple[list[fitness.Reason], set[int]]:
    """Return all that stands against it, and the kinds of qualification that are missing on the day."""
    known = fitness.known_of([volunteer], shift.starts_at, shift.ends_at)[volunteer.pk]
    need = fitness.need_of(shift)
    missing = {kind for kind in need.requires if not known.holds_on(kind, need.day)}
    return fitness.reasons(known, need, shift), missing


def _way_out(
    reason: fitness.Reason, shift: Shift, volunteer: Volunteer | None, missing: set[int], at: datetime
) -> WayOut:
    """Return the reason with the one thing that helps: the next course, a date of birth, asking to join."""
    sentence, here = str(reason.sentence), reverse("events:shift", args=[shift.pk])
    match reason.code:
        case "qualification":
            return WayOut(reason.code, sentence, *_course(missing, volunteer, shift, at))
        case "birth_date_missing" if volunteer:
            url = with_query(reverse("accounts:edit_person", args=[volunteer.person_id]), next=here)
            return WayOut(reason.code, sentence, _("Add the date of birth"), url)
        case "welcome" if volunteer and _has_asked(volunteer, shift):
            answer = _("You have asked to join, and wait for the answer.")
            return WayOut(reason.code, f"{sentence} {answer}")
        case "welcome":
            return WayOut(reason.code, sentence, is_joining=True)
        case "clash":
            return WayOut(reason.code, sentence, _("See what it is"), reverse("me:home"))
        case "guardian":
            return WayOut(reason.code, sentence, _("How a guardian agrees"), reverse("events:my_shifts"))
        case "not_active":
            return WayOut(reason.code, sentence, _("Take shifts again"), reverse("events:my_shifts"))
    return WayOut(reason.code, sentence, _("Find another shift"), reverse("events:shifts"))


def _has_asked(volunteer: Volunteer, shift: Shift) -> bool:
    asked = Welcome.objects.filter(volunteer=volunteer, organisation=shift.organisation_id, state=WelcomeState.ASKED)
    return asked.exists()


def _course(missing: set[int], volunteer: Volunteer | None, shift: Shift, at: datetime) -> tuple[str, str]:
    """Return the way to the next open course for what is missing; without one, to the volunteer's own papers."""
    courses = Course.objects.filter(
        kind__in=missing, event__state=EventState.SCHEDULED, event__starts_at__gt=at, event__programme__live=True
    )
    course = courses.select_related("event__programme", "event__organisation").order_by("event__starts_at").first()
    if course is None:
        return "", ""
    event = course.event
    url = reverse("events:programme", args=[event.organisation.code, event.programme.slug])
    return _("The course for it: %(title)s") % {"title": event.programme.local_title}, url
