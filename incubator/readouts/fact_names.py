"""What are the facts of the incubator called in the history?"""

from django.utils.translation import gettext_lazy as _

from incubator.models import Appointment, Meeting
from portal.contributions import FactName

_HIDDEN = FactName()

FACT_NAMES = {
    "appointment.role": FactName(_("role"), dict(Appointment.Role.choices)),
    "applications": FactName(_("how many applications")),
    "meeting.kind": FactName(_("kind"), dict(Meeting.Kind.choices)),
    "meeting.people": FactName(_("how many people")),
    "reviewer": FactName(_("reviewer"), model="accounts.user"),
    "mentor": FactName(_("mentor"), model="accounts.user"),
    "shown": FactName(_("shown")),
    "track": FactName(_("track"), model="incubator.track"),
    **dict.fromkeys(("base", "intake", "placement"), _HIDDEN),
}
