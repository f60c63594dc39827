"""Which bases does the demonstration have? The district's four, from the newspaper feature."""

from datetime import datetime
from pathlib import Path

import yaml

from incubator.models import Base
from organisations.models import Organisation

BASES = Path(__file__).with_name("bases.yaml")


def load_bases(at: datetime) -> None:
    """Make the bases that are missing; leave what an officer has changed."""
    for position, facts in enumerate(yaml.safe_load(BASES.read_text(encoding="utf-8"))):
        parent, organisation = facts.pop("parent", None), facts.pop("organisation", None)
        Base.objects.get_or_create(
            code=facts.pop("code"),
            defaults={
                "position": position,
                "parent": Base.objects.get(code=parent) if parent else None,
                "organisation": Organisation.objects.filter(code=organisation).first() if organisation else None,
                **facts,
            },
        )
