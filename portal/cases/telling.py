"""Who is told that a case has moved? Whoever writes it, and whoever holds it now; each in their language."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import translation
from django.utils.translation import gettext as _

from portal.cases.kinds import kind_named
from portal.cases.models import Case, Editor
from portal.cases.states import OWN_ROLES, Phase
from portal.outbox.queueing import tell
from portal.templatetags import when

WORDINGS = {
    "case_moved": "${title}（${reference}）：${state}。请登录邻里查看下一步。",
    "case_moved.en": "${title} (${reference}): ${state}. Please see Linli for what happens next.",
    "case_returned": "${title}（${reference}）需要补正，请于${until}前登录邻里修改标出的内容。",
    "case_returned.en": "${title} (${reference}) needs correcting: please mend the marked fields in Linli by ${until}.",
    "case_message": "${title}（${reference}）有一条消息，请登录邻里，在“消息”里查看。",
    "case_message.en": "${title} (${reference}): there is a message for you. Please see your inbox in Linli.",
    "case_reminder": "${title}（${reference}）：请于${until}前登录邻里处理。",
    "case_reminder.en": "${title} (${reference}): please see to it in Linli by ${until}.",
}


def writers_of(case: Case) -> Iterable[Any]:
    """Return the accounts that write a case."""
    return get_user_model().objects.filter(pk__in=Editor.objects.filter(case=case).values("user"))


def tell_moved(case: Case, *, reason: str, at: datetime) -> None:
    """Tell those who write it where it stands now, what happens next and by when; and those who hold it now."""
    state = case.where
    for user in writers_of(case):
        with translation.override(user.language):
            until = when.day(case.due_on) if case.due_on else ""
            title = str(kind_named(case.kind).title)
            lines = [str(state.next)]
            if until and state.phase == Phase.CORRECTION:
                lines.insert(0, _("Please correct what is marked by %(day)s.") % {"day": until})
            elif until:
                lines.append(_("By %(day)s.") % {"day": until})
            if reason:
                lines.insert(0, reason)
            tell(
                user,
                kind="case.moved",
                subject=_("%(title)s: %(state)s") % {"title": title, "state": state.name},
                body="\n\n".join(lines),
                at=at,
                path=f"/me/cases/{case.reference}/",
                key=f"case.moved:{case.pk}:{case.step}:{user.pk}",
                sms_template="case_returned" if state.phase == Phase.CORRECTION and until else "case_moved",
                sms_variables={"title": title, "reference": case.reference, "state": str(state.name), "until": until},
            )
    if state.holder not in OWN_ROLES:
        _tell_holders(case, at=at)


def _tell_holders(case: Case, *, at: datetime) -> None:
    kind = kind_named(case.kind)
    for user in kind.people_in(case, case.where.holder):
        with translation.override(user.language):
            until = _("By %(day)s.") % {"day": when.day(case.due_on)} if case.due_on else ""
            tell(
                user,
                kind="case.waits",
                subject=_("Waiting for you: %(title)s, %(about)s") % {"title": kind.title, "about": case.title},
                body=" ".join(filter(None, [str(case.where.name), case.reference, until])),
                at=at,
                path=kind.staff_path(case),
                key=f"case.waits:{case.pk}:{case.step}:{user.pk}",
            )


def tell_lead(case: Case, *, at: datetime) -> int:
    """Tell those who lead that a case is overdue, each once a state; return how many."""
    kind, count = kind_named(case.kind), 0
    for user in kind.people_in(case, kind.lead):
        with translation.override(user.language):
            words = {"title": kind.title, "about": case.title, "state": case.where.name}
            told = tell(
                user,
                kind="case.overdue",
                subject=_("Overdue: %(title)s, %(about)s") % words,
                body=_("%(reference)s should have been done by %(day)s. It stands at “%(state)s”.")
                % {**words, "reference": case.reference, "day": when.day(case.due_on) if case.due_on else ""},
                at=at,
                path=kind.staff_path(case),
                key=f"case.overdue:{case.pk}:{case.step}:{user.pk}",
            )
        count += told is not None
    return count


def remind_writers(case: Case, *, at: datetime) -> int:
    """Remind those who write a case that their days end soon; return how many."""
    count = 0
    for user in writers_of(case):
        with translation.override(user.language):
            title, until = str(kind_named(case.kind).title), when.day(case.due_on) if case.due_on else ""
            told = tell(
                user,
                kind="case.reminder",
                subject=_("Please see to it by %(day)s: %(title)s") % {"day": until, "title": title},
                body=str(case.where.next),
                at=at,
                path=f"/me/cases/{case.reference}/",
                key=f"case.reminder:{case.pk}:{case.step}:{user.pk}",
                sms_template="case_reminder",
                sms_variables={"title": title, "reference": case.reference, "until": until},
            )
        count += told is not None
    return count
