"""Who may do what with events and sign-ups? Always a bool or ids; a foreign record answers as a missing one."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from events.models import Dossier, Event, ProgrammeHost, Project, Registration, SalesAlert, Shift, Wish
from organisations.models import Membership, Organisation
from organisations.permissions import Act, may, organisations_for, reach_of
from portal.accounts.models import Mandate
from portal.handing_out import Recipient

#: Roles that may change who takes part in an organisation's events.
RUNS_EVENTS = ("owner", "organiser", "officer", "desk")
#: Who may stand at the door besides: they see who comes and mark it, and change nothing else.
STANDS_AT_DOORS = (*RUNS_EVENTS, "door")


#: The parts in a programme whose staff see who is coming; a partner sees the dates, who only guides sees neither.
SEES_THE_PEOPLE = (ProgrammeHost.Role.HOST, ProgrammeHost.Role.ORGANISER)
SEES_THE_DATES = (*SEES_THE_PEOPLE, ProgrammeHost.Role.PARTNER)


def may_act_for(user: Any, person_ids: Iterable[int], at: datetime) -> set[int]:
    """Return those of these people for whom the user holds a lasting mandate that is in force."""
    mandates = Mandate.objects.valid_on(timezone.localdate(at)).of_agent(user).lasting()
    return set(mandates.filter(person__in=set(person_ids)).values_list("person_id", flat=True))


def may_sign_up(user: Any, person_ids: Iterable[int], at: datetime) -> set[int]:
    """Return those of these people whom the user may sign up: those they act for, and who is at their window."""
    mandates = Mandate.objects.valid_on(timezone.localdate(at)).of_agent(user)
    return set(mandates.filter(person__in=set(person_ids)).values_list("person_id", flat=True))


def can_manage_event(user: Any, event: Event, at: datetime) -> bool:
    """Return whether the user is staff of the event's organisation, or of the centre that hosts it or the event."""
    return may(user, Act.SERVE, event.organisation_id) or _has_role(user, event, RUNS_EVENTS, at)


def can_check_in(user: Any, event: Event, at: datetime) -> bool:
    """Return whether the user may stand at this event's door: whoever manages it, and the door's own role."""
    if may(user, Act.SERVE, event.organisation_id) or _has_role(user, event, STANDS_AT_DOORS, at):
        return True
    return co_hosted(user, Act.SERVE).filter(page=event.programme_id).exists()


def can_see_plans(user: Any, event: Event, at: datetime) -> bool:
    """Return whether the user may see an event that is not public: staff of its organisation or of its centre."""
    if not user.is_authenticated:
        return False
    return may(user, Act.SEE, event.organisation_id) or _has_role(user, event, RUNS_EVENTS, at)


def events_at_whose_door(user: Any, at: datetime) -> Q:
    """Return the condition on events under which ``can_check_in`` says yes."""
    if user.is_superuser and user.is_active:
        return Q()
    roles = Membership.objects.valid_on(timezone.localdate(at)).filter(
        user=user, organisation__state="active", role__in=STANDS_AT_DOORS
    )
    organisations = roles.values("organisation")
    served = organisations_for(user, Act.SERVE).values("pk")
    theirs = Q(programme__in=co_hosted(user, Act.SERVE).values("page"))
    return Q(organisation__in=organisations) | Q(centre__in=organisations) | Q(organisation__in=served) | theirs


def co_hosted(user: Any, act: Act, *, roles: Collection[str] = SEES_THE_PEOPLE) -> QuerySet[ProgrammeHost]:
    """Return the parts in public programmes that the user's organisations have, where they may do this act."""
    return ProgrammeHost.objects.filter(organisation__in=organisations_for(user, act), role__in=roles, page__live=True)


def _has_role(user: Any, event: Event, roles: Collection[str], at: datetime) -> bool:
    """Return whether the user has one of these roles in the event's organisation or in the centre it is held in."""
    organisations = [pk for pk in (event.organisation_id, event.centre_id) if pk]
    return (
        Membership.objects.valid_on(timezone.localdate(at))
        .filter(user=user, organisation__in=organisations, organisation__state="active", role__in=roles)
        .exists()
    )


def can_cancel_registration(user: Any, registration: Registration, at: datetime) -> bool:
    """Return whether the user acts for this person, made the sign-up and may still sign them up, or runs the event."""
    if may_act_for(user, [registration.person_id], at) or can_manage_event(user, registration.event, at):
        return True
    return registration.party.made_by_id == user.pk and bool(may_sign_up(user, [registration.person_id], at))


def can_see_registration(user: Any, registration: Registration, at: datetime) -> bool:
    """Return whether the user made it, or acts for this person."""
    return registration.party.made_by_id == user.pk or bool(may_act_for(user, [registration.person_id], at))


def can_roster(user: Any, organisation_id: int) -> bool:
    """Return whether the user makes this organisation's shifts and says who is in them."""
    return may(user, Act.ROSTER, organisation_id)


def can_lead_shift(user: Any, shift: Shift) -> bool:
    """Return whether the user says who came to this shift: its person in charge, or whoever rosters."""
    return bool(user.is_authenticated and user.is_active) and (
        shift.supervisor_id == user.pk or can_roster(user, shift.organisation_id)
    )


def can_answer_wish(user: Any, wish: Wish) -> bool:
    """Return whether the user is an officer of the centre that the wish was put to."""
    return may(user, Act.APPROVE, wish.centre_id)


def organisations_to_take_up(user: Any, wish: Wish) -> QuerySet[Organisation]:
    """Return the organisations for which the user may take up a wish that was passed on to them."""
    mine = organisations_for(user, Act.WRITE).filter(state=Organisation.State.ACTIVE)
    if wish.passed_to == Wish.Reach.ALL:
        return mine
    return mine.filter(Q(pk=wish.centre_id) | Q(home_centre=wish.centre_id))


def can_handle_alert(user: Any, alert: SalesAlert) -> bool:
    """Return whether the user is an officer of the centre that looks into it; where there is none, administrators."""
    return may(user, Act.APPROVE, alert.centre_id)


def sees_district_figures(user: Any) -> bool:
    """Return whether the user may see the figures of all: the administrator, and officers of the whole district."""
    if not user.is_active:
        return False
    return bool(user.is_superuser) or any(path.count("/") == 1 for path in reach_of(user).overseen)


def can_run_project(user: Any, project: Project) -> bool:
    """Return whether the user writes its records and takes its dossiers along: staff who write for the organisation."""
    return may(user, Act.WRITE, project.organisation_id)


def projects_seen(user: Any) -> QuerySet[Project]:
    """Return the projects whose progress the user sees: of their organisations, of their area, or paid for by them."""
    funding = organisations_for(user, Act.MANAGE).values("pk")
    return Project.objects.filter(
        Q(organisation__in=organisations_for(user, Act.SEE).values("pk")) | Q(funder__in=funding)
    )


def can_take_dossier(user: Any, dossier: Dossier) -> bool:
    """Return whether the user may have its files: who runs the project, and the funder's officers what was made for
    them."""
    if can_run_project(user, dossier.project):
        return True
    is_for_them = dossier.recipient in (Recipient.FUNDER, Recipient.AUTHORITY)
    return is_for_them and may(user, Act.MANAGE, dossier.project.funder_id)
