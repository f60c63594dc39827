"""What did staff write in the demonstration? One message to everybody of an event, so that there is one to read."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth import get_user_model

from events.demo.events import Made
from events.messages.letters import Draft, send_letter
from events.models import Letter, Registration
from events.permissions import can_manage_event

#: Names the message of an event, so that it is the same one again.
KEYS = uuid.UUID("b3b0a8a4-58b0-4b0e-8a0e-7f0c1d7e5f21")


def write_letter(made: Iterable[Made], at: datetime) -> None:
    """Let the centre's officer write to everybody of the next event of theirs that people have signed up for."""
    officer = get_user_model()._default_manager.get(username="centre")
    for one in sorted(made, key=lambda one: (one.event.starts_at, one.event.pk)):
        if one.event.ends_at <= at or not can_manage_event(officer, one.event, at):
            continue
        if Registration.objects.confirmed().filter(event=one.event).exists():
            draft = Draft(
                to=Letter.To.CONFIRMED,
                subject="请早到十分钟",
                body="当天门口要签到，请早到十分钟，带好报名编号或纸条。",
                subject_en="Please come ten minutes early",
                body_en="There is a check-in at the door: please come ten minutes early, with your reference or slip.",
                key=uuid.uuid5(KEYS, str(one.event.pk)),
            )
            send_letter(one.event, draft, by=officer, at=at)
            return
