"""What does a dossier look like on paper? A cover, the activities in a table, a record of each, and what is missing."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from fpdf.enums import Align
from PIL import Image

from events.projects.checking import Gap
from events.projects.content import Activity, Content
from portal.papers import INK, JADE, STONE, Paper
from portal.templatetags.when import full_day

MARGIN, FOOT = 20.0, 22.0
#: Pixels of a picture's longer side on paper; the ZIP holds it in full.
LONGEST_SIDE = 900
NAMES_IN_A_LINE = 6


class DossierPaper(Paper):
    """Writes from the top of a page to its foot, then goes on overleaf; every page says what it belongs to."""

    def __init__(self, content: Content, number: int):
        project = content.project
        super().__init__(
            title=f"{_('Project dossier')} {project.name}", author=project.organisation.name, made_at=content.at
        )
        self.column = self.w - 2 * MARGIN
        self.y_now = MARGIN
        self.told = f"{project.number} · {project.name} · " + _("version %(number)d") % {"number": number}

    def turn(self) -> None:
        """Begin a page, with its foot."""
        self.add_page()
        self.rule(MARGIN, self.h - FOOT + 4, self.column)
        self.say(self.told, MARGIN, self.h - FOOT + 6, self.column - 20, size=7.5, colour=STONE)
        self.say(
            str(self.page_no()), self.w - MARGIN - 20, self.h - FOOT + 6, 20, size=7.5, colour=STONE, align=Align.R
        )
        self.y_now = MARGIN

    def need(self, height: float) -> None:
        """Turn the page unless so much is left of it."""
        if self.y_now + height > self.h - FOOT:
            self.turn()

    def heading(self, text: str, *, size: float = 14) -> None:
        self.need(20)
        self.y_now = self.say(text, MARGIN, self.y_now + 3, self.column, size=size, face="serif", colour=JADE) + 1

    def prose(self, text: str, *, size: float = 10, colour: Any = INK) -> None:
        """Set a text line by line, so that it goes on overleaf."""
        self.set_font("sans", size=size)
        for line in self.lines(text, self.column):
            self.need(size * 0.6)
            self.y_now = self.say(line, MARGIN, self.y_now, self.column, size=size, colour=colour)

    def pairs(self, rows: Iterable[tuple[str, str]], *, label_width: float = 38) -> None:
        """Set labels with what they mean beside them."""
        for label, value in rows:
            self.set_font("sans", size=10)
            height = len(self.lines(value or "—", self.column - label_width)) * 5.6
            self.need(min(height, 60))
            self.say(label, MARGIN, self.y_now, label_width - 2, size=9, colour=STONE)
            self.y_now = self.say(value or "—", MARGIN + label_width, self.y_now, self.column - label_width, size=10)

    def grid(self, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
        """Set a table; ``widths`` are parts of the column. Its head stands on every page."""
        sizes = [self.column * width / sum(widths) for width in widths]
        self._row(head, sizes, colour=STONE, size=8.5)
        for row in rows:
            before = self.page_no()
            self.need(8)
            if self.page_no() != before:
                self._row(head, sizes, colour=STONE, size=8.5)
            self._row(row, sizes, colour=INK, size=9)

    def _row(self, cells: Sequence[str], sizes: Sequence[float], *, colour: Any, size: float) -> None:
        x, ends = MARGIN, [self.y_now]
        for cell, width in zip(cells, sizes, strict=True):
            ends.append(self.say(cell, x, self.y_now + 1, width - 2, size=size, colour=colour, leading=1.35))
            x += width
        self.y_now = max(ends) + 1
        self.rule(MARGIN, self.y_now, self.column)

    def pictures(self, paths: Sequence[tuple[Path, str]], *, height: float = 62) -> None:
        """Set pictures two in a row, each with its words below."""
        width = (self.column - 6) / 2
        for start in range(0, len(paths), 2):
            self.need(height + 8)
            for place, (path, words) in enumerate(paths[start : start + 2]):
                x = MARGIN + place * (width + 6)
                self._picture(path, x, width, height)
                self.say(words, x, self.y_now + height + 1, width, size=8, colour=STONE)
            self.y_now += height + 8

    def _picture(self, path: Path, x: float, width: float, height: float) -> None:
        if not path.is_file():
            self.say(_("(the file is gone)"), x, self.y_now, width, size=8, colour=STONE)
            return
        with Image.open(path) as picture:
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            small = picture.convert("RGB")
        small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        file = BytesIO()
        small.save(file, "JPEG", quality=72)
        scale = min(width / small.width, height / small.height)
        self.image(file, x, self.y_now, small.width * scale, small.height * scale)


def draw(content: Content, missing: Sequence[Gap], *, number: int) -> bytes:
    """Return the dossier as a PDF, in the language that is active."""
    paper = DossierPaper(content, number)
    _cover(paper, content, number)
    _list(paper, content)
    for activity in content.activities:
        _activity(paper, activity)
    _missing(paper, missing)
    return paper.finished()


def _cover(paper: DossierPaper, content: Content, number: int) -> None:
    project = content.project
    paper.turn()
    paper.lattice(MARGIN, MARGIN, paper.column, 34)
    title = _("Project dossier")
    paper.y_now = paper.say(
        title, MARGIN, 62, paper.column, size=26, face="serif", colour=JADE, align=Align.C, spacing=4
    )
    size = paper.fitting(project.name, paper.column, largest=20, smallest=12)
    paper.y_now = (
        paper.say(project.name, MARGIN, paper.y_now + 4, paper.column, size=size, face="serif", align=Align.C) + 8
    )
    paper.pairs(
        [
            (_("Project number"), project.number),
            (_("Kind of funding"), str(project.get_kind_display())),
            (_("Funder"), project.funder_name),
            (_("Carried out by"), project.organisation.name),
            (_("Period"), f"{full_day(project.starts_on)} – {full_day(project.ends_on)}"),
            (_("Version"), f"{number} · {full_day(content.at)}"),
        ]
    )
    paper.heading(_("What was agreed and what was reached"))
    paper.grid(
        [_("What"), _("Agreed in the contract"), _("Reached"), _("Reached, in per cent")],
        [
            (one.name, _number(one.agreed), str(one.reached), f"{one.percent}%" if one.percent is not None else "—")
            for one in content.targets
        ],
        [4, 2, 2, 2],
    )
    if content.tally.uncounted:
        words = _("%(count)d of the attendances were counted on the spot and are on no list.")
        paper.prose(words % {"count": content.tally.uncounted}, size=8.5, colour=STONE)
    if content.known:
        paper.heading(_("The organisation, as it was verified"))
        paper.pairs(
            [(capfirst(label), f"{fact.words}（{fact.source}，{full_day(fact.on)}）") for label, fact in content.known]
        )


def _list(paper: DossierPaper, content: Content) -> None:
    paper.turn()
    paper.heading(_("Activities"))
    rows = [
        (
            str(one.number),
            one.notice["when"],
            one.title,
            str(one.attendances),
            "—" if one.satisfaction.average is None else str(one.satisfaction.average),
        )
        for one in content.activities
    ]
    paper.grid([_("No."), _("When"), _("Activity"), _("Attendances"), _("Satisfaction")], rows, [1, 4.4, 6, 2, 2])


def _activity(paper: DossierPaper, activity: Activity) -> None:
    notice, record = activity.notice, activity.record
    paper.turn()
    paper.heading(f"{activity.number}  {activity.title}", size=16)
    paper.pairs(
        [
            (_("When"), notice["when"]),
            (_("Where"), notice["where"]),
            (_("For whom"), notice["audience"]),
            (_("Hosts"), "；".join(notice["hosts"])),
            (_("Speakers"), "；".join(notice["speakers"])),
            (_("Attendances"), _came(activity)),
            (_("Satisfaction"), _stars(activity)),
        ]
    )
    paper.heading(_("Notice of the activity"), size=12)
    paper.prose(notice["summary"])
    paper.prose(notice["text"], size=9)
    paper.prose(_("Frozen on %(day)s") % {"day": full_day(record.noticed_at)}, size=8, colour=STONE)
    paper.heading(_("Summary"), size=12)
    paper.prose(record.summary or _("(none)"))
    if activity.arrivals:
        paper.heading(_("Who came"), size=12)
        names = [one.name for one in activity.arrivals]
        lines = [names[start : start + NAMES_IN_A_LINE] for start in range(0, len(names), NAMES_IN_A_LINE)]
        paper.prose("\n".join("、".join(line) for line in lines), size=9)
    if activity.sheets:
        paper.heading(_("Signed sheets"), size=12)
        paper.pictures([(path, "") for path in activity.sheets], height=110)
    if activity.photos:
        paper.heading(_("Photographs"), size=12)
        paper.pictures([(one.path, one.caption) for one in activity.photos])


def _missing(paper: DossierPaper, missing: Sequence[Gap]) -> None:
    paper.turn()
    paper.heading(_("What is missing"))
    if not missing:
        paper.prose(_("Nothing."))
    for gap in missing:
        paper.prose(f"{gap.where}：{gap.words}" if gap.where else gap.words, size=9)


def _came(activity: Activity) -> str:
    if not activity.record.head_count:
        return str(activity.attendances)
    words = _("%(all)d, %(heads)d of them counted on the spot")
    return words % {"all": activity.attendances, "heads": activity.record.head_count}


def _stars(activity: Activity) -> str:
    said = activity.satisfaction
    if said.average is None:
        return "—"
    return _("%(average)s of 5 (%(answers)d answers)") % {"average": said.average, "answers": said.answers}


def _number(value: int | None) -> str:
    return "—" if value is None else str(value)
