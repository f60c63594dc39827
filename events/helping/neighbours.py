"""How does a helper sign up neighbours? Named by a centre for one estate, within a quota, with each one's consent.

The helper finds people as a window does, by what they say of themselves, and may do nothing else with what is theirs.
Every sign-up is told to the person or to whoever acts for them, who may object; then this helper helps them no more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.errors import HelpRefused, NoHelper, NotAllowed
from events.models import Event, HelpedSignUp, Helper, Party, Registration
from events.permissions import may_act_for
from events.sign_up.asking import Answers
from events.sign_up.registration import sign_up
from events.states import LIVE
from organisations.models import Area, Organisation
from organisations.permissions import Act, may
from portal.accounts import receiving
from portal.accounts.models import Mandate, Person, User
from portal.accounts.receiving import Reception, Visitor
from portal.accounts.signing_in import account_to_be
from portal.audit.recording import record
from portal.outbox.queueing import Notice, tell_each
from portal.templatetags.when import day_and_time
from portal.transactions import repeated_when_lost

#: More than one meets on a day; whoever has a list of names gets no further.
MOST_A_DAY = 60
#: Older words of somebody are no consent to this.
AGREED_WITHIN = timedelta(days=31)
#: What an officer may change of a helper who was named.
CHANGEABLE = ("name", "kind", "most_a_month", "most_an_event", "starts_on", "ends_on")


@dataclass(frozen=True)
class Agreed:
    """How somebody agreed to be signed up, and on which day."""

    way: str
    on: date


@transaction.atomic
def name_helper(
    centre: Organisation, *, phone: str, estate: Area, facts: Mapping[str, Any], by: Any, at: datetime
) -> Helper:
    """Name a helper for an estate that the centre serves; their account is the one of this number, today or later.

    Raises ``NotAllowed``, and ``HelpRefused`` for another centre's estate or somebody named already.
    """
    _refuse_stranger(centre, by)
    if not Area.objects.estates().served_by(centre.pk).filter(pk=estate.pk).exists():
        raise HelpRefused(_("This centre does not serve that estate."), reason="estate")
    user = User.objects.select_for_update().get(pk=account_to_be(phone, by=by, at=at).pk)
    if Helper.objects.filter(user=user, estate=estate, ended_at=None).exists():
        raise HelpRefused(_("This number is a helper for that estate already."), reason="already")
    helper = Helper.objects.create(
        centre=centre, user=user, estate=estate, **{name: facts[name] for name in CHANGEABLE}
    )
    record("helper.named", helper, by=by, at=at, organisation_id=centre.pk, estate=estate.pk, user=user.pk)
    return helper


@transaction.atomic
def change_helper(helper: Helper, *, facts: Mapping[str, Any], by: Any, at: datetime) -> Helper:
    """Change quota, days or name; what they may do for people ends with the new last day. Raises ``NotAllowed``."""
    helper = Helper.objects.select_for_update(of=("self",)).select_related("centre").get(pk=helper.pk)
    _refuse_stranger(helper.centre, by)
    changed = [name for name in CHANGEABLE if getattr(helper, name) != facts[name]]
    for name in changed:
        setattr(helper, name, facts[name])
    helper.save(update_fields=changed)
    if "ends_on" in changed:
        _mandates(helper, at).update(ends_on=_first_day_without(helper, at))
    if changed:
        record("helper.changed", helper, by=by, at=at, organisation_id=helper.centre_id, fields=changed)
    return helper


@transaction.atomic
def end_helper(helper: Helper, *, by: Any, at: datetime) -> Helper:
    """Let somebody help no more, from this moment; doing it again changes nothing. Raises ``NotAllowed``."""
    helper = Helper.objects.select_for_update(of=("self",)).select_related("centre").get(pk=helper.pk)
    _refuse_stranger(helper.centre, by)
    if helper.ended_at is None:
        helper.ended_at = at
        helper.save(update_fields=["ended_at"])
        ended = _mandates(helper, at).update(ends_on=timezone.localdate(at))
        record("helper.ended", helper, by=by, at=at, organisation_id=helper.centre_id, mandates=ended)
    return helper


@transaction.atomic
def meet(helper: Helper, visitor: Visitor, *, by: Any, at: datetime) -> Person:
    """Find or add a resident of the helper's estate, by exact name and birth date or number.

    Raises ``NoHelper``, ``HelpRefused`` for somebody of another estate or who objected, and what receiving raises.
    """
    _refuse_no_helper(helper, by, at)
    visitor = Visitor(visitor.name, visitor.birth_date, helper.estate.code, visitor.phone)
    if known := receiving.find(visitor):
        _refuse_person(helper, known)
    return receiving.receive(visitor, reception_of(helper), by=by, at=at)


@repeated_when_lost
@transaction.atomic
def sign_up_neighbours(
    helper: Helper,
    event: Event,
    people: Sequence[Person],
    *,
    agreed: Agreed,
    key: UUID,
    by: Any,
    at: datetime,
    answers: Answers | None = None,
) -> Party:
    """Sign residents of the estate up together, each with the consent that they gave; tells them.

    The same key gives the same party. Raises ``NoHelper``, ``HelpRefused`` naming the quota that is used up, the
    estate or the objection, and what ``registration.sign_up`` raises.
    """
    helper = Helper.objects.select_for_update(of=("self",), no_key=True).select_related("estate").get(pk=helper.pk)
    _refuse_no_helper(helper, by, at)
    today = timezone.localdate(at)
    if agreed.way not in HelpedSignUp.Way.values or not today - AGREED_WITHIN <= agreed.on <= today:
        raise HelpRefused(_("Please say how and when these people agreed."), reason="consent")
    for person in people:
        _refuse_person(helper, person)
        receiving.admit(person, reception_of(helper), by=by, at=at)
    known = Party.objects.filter(made_by=by, request_key=key).exists()
    if not known:
        _refuse_over_quota(helper, event, len(people), at)
    party = sign_up(event=event, people=people, by=by, key=key, at=at, answers=answers)
    if not known:
        _keep(helper, party, agreed, event, by=by, at=at)
    return party


@transaction.atomic
def sign_up_visitor(
    helper: Helper,
    event: Event,
    visitor: Visitor,
    *,
    agreed: Agreed,
    key: UUID,
    by: Any,
    at: datetime,
    answers: Answers | None = None,
) -> Party:
    """Find or add a resident of the estate and sign them up; raises what ``meet`` and ``sign_up_neighbours`` do.

    ``answers`` are those of ``SOMEBODY``, whom they are kept for once it is known who that is.
    """
    person = meet(helper, visitor, by=by, at=at)
    answers = answers.given_by(person.pk) if answers else None
    return sign_up_neighbours(helper, event, [person], agreed=agreed, key=key, by=by, at=at, answers=answers)


@transaction.atomic
def object_to(helped: HelpedSignUp, *, by: Any, at: datetime) -> HelpedSignUp:
    """Let this helper act no more for the person; the sign-up itself stays until it is cancelled.

    By the person, or whoever acts for them. Doing it again changes nothing. Raises ``NoHelper`` for anybody else.
    """
    if not may_act_for(by, [helped.person_id], at):
        raise NoHelper(_("There is no such sign-up."))
    today = timezone.localdate(at)
    if HelpedSignUp.objects.filter(pk=helped.pk, objected_at=None).update(objected_at=at):
        _mandates(helped.helper, at).filter(person=helped.person_id).update(ends_on=today)
        record(
            "helper.objected",
            helped,
            by=by,
            at=at,
            beneficiary_id=helped.person_id,
            organisation_id=helped.helper.centre_id,
            helper=helped.helper_id,
        )
    helped.refresh_from_db()
    return helped


def helpers_of(user: Any, at: datetime) -> list[Helper]:
    """Return for which estates this account helps today; one query."""
    valid = Helper.objects.valid_on(timezone.localdate(at)).filter(user=user)
    return list(valid.select_related("estate", "centre"))


def reception_of(helper: Helper) -> Reception:
    """Return how a helper receives people: until the helper's last day, and so many a day."""
    ends_on = helper.ends_on + timedelta(days=1)
    return Reception(Mandate.Basis.HELPER, helper.centre_id, ends_on, MOST_A_DAY)


