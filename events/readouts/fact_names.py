"""What are the facts of events, volunteers and projects called in the history?"""

from django.utils.translation import gettext_lazy as _

from events.models import ActivityPicture, Assignment, AssignmentMark, Attendance, Call, HelpedSignUp, Wish
from events.models.letter import Letter
from events.states import AttendanceState, Certified, PartyState, WishState
from organisations.states import BookingState
from portal.contributions import FactName

_HIDDEN = FactName()
_MARKS = dict(AttendanceState.choices)

FACT_NAMES = {
    "activity.fields": FactName(
        _("what changed"), {"summary": _("summary"), "head_count": _("people counted on the spot")}
    ),
    "activity.kind": FactName(_("kind"), dict(ActivityPicture.Kind.choices)),
    "attendance.state": FactName(_("mark"), _MARKS),
    "attendance.way": FactName(_("how"), dict(Attendance.Way.choices)),
    "mark": FactName(_("mark"), _MARKS),
    "shift.way": FactName(_("how"), {**dict(Assignment.Way.choices), **dict(AssignmentMark.Way.choices)}),
    "helper.way": FactName(_("how they agreed"), dict(HelpedSignUp.Way.choices)),
    "wish.state": FactName(_("state"), dict(WishState.choices)),
    "wish.reach": FactName(_("to whom"), dict(Wish.Reach.choices)),
    "has_head_start": FactName(_("those who wished for it sign up first")),
    "event.state": FactName(_("state"), dict(BookingState.choices)),
    "event.before": FactName(_("places")),
    "event.after": FactName(_("places")),
    "answer": FactName(_("answer"), dict(Call.Answer.choices)),
    "tries": FactName(_("tries")),
    "accounts": FactName(_("told by message")),
    "calls": FactName(_("to be called")),
    "to": FactName(_("to whom"), dict(Letter.To.choices)),
    "answers": FactName(_("answers")),
    "count": FactName(_("how many")),
    "rule": FactName(_("who gets one"), dict(Certified.choices)),
    "takes_photos": FactName(_("photographs are taken")),
    "reserves": FactName(_("reserved places of")),
    "sessions": FactName(_("how many sessions")),
    "noted": FactName(_("sessions with a note")),
    "size": FactName(_("how many people")),
    "session.people": FactName(_("how many people")),
    "sign_ups.people": FactName(_("people told")),
    "volunteers.people": FactName(_("people told")),
    "slips.people": FactName(_("how many people")),
    "lots": FactName(_("lots")),
    "lines": FactName(_("lines")),
    "parties": FactName(_("sign-ups")),
    "most": FactName(_("sign-ups a person, at most")),
    "minutes": FactName(_("minutes of service")),
    "minimum": FactName(_("at least")),
    "wished": FactName(_("people wished for")),
    "shift.role": FactName(_("role"), model="events.volunteerrole"),
    "hours": FactName(_("hours before it starts")),
    "level": FactName(
        _("level of approval"), {0: "", 1: _("first review"), 2: _("second review"), 3: _("final review")}
    ),
    "category": FactName(_("kind of programme"), model="events.category"),
    "added": FactName(_("labels given"), model="events.reportinglabel"),
    "removed": FactName(_("labels taken away"), model="events.reportinglabel"),
    "course.kind": FactName(_("Leads to"), model="events.qualificationkind"),
    "qualification.kind": FactName(_("kind"), model="events.qualificationkind"),
    "has_scan": FactName(_("with a scan")),
    "steps": FactName(_("steps")),
    "passed": FactName(_("passed")),
    "not_passed": FactName(_("not passed")),
    "elder_from_age": FactName(_("emergency contact asked from age")),
    "collected_below_age": FactName(_("children collected below age")),
    "estate": FactName(_("estate"), model="organisations.area"),
    "was_hurt": FactName(_("somebody was hurt")),
    "again": FactName(_("was a volunteer before")),
    "project": FactName(_("project"), model="events.project"),
    "file": FactName(_("file"), {"pdf": "PDF", "zip": "ZIP"}),
    "dossier.fields": FactName(
        _("columns"),
        {
            "name": _("Name"),
            "attendance": _("attendance"),
            "activity": _("activity"),
            "attendances": _("attendances"),
            "sheets": _("signed sheets"),
            "photos": _("photographs"),
            "summary": _("summary"),
            "satisfaction": _("satisfaction"),
            "missing": _("missing"),
            "files": _("files"),
        },
    ),
    "pictures": FactName(_("photographs")),
    "dossiers": FactName(_("dossiers")),
    "party.state": FactName(_("state"), dict(PartyState.choices)),
    # Ids that the record or the people beside it say already, and what only programs need.
    **dict.fromkeys(
        (
            *("collector", "course", "event", "fact", "given", "helper", "instead_of", "into", "link", "overridden"),
            *("pdf", "programme", "registrations", "session", "shift", "ticket", "wish", "zip"),
            *("programmes.rows", "duty.made.fields", "role.made.fields", "shift_plan.made.fields"),
        ),
        _HIDDEN,
    ),
}
