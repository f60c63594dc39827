"""Who is who in an objection? The authority of the base alone reads and answers it; upheld, it strikes a name off."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incubator.models import Base, Objection, PublicNotice
from incubator.objecting import KIND
from incubator.permissions import can_decide, deciding_for, staff_of, stands_at_a_base
from incubator.states import NOTICED, STRIKE
from organisations.permissions import Act
from portal import contributions
from portal.cases.moving import Given, move_case

AUTHORITY = "authority"


def base_of(case: Any) -> Base:
    """Return the base whose notice is objected to."""
    return Base.objects.select_related("parent__parent").get(intakes__proposals__public_notice=case.context_id)


def roles_of(user: Any, case: Any) -> frozenset[str]:
    return frozenset({AUTHORITY}) if can_decide(user, base_of(case)) else frozenset()


def visible_to(user: Any) -> Q:
    """Return the condition on the objections that this member of staff sees."""
    if user.is_superuser:
        return Q()
    notices = PublicNotice.objects.filter(proposal__intake__base__in=deciding_for(user))
    return Q(context_id__in=notices.values("pk"))


def people_in(case: Any, role: str) -> Iterable[Any]:
    return staff_of(base_of(case), Act.APPROVE)


def notice_running(case: Any) -> str | None:
    """Refuse an objection to a notice whose days are over."""
    if PublicNotice.objects.running(timezone.localdate()).filter(pk=case.context_id).exists():
        return None
    return _("The days of this notice are over.")


def strike(case: Any, *, decision: Any, by: Any, at: datetime) -> None:
    """Take the application off the list for good, with the reason of the answer; one that has left stays away."""
    objection = Objection.objects.select_related("application__case").get(case=case.pk)
    struck = objection.application.case if objection.application else None
    if struck and struck.state == NOTICED:
        move_case(struck, STRIKE, seen=struck.step, given=Given(reason=decision.reason), by=by, at=at)


OBJECTION = contributions.CaseKind(
    name=KIND,
    prefix="YY",
    title=gettext_lazy("Objection to a public notice"),
    roles={AUTHORITY: gettext_lazy("authority")},
    roles_of=roles_of,
    visible_to=visible_to,
    comes_to=stands_at_a_base,
    people_in=people_in,
    holder_name=lambda case: base_of(case).local_name,
    staff_path=lambda case: reverse("cases_admin:case", args=[case.pk]),
    lead=AUTHORITY,
    effects={"strike": strike},
    guards={"notice_running": notice_running},
)