def left_this_month(helper: Helper, at: datetime) -> int:
    """Return how many more people the helper may sign up in this local month; cancelling gives none back."""
    month = timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return max(0, helper.most_a_month - helper.sign_ups.filter(created_at__gte=month).count())


def left_in(helper: Helper, event: Event) -> int:
    """Return how many more people the helper may sign up for this event."""
    there = helper.sign_ups.filter(registration__event=event, registration__state__in=LIVE).count()
    return max(0, helper.most_an_event - there)


def _refuse_stranger(centre: Organisation, by: Any) -> None:
    if centre.kind != Organisation.Kind.CENTRE or not may(by, Act.APPROVE, centre.pk):
        raise NotAllowed(_("Only the centre's officers name its helpers."))


def _refuse_no_helper(helper: Helper, by: Any, at: datetime) -> None:
    valid = Helper.objects.valid_on(timezone.localdate(at)).filter(pk=helper.pk, user=by)
    if not valid.exists():
        raise NoHelper(_("You are no helper for this estate (any more)."))


def _refuse_person(helper: Helper, person: Person) -> None:
    if person.estate_code not in ("", helper.estate.code):
        raise HelpRefused(_("%(name)s lives in another estate.") % {"name": person.name}, reason="estate")
    objections = HelpedSignUp.objects.filter(person=person, helper__user=helper.user_id)
    if objections.exclude(objected_at=None).exists():
        sentence = _("%(name)s does not want to be signed up by you. Please ask at the centre.")
        raise HelpRefused(sentence % {"name": person.name}, reason="objected")


