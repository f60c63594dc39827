"""How does the staff write to whoever writes a case? Into the inbox, with an SMS that says so, on record."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from portal.cases.errors import NotYours
from portal.cases.kinds import kind_named, roles_in
from portal.cases.models import Case
from portal.cases.moving import must_be_as_seen
from portal.cases.recording import enter
from portal.cases.states import OWN_ROLES
from portal.cases.telling import writers_of
from portal.outbox.queueing import Notice, tell_each


@transaction.atomic
def write_to_writers(case: Case, *, seen: int, subject: str, body: str, key: UUID, by: Any, at: datetime) -> int:
    """Tell those who write a case what the staff has to say, and enter it in the history; return how many were told.

    ``seen`` is the step that was looked at. The same key again tells nobody. Raises ``NotYours`` for whoever has no
    part in handling it, and ``ChangedMeanwhile``.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    roles = roles_in(case, by) - OWN_ROLES
    if not roles:
        raise NotYours(_("You cannot do this."))
    must_be_as_seen(case, seen)
    facts = {"title": str(kind_named(case.kind).title), "reference": case.reference}
    told = tell_each(
        [
            Notice(
                user,
                kind="case.message",
                subject=subject,
                body=body,
                path=f"/me/cases/{case.reference}/",
                key=f"case.message:{key}:{case.pk}:{user.pk}",
                sms_template="case_message",
                sms_variables=facts,
            )
            for user in writers_of(case)
        ],
        at=at,
    )
    if told:
        enter(case, "written_to", roles=roles, by=by, at=at, people=told)
    return told
