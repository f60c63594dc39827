from events.models.approval import HostApproval, WordsApproval
from events.models.calendar_token import CalendarToken
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
    "CalendarToken",
    "Category",
    "Event",
    "HostApproval",
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
