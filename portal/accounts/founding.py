"""What are people told before the first of them agrees? Version 1 of each notice; safe to repeat.

The words are in ``notices/``: the first line is the title.
"""

from pathlib import Path

from django.utils import timezone

from portal.accounts.models import Notice

WORDS = Path(__file__).parent / "notices"


def found_notices() -> None:
    """Make the first version of each notice that is missing; a new wording is a new version, never a change."""
    for purpose in Notice.Purpose.values:
        title, body = _words(purpose, "zh-hans")
        title_en, body_en = _words(purpose, "en")
        texts = {"title": title, "title_en": title_en, "body": body, "body_en": body_en}
        Notice.objects.get_or_create(purpose=purpose, version=1, defaults=texts | {"published_at": timezone.now()})


def _words(purpose: str, language: str) -> tuple[str, str]:
    title, _, body = (WORDS / f"{purpose}.{language}.txt").read_text(encoding="utf-8").partition("\n")
    return title, body.strip()
