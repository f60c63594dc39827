"""Who is told what while a stand-in is sought? Those asked, whoever asked, and the organisation where it approves."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.models import Assignment, StandIn, Volunteer
from events.states import StandInState
from events.volunteering.shift_messages import listeners, what_for
from organisations.permissions import Act, staff_for
from portal.outbox import quiet_hours
from portal.outbox.queueing import Notice, tell_each
from portal.templatetags.when import day_and_time


def tell_asked(sought: StandIn, people: Iterable[Volunteer], *, at: datetime) -> None:
    """Ask these volunteers whether they come instead."""

    def words() -> tuple[str, str]:
        return (
            _("Can you stand in? %(role)s, %(when)s"),
            _("%(name)s cannot come: %(what)s. Can you take the place? %(note)s"),
        )

    _tell(people, sought, "asked", words, at)


def tell_to_approve(sought: StandIn, *, at: datetime) -> None:
    """Tell the person in charge, else those who roster, that a stand-in awaits approval."""
    shift = sought.assignment.shift
    staff = [one.user for one in staff_for(shift.organisation_id, Act.ROSTER, timezone.localdate(at))]
    notices = []
    for user in {user.pk: user for user in staff}.values():
        with translation.override(user.language):
            said = _said(sought)
            notices.append(
                Notice(
                    user,
                    kind="stand_in.to_approve",
                    subject=_("A stand-in awaits approval: %(role)s, %(when)s") % said,
                    body=_("%(taker)s would come instead of %(name)s.") % said,
                    path=_path(sought),
                    key=f"stand_in:{sought.pk}:to_approve:{user.pk}",
                )
            )
    tell_each(notices, at=at)


def tell_done(sought: StandIn, before: Assignment, *, at: datetime) -> None:
    """Tell both that the place has changed hands, and the person in charge."""

    def words() -> tuple[str, str]:
        return (
            _("Stand-in found: %(role)s, %(when)s"),
            _("%(taker)s comes instead of %(name)s: %(what)s. Meeting point: %(where)s."),
        )

    _tell([before.volunteer, sought.taker], sought, "done", words, at, also=before.shift.supervisor)


def tell_ended(sought: StandIn, *, at: datetime) -> None:
    """Tell that it was declined, not approved or taken back: whoever is in the shift stays in it."""

    def words() -> tuple[str, str]:
        subject = {
            StandInState.DECLINED: _("Your colleague cannot stand in: %(role)s, %(when)s"),
            StandInState.REFUSED: _("The stand-in was not approved: %(role)s, %(when)s"),
        }.get(StandInState(sought.state), _("No stand-in is needed any more: %(role)s, %(when)s"))
        return subject, _("The shift stays with %(name)s: %(what)s.")

    withdrawn = sought.state == StandInState.WITHDRAWN
    people = [sought.taker or sought.asked] if withdrawn else [sought.assignment.volunteer, sought.taker]
    _tell([one for one in people if one], sought, f"ended:{sought.state}", words, at)


def _tell(
    people: Iterable[Volunteer | None], sought: StandIn, fact: str, say: Any, at: datetime, also: Any = None
) -> None:
    day, shift = timezone.localdate(at), sought.assignment.shift
    users = {user.pk: user for one in people if one for user in listeners(one, day)}
    if also and also.is_active:
        users[also.pk] = also
    notices = []
    for user in users.values():
        with translation.override(user.language):
            subject, body = say()
            said = _said(sought)
            notices.append(
                Notice(
                    user,
                    kind=f"stand_in.{fact.partition(':')[0]}",
                    subject=subject % said,
                    body=(body % said).strip(),
                    path=_path(sought),
                    key=f"stand_in:{sought.pk}:{fact}:{user.pk}",
                    is_pressing=quiet_hours.presses(shift.starts_at, at),
                )
            )
    tell_each(notices, at=at)


def _said(sought: StandIn) -> dict[str, str]:
    shift = sought.assignment.shift
    return {
        "name": sought.assignment.volunteer.person.name,
        "taker": sought.taker.person.name if sought.taker else "",
        "role": shift.role.local_name,
        "what": what_for(shift),
        "when": day_and_time(shift.starts_at),
        "where": shift.local_meeting_point or _("see the shift's page"),
        "note": sought.note,
    }


def _path(sought: StandIn) -> str:
    return f"/volunteer/stand-ins/{sought.pk}/"
