"""What do neighbours say in the demonstration? A date that was held some days ago, who came, and how it was."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from events.demo.content import ACTOR, read
from events.demo.people import agent
from events.demo.sign_ups import KEYS
from events.door.check_in import ARRIVED, Way, mark
from events.feedback.giving import Said, give
from events.feedback.questions import asked_after
from events.models import Event, Party, ProgrammePage, Registration, Session
from events.planning.scheduling import Slot, schedule_event
from events.seating.commitments import strike_out
from events.sign_up.registration import sign_up
from organisations.models import Organisation
from portal.outbox.models import Message


def load_feedback(at: datetime) -> None:
    """Make the date that was held with all that was said of it, unless it is there."""
    facts = read("feedback")
    page = ProgrammePage.objects.get(slug=facts["programme"])
    if page.events.filter(label=facts["label"]).exists():
        return
    event = _held(page, facts, at)
    for row in Registration.objects.filter(event=event):
        session = event.sessions.select_related("event__organisation").get()
        mark(session, row.reference, ARRIVED, way=Way.SCAN, by=agent("ngo", at).user, at=session.starts_at)
    version = asked_after(event).version
    for said in facts["said"]:
        user = agent(said["by"], at).user
        [row, *_others] = Registration.objects.filter(event=event, party__made_by=user).order_by("pk")
        words = {name: said[name] for name in ("text", "was_sold", "sold_what") if name in said}
        give(row, Said(said["stars"], version=version, answers=said["answers"], **words), by=user, at=at)


def _held(page: ProgrammePage, facts: dict[str, Any], at: datetime) -> Event:
    """Plan it for tomorrow and sign people up, as nobody can be signed up for yesterday; then move it back."""
    start, end = (
        timezone.make_aware(datetime.combine(timezone.localdate(at) + timedelta(days=1), time.fromisoformat(clock)))
        for clock in facts["time"].split("-")
    )
    slot = Slot(start, end, place=facts["place"], place_en=facts["place_en"])
    event = schedule_event(
        programme=page,
        organisation=Organisation.objects.get(page=page.get_parent()),
        slots=[slot],
        capacity=facts["capacity"],
        label=facts["label"],
        label_en=facts["label_en"],
        by=ACTOR,
        at=at,
    )
    before = set(Message.objects.values_list("pk", flat=True))
    for username in [*(said["by"] for said in facts["said"]), *facts["silent"]]:
        who = agent(username, at)
        key = uuid.uuid5(KEYS, f"{event.pk}:{who.user.pk}")
        sign_up(event=event, people=who.people[:1], by=who.user, key=key, at=at)
    # They were told of tomorrow.
    Message.objects.exclude(pk__in=before).delete()
    strike_out(list(Registration.objects.filter(event=event).values_list("pk", flat=True)))
    back = timedelta(days=facts["days_ago"] + 1)
    for moments, rows in [
        (("starts_at", "ends_at"), Event.objects.filter(pk=event.pk)),
        (("starts_at", "ends_at"), Session.objects.filter(event=event)),
        (("created_at", "confirmed_at"), Party.objects.filter(event=event)),
    ]:
        rows.update(**{name: F(name) - back for name in moments})
    return Event.objects.get(pk=event.pk)
