"""What are the facts of the audit trail called in the history? Those of organisations, and of the shell below them."""

from django.utils.translation import gettext_lazy as _

from organisations.models import ApiToken, Facility, Membership
from organisations.states import BookingState
from portal.accounts.models import Mandate, Notice
from portal.contributions import FactName
from portal.handing_out import Purpose, Recipient
from portal.proofs.states import Why

_ROLES = dict(Membership.Role.choices)
_HIDDEN = FactName()

FACT_NAMES = {
    "fields": FactName(
        _("what changed"),
        {
            "name": _("name"),
            "equipment": _("equipment"),
            "hours": _("opening hours"),
            "opening_hours": _("opening hours"),
            "note": _("note"),
            "language": _("language"),
            "muted_channels": _("ways not wanted"),
            "wechat_open_id": _("WeChat"),
            "password": _("password"),
            "subject": _("subject"),
            "body": _("text"),
        },
    ),
    "list.fields": FactName(
        _("columns"),
        {
            "at": _("when"),
            "what": _("what was done"),
            "who": _("by whom"),
            "for_whom": _("which people it concerns"),
            "organisation": _("organisation"),
            "record": _("record"),
            "facts": _("in detail"),
            "name": _("name"),
            "phone": _("phone"),
            "age": _("age"),
            "state": _("state"),
            "reference": _("reference"),
            "attendance": _("attendance"),
        },
    ),
    "rows": FactName(_("rows")),
    "recipient": FactName(_("who gets it"), dict(Recipient.choices)),
    "purpose": FactName(_("what for"), dict(Purpose.choices)),
    "consent.purpose": FactName(_("what for"), dict(Notice.Purpose.choices)),
    "role": FactName(_("role"), _ROLES),
    "facility.kind": FactName(_("kind"), dict(Facility.Kind.choices)),
    "state": FactName(_("state")),
    "booking.state": FactName(_("state"), dict(BookingState.choices)),
    "bookings": FactName(_("how many bookings")),
    "in_spite_of": FactName(_("booked in spite of what was in the way"), {0: ""}),
    "until": FactName(_("until")),
    "last_day": FactName(_("last day")),
    "on": FactName(_("day")),
    "day": FactName(_("day")),
    "days": FactName(_("days")),
    "year": FactName(_("year")),
    "levels": FactName(_("levels")),
    "count": FactName(_("how many")),
    "entries": FactName(_("acts")),
    "mandates": FactName(_("mandates ended")),
    "relation": FactName(_("relation"), dict(Mandate.Relation.choices)),
    "why": FactName(_("reason"), dict(Why.choices)),
    "before": FactName(_("working days")),
    "after": FactName(_("working days")),
    "case.before": FactName(_("where it stands")),
    "case.after": FactName(_("where it stands")),
    "case.check": FactName(_("what was looked at")),
    "is_shared": FactName(_("the applicant sees it")),
    "owner": FactName(_("used by"), model="accounts.user"),
    "scopes": FactName(_("what it may do"), dict(ApiToken.Scope.choices)),
    "scope": FactName(_("what it may do"), dict(ApiToken.Scope.choices)),
    "usual": FactName(_("the usual questions")),
    "version": FactName(_("version")),
    "language": FactName(_("language"), {"zh-hans": _("Chinese"), "zh_Hans": _("Chinese"), "en": _("English")}),
    # Ids that the record or the people beside it say already, and what only programs need.
    **dict.fromkeys(
        (
            *("account", "case", "corrects", "document", "given_id", "kind", "move", "operation", "people", "pool"),
            *("question", "questions", "reason", "renews", "replaces", "revision", "seen_person_id", "source", "step"),
            *("user", "version_id", "workflow"),
        ),
        _HIDDEN,
    ),
}
