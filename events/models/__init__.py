from events.models.approval import HostApproval, WordsApproval
from events.models.attendance import Attendance, AttendanceMark, NoShow, NoShowRule
from events.models.calendar_token import CalendarToken
from events.models.door import DoorLink, DoorLinkTry, PaperSheet
from events.models.event import Event, Session
from events.models.party import Party, Registration
from events.models.pool import Pool
from events.models.programme import (
    Category,
    ProgrammeHost,
    ProgrammePage,
    ProgrammeSpeaker,
    SpokenLanguage,
)

__all__ = [
    "Attendance",
    "AttendanceMark",
    "CalendarToken",
    "Category",
    "DoorLink",
    "DoorLinkTry",
    "Event",
    "HostApproval",
    "NoShow",
    "NoShowRule",
    "PaperSheet",
    "Party",
    "Pool",
    "ProgrammeHost",
    "ProgrammePage",
    "ProgrammeSpeaker",
    "Registration",
    "Session",
    "SpokenLanguage",
    "WordsApproval",
]
