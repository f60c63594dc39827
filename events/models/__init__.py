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
    "Category",
    "Event",
    "Party",
    "Pool",
    "ProgrammeHost",
    "ProgrammePage",
    "ProgrammeSpeaker",
    "Registration",
    "Session",
    "SpokenLanguage",
]
