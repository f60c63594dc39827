"""Who is told what happens to a placement? Whoever holds it, at each step and by SMS; the base of what is handed in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incubator.models import Milestone, Placement
from incubator.permissions import staff_of
from organisations.models import Membership
from organisations.permissions import ROLES, Act
from portal.cases.models import Editor
from portal.outbox.queueing import Notice, tell, tell_each
from portal.templatetags import when

#: What is said of each step; ``%(name)s`` is the placement's, ``%(what)s`` the milestone's.
STEPS: Mapping[str, str | Promise] = {
    "signed": gettext_lazy("The agreement is signed: incubation begins"),
    "not_taken_up": gettext_lazy("The place was not taken up"),
    "extended": gettext_lazy("Your incubation is extended"),
    "leaving": gettext_lazy("Your incubation ends early"),
    "left": gettext_lazy("The hand-over is complete"),
    "warned": gettext_lazy("A warning from your base"),
    "mentor": gettext_lazy("You have a mentor"),
    "graduated": gettext_lazy("Congratulations on your graduation"),
    "milestone_added": gettext_lazy("A further milestone was agreed"),
    "milestone_accepted": gettext_lazy("Accepted: %(what)s"),
    "milestone_returned": gettext_lazy("Returned for correction: %(what)s"),
}
WORDINGS = {
    "appointment": "${base}邀请您担任${role}。请用本机号码登录邻里，在“我的”页面查看并答复；不是您本人请忽略。",
    "appointment.en": "${base} asks you to be ${role}. Please sign in to Linli with this number and answer there.",
    "placement_step": "${name}：${step}。请登录邻里查看下一步。",
    "placement_step.en": "${name}: ${step}. Please see Linli for what happens next.",
    "milestone_due": "${name}：请于${until}前在邻里提交“${what}”。",
    "milestone_due.en": "${name}: please hand in “${what}” in Linli by ${until}.",
}


def path_of(placement: Placement) -> str:
    return f"/incubator/placements/{placement.pk}/"


def holders_of(placements: Iterable[Placement], day: date) -> Mapping[int, Sequence[Any]]:
    """Return the accounts that hold each placement: the application's writers, the organisation's own managers."""
    rows = list(placements)
    by_case = {row.application.case_id: row.pk for row in rows}
    found: dict[int, dict[int, Any]] = {row.pk: {} for row in rows}
    for editor in Editor.objects.filter(case__in=by_case).select_related("user"):
        found[by_case[editor.case_id]][editor.user_id] = editor.user
    managers = defaultdict(list)
    organisations = {row.organisation_id for row in rows if row.organisation_id}
    staff = Membership.objects.valid_on(day).filter(organisation__in=organisations, role__in=ROLES[Act.MANAGE])
    for membership in staff.select_related("user"):
        managers[membership.organisation_id].append(membership.user)
    for row in rows:
        found[row.pk] |= {user.pk: user for user in managers.get(row.organisation_id or 0, ())}
    return {pk: [user for user in users.values() if user.is_active] for pk, users in found.items()}


def tell_held(
    placement: Placement,
    step: str,
    *,
    at: datetime,
    reason: str = "",
    milestone: Milestone | None = None,
    about: int = 0,
) -> None:
    """Tell whoever holds a placement of a step, with what the base says of it. Once each, by SMS as well."""
    key = f"placement.{step}:{placement.pk}:{milestone.pk if milestone else about}:{at:%Y%m%d%H%M%S}"
    for user in holders_of([placement], timezone.localdate(at))[placement.pk]:
        with translation.override(user.language):
            words = {"name": placement.name, "what": milestone.local_name if milestone else ""}
            said = str(STEPS[step]) % words
            tell(
                user,
                kind=f"placement.{step}",
                subject=_("%(name)s: %(step)s") % {"name": placement.name, "step": said},
                body="\n\n".join(filter(None, [reason, _next(placement)])),
                at=at,
                path=path_of(placement),
                key=f"{key}:{user.pk}",
                sms_template="placement_step",
                sms_variables={"name": placement.name, "step": said},
            )


def _next(placement: Placement) -> str:
    """Return what comes next, for a message."""
    coming = placement.milestones.to_report().order_by("due_on").first()
    if coming is None:
        return ""
    return _("Next: %(what)s, by %(day)s.") % {"what": coming.local_name, "day": when.day(coming.due_on)}


def tell_base(milestone: Milestone, *, at: datetime) -> None:
    """Tell the base that a report waits to be looked at."""
    placement = milestone.placement
    for user in staff_of(placement.intake.base, Act.WRITE):
        with translation.override(user.language):
            words = {"what": milestone.local_name, "name": placement.name}
            tell(
                user,
                kind="milestone.reported",
                subject=_("Handed in: %(what)s, %(name)s") % words,
                body=_("Please look at it: accept it, or say what has to be corrected."),
                at=at,
                path=reverse("placements_admin:show", args=[placement.pk]),
                key=f"milestone.reported:{milestone.pk}:{at:%Y%m%d%H%M%S}:{user.pk}",
            )


def tell_of_days(milestones: Sequence[Milestone], today: date, *, at: datetime) -> int:
    """Remind whoever holds the placements of what is due soon, and say once that it was due; return how many."""
    if not milestones:
        return 0
    holders = holders_of({one.placement_id: one.placement for one in milestones}.values(), today)
    notices = [_of_day(one, user, today) for one in milestones for user in holders[one.placement_id]]
    return tell_each(notices, at=at)


def _of_day(milestone: Milestone, user: Any, today: date) -> Notice:
    placement, is_late = milestone.placement, milestone.due_on < today
    with translation.override(user.language):
        words = {"what": milestone.local_name, "day": when.day(milestone.due_on), "name": placement.name}
        late, soon = _("Was due on %(day)s: %(what)s"), _("Please hand in by %(day)s: %(what)s")
        return Notice(
            user,
            kind="milestone.overdue" if is_late else "milestone.reminder",
            subject=(late if is_late else soon) % words,
            body=_("It can still be handed in. If something stands in the way, please tell your base.")
            if is_late
            else _("%(name)s: everything is filled in on one page; photos and papers go with it.") % words,
            path=f"{path_of(placement)}milestones/{milestone.pk}/",
            key=f"milestone:{milestone.pk}:{milestone.due_on}:{'late' if is_late else 'soon'}:{user.pk}",
            sms_template="milestone_due",
            sms_variables={"name": placement.name, "what": milestone.local_name, "until": when.day(milestone.due_on)},
        )
