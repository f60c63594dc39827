"""How does an application leave on paper? A dossier: who and where it stands, the answers, the reviews, its way."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from incubator.models import Application
from incubator.readouts.ranking import Word, reviewed
from portal.cases.readouts.screen import Field, screen
from portal.papers import INK, JADE, STONE, Paper
from portal.questions.readouts import Line
from portal.templatetags import when

LEFT, TOP, WIDTH, BOTTOM = 18.0, 18.0, 174.0, 278.0


def dossier(application: Application, user: Any, *, at: datetime) -> bytes:
    """Return it as PDF, as this member of staff sees the case; files are named, not enclosed."""
    case = application.case
    shown = screen(case, user, at=at)
    sheet = _Sheet(title=case.title or case.reference, made_at=at)
    sheet.head(
        case.title or case.reference,
        [case.reference, application.intake.local_name, application.track.local_name, str(case.where.name)],
    )
    sheet.part(_("Answers"), _answers(shown.fields))
    sheet.part(_("Reviews"), (entry for word in reviewed(application).words for entry in _review(word)))
    papers = [(one.title, when.day(timezone.localdate(one.added_at))) for one in shown.documents]
    sheet.part(_("Documents"), papers)
    sheet.part(_("What has happened"), _history(shown.history))
    return sheet.finished()


def _answers(fields: Iterable[Field]) -> Iterator[tuple[str, str]]:
    for field in fields:
        if field.now is not None:
            yield field.label, _in_words(field.now)


def _in_words(line: Line) -> str:
    table = [_(" | ").join(cells) for cells in (line.headers, *line.rows) if cells]
    # The text of a table or of files says the same once more, in one line.
    return "\n".join([*table, *(file.name for file in line.files)] or [line.text])


def _review(word: Word) -> Iterator[tuple[str, str]]:
    review = word.review
    said = [
        f"{one.label}: {one.score} / {one.most}" + (f" · {one.reason}" if one.reason else "") for one in word.scored
    ]
    total = (
        [] if review.total is None else [_("Total: %(score)s") % {"score": f"{review.total:.1f}".removesuffix(".0")}]
    )
    comment = [review.comment] if word.scored and review.comment else []
    name = f"{word.reviewer} · {review.get_state_display()}"
    yield name, "\n".join([*total, *said, *word.vetoes, *comment, *filter(None, [review.recusal])])


def _history(entries: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for one in entries:
        more = [f"{label}: {sentence}" for label, sentence in one.sentences]
        yield f"{when.day_and_time(one.at)} · {one.what}", "\n".join(filter(None, [one.who, one.reason, *more]))


class _Sheet(Paper):
    """Pages of headings and paragraphs; a line that does not fit begins the next page."""

    def __init__(self, *, title: str, made_at: datetime):
        super().__init__(title=title, author="Linli 邻里", made_at=made_at)
        self.name, self.made_on, self.at_y = title, when.day(timezone.localdate(made_at)), BOTTOM

    def head(self, title: str, facts: Iterable[str]) -> None:
        self.write_down(title, size=20, face="serif", gap=0)
        self.write_down(" · ".join(facts), size=10, colour=STONE, gap=1)

    def part(self, heading: str, entries: Iterable[tuple[str, str]]) -> None:
        """Write a part with its entries, each with its own heading; nothing where there is none."""
        rows = list(entries)
        if not rows:
            return
        self.write_down(heading, size=14, face="serif", colour=JADE, gap=7, kept=25)
        self.rule(LEFT, self.at_y + 1, WIDTH)
        self.at_y += 1
        for label, words in rows:
            self.write_down(label, size=9, colour=STONE, gap=3, kept=14)
            self.write_down(words or "—", size=10.5, gap=0)

    def write_down(
        self, text: str, *, size: float, face: Any = "sans", colour: Any = INK, gap: float, kept: float = 6
    ) -> None:
        """Write a text line by line; ``kept`` is how much room there has to be below its first line, in millimetres."""
        self.set_font(face, size=size)
        self.at_y += gap
        if self.at_y + kept > BOTTOM:
            self._turn()
        for line in self.lines(text, WIDTH):
            if self.at_y + size * 0.55 > BOTTOM:
                self._turn()
            self.at_y = self.say(line, LEFT, self.at_y, WIDTH, size=size, face=face, colour=colour)
            self.set_font(face, size=size)

    def _turn(self) -> None:
        self.add_page()
        foot = f"{self.name} · {self.made_on} · {self.page_no()}"
        self.say(foot, LEFT, BOTTOM + 4, WIDTH, size=8, colour=STONE)
        self.at_y = TOP
