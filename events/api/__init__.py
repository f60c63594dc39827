from events.api.attendances import router as attendances
from events.api.programmes import router as programmes
from events.api.questions import router as questions
from events.api.registrations import router as registrations

#: What this app contributes to the API.
ROUTERS = {
    "events.programmes": programmes,
    "events.questions": questions,
    "events.registrations": registrations,
    "events.attendances": attendances,
}

__all__ = ["ROUTERS"]
