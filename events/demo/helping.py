"""Who helps in the demonstration? A block leader of an estate, who signed up two neighbours without a phone."""

import uuid
from datetime import date, datetime, timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from events.demo.content import born, read
from events.helping.neighbours import Agreed, sign_up_visitor
from events.models import Helper
from events.readouts.helping import events_for
from organisations.models import Area, Organisation
from portal.accounts.receiving import Visitor
from portal.refusals import Refusal

KEYS = uuid.UUID("6d1f7c52-0d0c-4f3e-9a53-6c1d3f1f0d12")
DAYS = 180


def load_helping(at: datetime) -> None:
    """Name the helpers that are missing, and let them sign up the neighbours of the content for the next activity."""
    for facts in read("people")["helpers"]:
        user = get_user_model().objects.get(username=facts["username"])
        estate = Area.objects.get(code=facts["estate"])
        if Helper.objects.filter(user=user, estate=estate).exists():
            continue
        today = timezone.localdate(at)
        helper = Helper.objects.create(
            centre=Organisation.objects.get(code=facts["centre"]),
            user=user,
            estate=estate,
            name=facts["name"],
            starts_on=today,
            ends_on=today + timedelta(days=DAYS),
        )
        for neighbour in facts["neighbours"]:
            _help(helper, neighbour["name"], born(**_born(neighbour), at=at), at)


def _help(helper: Helper, name: str, birth_date: date, at: datetime) -> None:
    """Sign a neighbour up for the first activity that takes them."""
    agreed = Agreed("in_person", timezone.localdate(at))
    for event in events_for(helper, at):
        try:
            sign_up_visitor(
                helper,
                event,
                Visitor(name, birth_date),
                agreed=agreed,
                key=uuid.uuid5(KEYS, f"{event.pk}:{name}"),
                by=helper.user,
                at=at,
            )
        except Refusal:
            continue
        return


def _born(facts: dict) -> dict:
    return {"age": facts["age"], "birthday": facts["birthday"]}
