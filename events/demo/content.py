"""Where are the words of the demonstration? In YAML files beside this one, so that they can be changed without code."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

FOLDER = Path(__file__).parent
#: Who is named in the audit for what the demonstration makes by itself.
ACTOR = "demo"


def read(name: str) -> Any:
    """Return the content of ``<name>.yaml``."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def programmes() -> list[dict[str, Any]]:
    """Return the facts of every programme; the name of its file is its category."""
    return [
        facts | {"category": path.stem}
        for path in sorted((FOLDER / "programmes").glob("*.yaml"))
        for facts in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def born(*, age: int, birthday: str, at: datetime) -> date:
    """Return the birth date of somebody of this age whose birthday is on ``birthday`` (``MM-DD``)."""
    today = timezone.localdate(at)
    month, day = (int(part) for part in birthday.split("-"))
    return date(today.year - age - ((today.month, today.day) < (month, day)), month, day)
