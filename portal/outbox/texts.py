"""What does a message say? The text that ships, or the one that staff wrote in its place, filled in a single pass.

An app registers its kinds of message with what each may name; who may edit a text is ``organisations``' matter.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.audit.recording import record
from portal.outbox.errors import BadText
from portal.outbox.models import MessageText

#: A placeholder is a word in braces; nothing else is ever looked into, so that a value's own braces stay as they are.
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
#: What was meant as a placeholder, with the braces of a Chinese keyboard as well.
MEANT = re.compile(r"[{｛][^{}｛｝]*[}｝]|[{}｛｝]")


@dataclass(frozen=True)
class Placeholder:
    """What stands for a fact: its name, what it is, and an example."""

    name: str
    label: Promise
    example: Promise | str

    @property
    def written(self) -> str:
        """How it is written in a text."""
        return f"{{{self.name}}}"


@dataclass(frozen=True)
class Kind:
    """A kind of message: what staff call it, the text that ships, what it may name, and what it has to."""

    name: str
    label: Promise
    subject: Promise | str
    body: Promise | str
    placeholders: Sequence[Placeholder]
    required: frozenset[str] = frozenset({"title"})
    sms: str = ""


@dataclass(frozen=True)
class Text:
    """A subject and a body, with their placeholders or filled."""

    subject: str
    body: str

    def filled(self, facts: Mapping[str, Any]) -> "Text":
        return Text(fill(self.subject, facts), fill(self.body, facts))


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; the same name again replaces it."""
    _KINDS[kind.name] = kind


def kinds() -> list[Kind]:
    """Return every kind, in the order in which they were registered."""
    return list(_KINDS.values())


def kind(name: str) -> Kind | None:
    """Return the kind of this name, if there is one."""
    return _KINDS.get(name)


def fill(text: str, facts: Mapping[str, Any]) -> str:
    """Return the text with each known placeholder replaced, in one pass: a fact is never looked into."""
    return PLACEHOLDER.sub(lambda found: str(facts.get(found[1], found[0])), text)


def shipped(kind: Kind, language: str) -> Text:
    """Return the text that ships, in a language."""
    with translation.override(language):
        return Text(str(kind.subject), str(kind.body))


class Texts:
    """The texts in force for some kinds and organisations, read once however many messages are written."""

    def __init__(self, rows: Iterable[MessageText]):
        self._rows = {(row.kind, row.language, row.organisation_id): row for row in rows}

    def text(self, name: str, *, language: str, organisation_id: int | None = None) -> Text:
        """Return the organisation's own text, else the district's, else the one that ships."""
        for owner in dict.fromkeys((organisation_id, None)):
            if row := self._rows.get((name, language, owner)):
                return Text(row.subject, row.body)
        return shipped(_KINDS[name], language)


def read(names: Iterable[str], organisation_ids: Iterable[int | None]) -> Texts:
    """Return the texts of these kinds for messages about these organisations; one query."""
    owners = Q(organisation_id=None) | Q(organisation_id__in=[pk for pk in organisation_ids if pk])
    return Texts(MessageText.objects.filter(owners, kind__in=list(names)))


def check(kind: Kind, texts: Mapping[str, Text]) -> None:
    """Raise ``BadText`` for the first text, by language, that does not fit its kind."""
    for language, text in texts.items():
        for field in ("subject", "body"):
            _refuse_unknown(kind, field, getattr(text, field), language)
        _refuse_missing(kind, text, language)


def _refuse_unknown(kind: Kind, field: str, text: str, language: str) -> None:
    known = [placeholder.written for placeholder in kind.placeholders]
    for found in MEANT.findall(text):
        if found not in known:
            words = {"placeholder": found, "known": " ".join(known)}
            sentence = _("%(placeholder)s is not known here. You can use: %(known)s") % words
            raise BadText(sentence, field=field, reason="unknown_placeholder", language=language)


def _refuse_missing(kind: Kind, text: Text, language: str) -> None:
    named = set(PLACEHOLDER.findall(f"{text.subject}\n{text.body}"))
    if missing := sorted(kind.required - named):
        words = {"placeholders": " ".join(f"{{{name}}}" for name in missing)}
        sentence = _("Please keep %(placeholders)s: without it the message does not say what matters.") % words
        raise BadText(sentence, field="body", reason="missing_placeholder", language=language)


@transaction.atomic
def edit(
    kind: Kind, texts: Mapping[str, Text], *, organisation_id: int | None, by: Any, at: datetime
) -> list[MessageText]:
    """Put texts, by language, in the place of those that ship; one that is as the text below it is taken back.

    Whoever calls has seen to it that ``by`` may. Raises ``BadText`` and writes nothing then.
    """
    check(kind, texts)
    below = read([kind.name], [])
    rows = []
    for language, text in texts.items():
        beneath = shipped(kind, language) if organisation_id is None else below.text(kind.name, language=language)
        own = MessageText.objects.filter(kind=kind.name, language=language, organisation_id=organisation_id)
        row = own.select_for_update().first()
        if text == beneath:
            if row:
                _take_back(row, by=by, at=at)
            continue
        row = row or MessageText(kind=kind.name, language=language, organisation_id=organisation_id)
        if (row.subject, row.body) == (text.subject, text.body):
            continue
        fields = [name for name in ("subject", "body") if getattr(row, name) != getattr(text, name)]
        row.subject, row.body, row.changed_at = text.subject, text.body, at
        row.changed_by = by if hasattr(by, "pk") else None
        row.save()
        record(
            "message_text.changed",
            row,
            by=by,
            at=at,
            organisation_id=organisation_id,
            kind=kind.name,
            language=language,
            fields=fields,
        )
        rows.append(row)
    return rows


@transaction.atomic
def reset(kind: Kind, *, organisation_id: int | None, by: Any, at: datetime) -> int:
    """Take back what was written in both languages, so that the text below holds again; return how many."""
    rows = list(MessageText.objects.select_for_update().filter(kind=kind.name, organisation_id=organisation_id))
    for row in rows:
        _take_back(row, by=by, at=at)
    return len(rows)


def _take_back(row: MessageText, *, by: Any, at: datetime) -> None:
    record(
        "message_text.reset",
        row,
        by=by,
        at=at,
        organisation_id=row.organisation_id,
        kind=row.kind,
        language=row.language,
    )
    row.delete()


def example(kind: Kind, text: Text, language: str) -> Text:
    """Return a text as a reader would get it, with the examples in the place of facts."""
    with translation.override(language):
        return text.filled({placeholder.name: str(placeholder.example) for placeholder in kind.placeholders})
