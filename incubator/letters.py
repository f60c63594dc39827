"""What does an applicant get on paper? A letter from a text that staff may edit, laid into the case as it was sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from incubator.models import Application
from incubator.permissions import keeper_id_of
from portal.cases.documents import write_in
from portal.cases.models import Case
from portal.cases.telling import writers_of
from portal.outbox import texts
from portal.outbox.texts import Kind, Placeholder
from portal.papers import JADE, STONE, Paper
from portal.templatetags.when import full_day

LEFT, TOP = 28.0, 34.0
_PLACEHOLDERS = (
    Placeholder("applicant", gettext_lazy("who applied"), gettext_lazy("Warm Neighbours")),
    Placeholder("call", gettext_lazy("the call"), gettext_lazy("Call of the core base")),
    Placeholder("base", gettext_lazy("the base"), gettext_lazy("District core base")),
    Placeholder("track", gettext_lazy("the track"), gettext_lazy("In-house")),
    Placeholder("reference", gettext_lazy("case number"), "FH2026-7K3QH"),
    Placeholder("reason", gettext_lazy("the reason of the decision"), gettext_lazy("A clear need and a sound plan.")),
)


def _kind(name: str, label: Any, subject: Any, body: Any) -> Kind:
    return Kind(
        name=f"incubator_{name}",
        label=label,
        subject=subject,
        body=body,
        placeholders=_PLACEHOLDERS,
        required=frozenset({"applicant", "reference"}),
    )


#: By the state of the workflow in which an application ends or waits.
LETTERS: Mapping[str, Kind] = {
    "accepted": _kind(
        "accepted",
        gettext_lazy("Letter: accepted into the incubator"),
        gettext_lazy("You are accepted: {base}"),
        gettext_lazy(
            "To {applicant}:\n\nYour application to “{call}” (case number {reference}) was accepted for the track "
            "“{track}”. The public notice is over and the result is final.\n\n{reason}\n\nThe base will get in touch "
            "with you about the agreement. Welcome!"
        ),
    ),
    "reserve": _kind(
        "reserve",
        gettext_lazy("Letter: in reserve"),
        gettext_lazy("You are in reserve: {base}"),
        gettext_lazy(
            "To {applicant}:\n\nYour application to “{call}” (case number {reference}) is in reserve. If a place falls "
            "free, we will call you.\n\n{reason}"
        ),
    ),
    "refused": _kind(
        "refused",
        gettext_lazy("Letter: not chosen this time"),
        gettext_lazy("About your application: {base}"),
        gettext_lazy(
            "To {applicant}:\n\nThank you for applying to “{call}” (case number {reference}). This time there is no "
            "place for you.\n\n{reason}\n\nPlease do apply again: you are welcome at the next call."
        ),
    ),
}


def write_letter(case: Case, reason: str, *, by: Any, at: datetime) -> None:
    """Make the letter of the state that a case stands in now, and lay it into the case for the applicant."""
    kind = LETTERS.get(case.state)
    if kind is None:
        return
    application = Application.objects.with_case().select_related("intake__base__parent__parent").get(case=case.pk)
    intake = application.intake
    organisation_id = keeper_id_of(intake.base)
    language = next((user.language for user in writers_of(case)), "")
    with translation.override(language):
        facts = {
            "applicant": case.title or case.reference,
            "call": intake.local_name,
            "base": intake.base.local_name,
            "track": application.track.local_name,
            "reference": case.reference,
            "reason": reason,
        }
        held = texts.read([kind.name], [organisation_id])
        text = held.text(kind.name, language=translation.get_language(), organisation_id=organisation_id).filled(facts)
        content = _paper(text, facts, at)
    write_in(case, content, name=f"letter-{case.reference}.pdf", title=text.subject, by=by, at=at)


def _paper(text: texts.Text, facts: Mapping[str, str], at: datetime) -> bytes:
    """Set a letter: who writes, what about, the words, the day."""
    paper = Paper(title=text.subject, author=facts["base"], made_at=at)
    paper.add_page()
    width = paper.w - 2 * LEFT
    y = paper.say(facts["base"], LEFT, TOP - 12, width, size=11, face="serif", colour=STONE)
    paper.rule(LEFT, y + 1, width, colour=JADE, thickness=0.5)
    y = paper.say(text.subject, LEFT, y + 12, width, size=20, face="serif", colour=JADE)
    y = paper.say(text.body, LEFT, y + 6, width, size=12, leading=1.9)
    y = paper.say(facts["base"], LEFT + width / 2, y + 16, width / 2, size=12, face="serif")
    paper.say(full_day(timezone.localdate(at)), LEFT + width / 2, y + 1, width / 2, size=11, colour=STONE)
    return paper.finished()