def _refuse_over_quota(helper: Helper, event: Event, count: int, at: datetime) -> None:
    if count > left_in(helper, event):
        sentence = _("You may sign up at most %(most)d people for one activity.")
        raise HelpRefused(sentence % {"most": helper.most_an_event}, reason="quota_event")
    if count > left_this_month(helper, at):
        sentence = _("You may sign up at most %(most)d people a month. Please ask your centre for more.")
        raise HelpRefused(sentence % {"most": helper.most_a_month}, reason="quota_month")


def _keep(helper: Helper, party: Party, agreed: Agreed, event: Event, *, by: Any, at: datetime) -> None:
    rows = list(party.registrations.select_related("person__user"))
    helped = HelpedSignUp.objects.bulk_create(
        [
            HelpedSignUp(
                helper=helper,
                registration=row,
                person_id=row.person_id,
                way=agreed.way,
                agreed_on=agreed.on,
                created_at=at,
            )
            for row in rows
        ]
    )
    for one in helped:
        record(
            "helper.signed_up",
            one,
            by=by,
            at=at,
            beneficiary_id=one.person_id,
            organisation_id=helper.centre_id,
            helper=helper.pk,
            way=agreed.way,
            event=event.pk,
        )
    tell_each([notice for row in rows for notice in _notices(helper, row, event, by, at)], at=at)


def _notices(helper: Helper, row: Registration, event: Event, by: Any, at: datetime) -> list[Notice]:
    """Return what the person is told, or where they have no account whoever acts for them."""
    family = User.objects.filter(
        pk__in=Mandate.objects.valid_on(timezone.localdate(at)).lasting().filter(person=row.person_id).values("agent")
    )
    told = [row.person.user] if row.person.user else list(family.filter(is_active=True).order_by("pk"))
    found = []
    for user in told:
        if user.pk == by.pk:
            continue
        with translation.override(user.language):
            words = {
                "name": row.person.name,
                "helper": helper.name,
                "kind": helper.get_kind_display(),
                "title": event.programme.local_title,
                "when": day_and_time(event.starts_at),
            }
            found.append(
                Notice(
                    user,
                    kind="registration.helped",
                    subject=_("%(helper)s signed up %(name)s: %(title)s") % words,
                    body=_(
                        "%(helper)s (%(kind)s) signed up %(name)s for %(when)s, as agreed. If that is not what you "
                        "want, you can cancel it on your page, and say there that %(helper)s shall help no more."
                    )
                    % words,
                    path=f"/me/registrations/{row.reference}/",
                    key=f"helped:{row.pk}:{user.pk}",
                )
            )
    return found


def _mandates(helper: Helper, at: datetime) -> Any:
    """Return the mandates in force on which this helper acts for people of the estate."""
    of_estate = Q(person__household__estate_code__in=["", helper.estate.code])
    in_force = Mandate.objects.valid_on(timezone.localdate(at)).of_agent(helper.user)
    people = Mandate.objects.filter(of_estate, basis=Mandate.Basis.HELPER)
    return in_force.filter(pk__in=people.values("pk"))


def _first_day_without(helper: Helper, at: datetime) -> date:
    """Return from which day the helper's mandates end; a mandate never ends before it began."""
    return max(helper.ends_on + timedelta(days=1), timezone.localdate(at))
