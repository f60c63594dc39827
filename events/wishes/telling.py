"""What are those who asked told about their wish? Each fact once, in the language of the account: a row for each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from events.models import Wish
from portal.outbox.queueing import Notice, tell_each


@dataclass(frozen=True)
class Telling:
    """A fact's words; ``title`` stands in all of them, other facts as given. ``sms`` names the short message."""

    subject: Promise
    body: Promise
    sms: str = ""


TELLINGS = {
    "shown": Telling(
        gettext_lazy("Your wish can be seen now: %(title)s"),
        gettext_lazy("Neighbours can join in. The more of you ask, the sooner somebody takes it up."),
    ),
    "hidden": Telling(
        gettext_lazy("About your wish: %(title)s"),
        gettext_lazy("We do not show this wish. %(answer)s"),
    ),
    "looking": Telling(
        gettext_lazy("We are looking for somebody: %(title)s"),
        gettext_lazy("%(answer)s"),
    ),
    "passed_on": Telling(
        gettext_lazy("Passed on to organisations: %(title)s"),
        gettext_lazy("As soon as one of them takes it up, we tell you."),
    ),
    "taken": Telling(
        gettext_lazy("%(organisation)s takes it up: %(title)s"),
        gettext_lazy("They are preparing it now. You hear first when sign-up opens."),
    ),
    "given_back": Telling(
        gettext_lazy("It takes a little longer: %(title)s"),
        gettext_lazy("The organisation that had taken it up cannot do it after all. We go on looking for another one."),
    ),
    "declined": Telling(
        gettext_lazy("About your wish: %(title)s"),
        gettext_lazy("We are sorry, this is not possible at the moment. %(answer)s"),
    ),
    "merged": Telling(
        gettext_lazy("Joined with a wish like it: %(title)s"),
        gettext_lazy("Your voice now counts for “%(other)s”: together you are more."),
    ),
    "closed": Telling(
        gettext_lazy("Closed after a year: %(title)s"),
        gettext_lazy("Nobody joined in for a year, so we close this wish. You can ask again at any time."),
    ),
    "fulfilled": Telling(
        gettext_lazy("What you asked for is here: %(programme)s"),
        gettext_lazy(
            "%(count)s of you asked for “%(title)s”, and you hear first. Please see when and where, and sign up."
        ),
        sms="wish_fulfilled",
    ),
    "fulfilled_first": Telling(
        gettext_lazy("What you asked for is here: %(programme)s"),
        gettext_lazy(
            "%(count)s of you asked for “%(title)s”, and you hear first. Until %(until)s the places are for you who "
            "asked, and for your families; after that for everybody."
        ),
        sms="wish_fulfilled",
    ),
}


def path_of(wish: Wish) -> str:
    """Return the wish's page, without a language."""
    return f"/wishes/{wish.pk}/"


def tell_voices(
    wish: Wish, fact: str, *, at: datetime, path: str = "", key: str = "", only_first: bool = False, **facts: Any
) -> int:
    """Tell everybody who asked for a wish (or with ``only_first`` those who wrote it) one of the ``TELLINGS``.

    ``facts`` may hold functions: they are called in the language of each recipient. ``key`` names the fact where it
    must never be told twice.
    """
    voices = wish.voices.select_related("user").order_by("pk")
    if only_first:
        voices = voices.filter(is_first=True)
    name = key or f"{fact}:{at:%Y%m%d%H%M%S%f}"
    users = [voice.user for voice in voices if voice.user.is_active]
    return tell_each(_notices(wish, fact, users, name=name, path=path or path_of(wish), facts=facts), at=at)


def _notices(
    wish: Wish, fact: str, users: Iterable[Any], *, name: str, path: str, facts: dict[str, Any]
) -> Iterable[Notice]:
    telling = TELLINGS[fact]
    for user in users:
        with translation.override(user.language):
            words = {key: value() if callable(value) else value for key, value in facts.items()}
            words = {"title": wish.local_title, "answer": wish.answer, **words}
            yield Notice(
                user,
                kind=f"wish.{fact}",
                subject=str(telling.subject) % words,
                body=str(telling.body) % words,
                path=path,
                key=f"wish:{wish.pk}:{name}:{user.pk}",
                sms_template=telling.sms,
                sms_variables={"title": str(words.get("programme", wish.title))[:20]} if telling.sms else {},
            )
