"""What do neighbours wish for in the demonstration? A wish in every state, made by the acts that residents and staff
have; one that is there, whoever has changed it since, is left alone.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model

from events.demo.content import read
from events.demo.places import CENTRE
from events.models import Category, ProgrammePage, Wish
from events.wishes import answering, asking, taking_up
from events.wishes.ageing import close_stale
from events.wishes.first_told import fulfil_due
from organisations.models import Organisation

#: How long after it was asked each act follows the one before.
PAUSE = timedelta(hours=18)


def load_wishes(at: datetime) -> None:
    """Make the wishes that are missing, each as old as the content says."""
    centre = Organisation.objects.get(code=CENTRE)
    users = {user.username: user for user in get_user_model().objects.all()}
    is_new = False
    for facts in read("wishes"):
        if not Wish.objects.filter(title=facts["title"], centre=centre).exists():
            is_new = True
            _make(facts, centre, users, at)
    if is_new:
        fulfil_due(at)
        close_stale(at)


def _make(facts: dict[str, Any], centre: Organisation, users: Mapping[str, Any], at: datetime) -> None:
    asked_at = at - timedelta(days=facts["days_ago"])
    wish = asking.ask_for(
        title=facts["title"],
        detail=facts.get("detail", ""),
        audience=facts["audience"],
        category=Category.objects.filter(code=facts.get("category")).first(),
        centre=centre,
        by=users[facts["by"]],
        at=asked_at,
    )
    wish.title_en, wish.is_demo = facts["title_en"], True
    wish.save(update_fields=["title_en", "is_demo"])
    moment = asked_at
    for place, step in enumerate(facts["then"]):
        moment = min(moment + PAUSE, at)
        wish.refresh_from_db()
        _act(wish, dict(step), users, moment)
        if place == 0:
            _second(wish, facts, users, moment)


def _second(wish: Wish, facts: dict[str, Any], users: Mapping[str, Any], at: datetime) -> None:
    for username in [*(f"demo-{number:02}" for number in facts["voices"]), *facts.get("also", [])]:
        asking.second(wish, by=users[username], at=at)


def _act(wish: Wish, step: dict[str, Any], users: Mapping[str, Any], at: datetime) -> None:
    officer, organiser = {"by": users["centre"], "at": at}, {"by": users["ngo"], "at": at}
    match step.pop("act"):
        case "show":
            answering.show(wish, title=wish.title, title_en=wish.title_en, **officer)
        case "hide":
            answering.hide(wish, **step, **officer)
        case "look_for":
            answering.look_for_somebody(wish, **step, **officer)
        case "decline":
            answering.decline(wish, **step, **officer)
        case "pass_on":
            answering.pass_on(wish, **step, **officer)
        case "merge":
            into = Wish.objects.get(title=step["into"], centre=wish.centre)
            answering.merge(wish, into=into, **officer)
        case "take_up":
            taking_up.take_up(wish, Organisation.objects.get(code=step["organisation"]), **organiser)
        case "begin":
            page = taking_up.begin_programme(wish, **organiser)
            ProgrammePage.objects.filter(pk=page.pk).update(is_demo=True)
        case "answer_with":
            taking_up.answer_with(wish, ProgrammePage.objects.get(slug=step["programme"]), **organiser)
