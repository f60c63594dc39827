"""What is on my page? A greeting, what waits in the inbox, and what each trade contributes."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from portal import contributions
from portal.accounts.models import Person
from portal.outbox.models import Message


@dataclass(frozen=True, slots=True)
class MyPage:
    """A person's own corner; ``name`` is empty for staff who are not residents."""

    name: str
    unread_count: int
    sections: tuple[contributions.Section, ...]


def my_page(request: HttpRequest) -> MyPage:
    """Return the page of the account that asks; the number of queries is that of the sections."""
    return MyPage(
        name=own_name(request.user),
        unread_count=Message.objects.filter(recipient_id=request.user.pk, read_at=None).count(),
        sections=tuple(section for source in contributions.my_page_sections if (section := source(request))),
    )


def own_name(user: Any) -> str:
    """Return what to call the reader."""
    return Person.objects.filter(user=user).values_list("name", flat=True).first() or ""
