"""Who is told what? A reviewer what waits and is due, a base who steps back, applicants what changes in their call,
somebody that a base has appointed them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from incubator.models import Amendment, Appointment, Intake, Review
from incubator.permissions import staff_of
from incubator.states import REVIEWING, ReviewState
from organisations.permissions import Act
from portal.cases.models import Editor
from portal.outbox.queueing import Notice, tell, tell_each
from portal.templatetags import when
from portal.timetable import working_days

#: How many working days before it is due a reviewer is reminded.
REMINDED_BEFORE = 2
A_RUN = 200


def path_of(review: Review) -> str:
    return f"/incubator/reviews/{review.pk}/"


def tell_assigned(review: Review, *, at: datetime) -> None:
    """Tell a reviewer what waits for them. The message names the call alone: an inbox is read over shoulders."""
    user = review.reviewer
    with translation.override(user.language):
        lines = [_("Please read it and score it. If you know the applicant, please step back there.")]
        if review.due_on:
            lines.append(_("By %(day)s.") % {"day": when.day(review.due_on)})
        tell(
            user,
            kind="review.assigned",
            subject=_("An application to review: %(call)s") % {"call": review.application.intake.local_name},
            body="\n\n".join(lines),
            at=at,
            path=path_of(review),
            key=f"review.assigned:{review.pk}",
        )


def tell_recused(review: Review, *, at: datetime) -> None:
    """Tell the base that an application needs another reviewer."""
    application = review.application
    for user in staff_of(application.intake.base, Act.WRITE):
        with translation.override(user.language):
            tell(
                user,
                kind="review.recused",
                subject=_("A reviewer has stepped back: %(about)s") % {"about": application.case.title},
                body=_("Please ask somebody else to review %(reference)s.") % {"reference": application.case.reference},
                at=at,
                path=reverse("reviews_admin:show", args=[application.pk]),
                key=f"review.recused:{review.pk}:{user.pk}",
            )


def tell_applicants(intake: Intake, made: Amendment, *, at: datetime) -> int:
    """Tell everybody who writes an open application to this call what has changed; return how many."""
    writers = Editor.objects.filter(
        case__incubator_application__intake=intake, case__closed_at=None, user__is_active=True
    ).select_related("user")
    return tell_each([_amended(intake, made, editor.user) for editor in writers], at=at)


def _amended(intake: Intake, made: Amendment, user: Any) -> Notice:
    with translation.override(user.language):
        return Notice(
            user,
            kind="intake.amended",
            subject=_("A call has changed: %(call)s") % {"call": intake.local_name},
            body=made.local_words,
            path=f"/incubator/calls/{intake.code}/",
            key=f"intake.amended:{made.pk}:{user.pk}",
        )


def tell_appointed(appointment: Appointment, *, at: datetime) -> None:
    """Ask somebody whom a base has appointed to accept: as what and from when; by SMS too, for they may be new here."""
    user: Any = appointment.user
    if appointment.answer != Appointment.Answer.ASKED:
        return
    with translation.override(user.language):
        words = {"base": appointment.base.local_name, "role": appointment.get_role_display()}
        tell(
            user,
            kind="appointment.made",
            subject=_("%(base)s asks you to be: %(role)s") % words,
            body=_("From %(day)s. Please say whether you accept; until then nothing changes for you.")
            % {"day": when.day(appointment.starts_on)},
            at=at,
            path=f"/incubator/appointments/{appointment.pk}/",
            key=f"appointment.made:{appointment.pk}",
            sms_template="appointment",
            sms_variables=words,
        )


def tell_answered(appointment: Appointment, *, at: datetime) -> None:
    """Tell the base what whoever it has appointed says."""
    has_accepted = appointment.answer == Appointment.Answer.ACCEPTED
    for user in staff_of(appointment.base, Act.WRITE):
        with translation.override(user.language):
            words = {"name": appointment.name or appointment.who, "role": appointment.get_role_display()}
            accepted, declined = _("%(name)s has accepted: %(role)s"), _("Not accepted: %(name)s, %(role)s")
            tell(
                user,
                kind="appointment.answered",
                subject=(accepted if has_accepted else declined) % words,
                body=""
                if has_accepted
                else _("Please check the mobile number with them, and appoint them anew if it was wrong."),
                at=at,
                path=reverse("appointments:index"),
                key=f"appointment.answered:{appointment.pk}:{user.pk}",
            )


def remind(at: datetime) -> int:
    """Remind reviewers of what is due within two working days, each once; return how many were told."""
    today = timezone.localdate(at)
    last = working_days.after(today, REMINDED_BEFORE).on
    waiting: Iterable[Review] = Review.objects.filter(
        state__in=[ReviewState.ASSIGNED, ReviewState.DRAFT],
        due_on__range=(today, last),
        application__case__state=REVIEWING,
        application__case__closed_at=None,
    ).select_related("reviewer", "application__intake")
    notices = [_reminder(review) for review in list(waiting)[:A_RUN]]
    return tell_each(notices, at=at) if notices else 0


def _reminder(review: Review) -> Notice:
    user: Any = review.reviewer
    with translation.override(user.language):
        day = when.day(review.due_on) if review.due_on else ""
        return Notice(
            user,
            kind="review.reminder",
            subject=_("Please review by %(day)s: %(call)s")
            % {"day": day, "call": review.application.intake.local_name},
            body=_("Your review is not handed in yet."),
            path=path_of(review),
            key=f"review.reminder:{review.pk}:{review.due_on}",
        )
