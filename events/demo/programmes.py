"""What is on in the demonstration? The programmes' words, published page by page."""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from events.approving.approval import send_for_approval
from events.demo.content import programmes
from events.demo.pictures import picture
from events.models import Category, ProgrammeHost, ProgrammePage, ProgrammeSpeaker, SpokenLanguage
from organisations.models import Organisation

#: Fields that are written as the content has them.
PLAIN = (
    "title",
    "title_en",
    "summary",
    "summary_en",
    "audience",
    "fee_yuan",
    "bring",
    "bring_en",
    "access_note",
    "access_note_en",
    "slug",
)


def load_programmes(at: datetime) -> None:
    """Publish the programmes that are missing; one that waits for approval is sent for it by its author."""
    organisations = {known.code: known for known in Organisation.objects.select_related("page")}
    for facts in programmes():
        parent = organisations[facts["organisation"]].page
        if parent.get_children().filter(slug=facts["slug"]).exists():
            continue
        author = get_user_model().objects.filter(username=facts.get("awaiting_approval_from", "")).first()
        page = _page(facts, organisations, at)
        page.live = author is None
        parent.add_child(instance=page)
        revision = page.save_revision(user=author)
        if author:
            send_for_approval(page, by=author, at=at)
        else:
            revision.publish()


def _page(facts: dict, organisations: dict[str, Organisation], at: datetime) -> ProgrammePage:
    """Return the page with its hosts and speakers, not saved yet."""
    min_age, max_age = facts.get("ages", (None, None))
    page = ProgrammePage(
        category=Category.objects.get(code=facts["category"]),
        min_age=min_age,
        max_age=max_age,
        body=_body(facts),
        is_demo=facts.get("is_demo", True),
        picture=picture(facts["picture"], organisations[facts["organisation"]]) if "picture" in facts else None,
        **{name: facts[name] for name in PLAIN if name in facts},
    )
    page.languages = SpokenLanguage.objects.filter(code__in=facts["languages"])
    page.hosts = [
        ProgrammeHost(
            role=host["role"],
            organisation=organisations[host["organisation"]],
            share_percent=host.get("share"),
            sort_order=order,
        )
        for order, host in enumerate(facts["hosts"])
    ]
    page.speakers = [_speaker(dict(speaker), order, at) for order, speaker in enumerate(facts.get("speakers", []))]
    return page


def _speaker(facts: dict, order: int, at: datetime) -> ProgrammeSpeaker:
    days = facts.pop("checked_days_ago", None)
    checked_on = timezone.localdate(at) - timedelta(days=days) if days is not None else None
    return ProgrammeSpeaker(sort_order=order, checked_on=checked_on, **facts)


def _body(facts: dict) -> list[tuple[str, object]]:
    blocks: list[tuple[str, object]] = [("text", facts["text"]), ("english", facts["english"])]
    if questions := facts.get("questions"):
        blocks.insert(1, ("questions", questions))
    return blocks
