"""Who acts in the demonstration? The organisations, and what their pages say."""

from datetime import datetime

from events.demo.content import ACTOR, read
from organisations.models import Area, Organisation
from organisations.registering import register_organisation

AREA = "jintang"
WORDS = ("summary", "summary_en", "body", "body_en", "volunteering", "volunteering_en")


def load_organisations(at: datetime) -> None:
    """Register the organisations that are missing and publish their words."""
    area = Area.objects.get(code=AREA)
    for facts in read("organisations"):
        if Organisation.objects.filter(code=facts["code"]).exists():
            continue
        words = {name: facts.pop(name) for name in WORDS if name in facts}
        if centre := facts.pop("home_centre", None):
            facts["home_centre"] = Organisation.objects.get(code=centre)
        page = register_organisation(area=area, by=ACTOR, at=at, **facts).page
        for name, value in words.items():
            setattr(page, name, value)
        page.save_revision().publish()
