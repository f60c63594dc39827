"""Which calls does the demonstration have? One that is open and one that is over, made of two of the templates."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from incubator.call_templates import templates
from incubator.intakes import change_intake, publish_intake
from incubator.models import Base, Intake
from incubator.preparing import WORDS, prepare_call
from organisations.models import Organisation

ACTOR = "demo"
CONTENT = Path(__file__).with_name("calls.yaml")


def load_calls(at: datetime) -> None:
    """Make the calls that are missing; an officer's changes stay."""
    for facts in yaml.safe_load(CONTENT.read_text(encoding="utf-8")):
        organisation = Organisation.objects.filter(code=facts["organisation"]).first()
        if organisation and not Intake.objects.filter(code=facts["code"]).exists():
            _make(facts, at)


def _make(facts: dict[str, Any], at: datetime) -> None:
    """Prepare a call, write its notice, publish it; one that is over was published while it was open."""
    opens_on, closes_on = (timezone.localdate(at) + timedelta(days=facts[key]) for key in ("opens", "closes"))
    earlier = min(at, at + timedelta(days=facts["closes"]))
    intake = prepare_call(
        base=Base.objects.get(code=facts["base"]),
        code=facts["code"],
        name=facts["name"],
        name_en=facts["name_en"],
        opens_on=opens_on,
        closes_on=closes_on,
        pattern=templates()[facts["template"]].pattern,
        by=ACTOR,
        at=earlier,
    )
    page = intake.page
    if page is not None:
        for word in WORDS:
            setattr(page, word, facts[word])
        page.slug = facts["slug"]
        page.save_revision()
    details = {key: facts[key] for key in ("applicants", "papers", "reviews_wanted") if key in facts}
    change_intake(intake, details=details, by=ACTOR, at=earlier)
    publish_intake(intake, by=ACTOR, at=earlier)
