"""What lies in a dossier's ZIP? The PDF, an index, who came, and a folder for each activity with its papers."""

import hashlib
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Dossier
from events.projects.checking import Gap
from events.projects.content import Activity, Content
from portal.handing_out import Purpose, Recipient, Table, hand_out
from portal.templatetags.when import day_and_time

#: What no file system takes in a name.
_UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


def pack(path: Path, content: Content, missing: Sequence[Gap], dossier: Dossier, pdf: bytes) -> None:
    """Write the ZIP; the two tables leave on record, for the recipient and the purpose of the dossier."""
    archive = _Archive(path, content.at)
    with archive.zip:
        archive.add(f"{_('Project dossier')}.pdf", pdf)
        for activity in content.activities:
            _add_activity(archive, activity)
        who = _hand_out(_arrivals(content), content, dossier, act="dossier.people_handed_out")
        archive.add(f"{_('Who came')}.xlsx", who)
        index = _hand_out(_index(content, missing, archive.sums), content, dossier, act="dossier.index_handed_out")
        archive.add(f"{_('Index')}.xlsx", index)


class _Archive:
    """A ZIP in one folder; every file is dated to the moment of the dossier and known by its hash."""

    def __init__(self, path: Path, at: datetime):
        self.zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self.dated = timezone.localtime(at).timetuple()[:6]
        self.sums: list[tuple[str, int, str]] = []

    def add(self, name: str, content: bytes, *, is_packed: bool = False) -> None:
        info = zipfile.ZipInfo(name, self.dated)
        info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        self.zip.writestr(info, content)
        self.sums.append((name, len(content), hashlib.sha256(content).hexdigest()))

    def add_pictures(self, folder: str, words: str, paths: Sequence[Path]) -> None:
        for number, path in enumerate(paths, start=1):
            if path.is_file():
                self.add(f"{folder}/{words}-{number}.jpg", path.read_bytes(), is_packed=True)


def _add_activity(archive: _Archive, activity: Activity) -> None:
    folder = f"{_('Activities')}/{folder_of(activity)}"
    archive.add(f"{folder}/{_('Notice of the activity')}.txt", notice_text(activity).encode())
    if activity.record.summary:
        archive.add(f"{folder}/{_('Summary')}.txt", activity.record.summary.encode())
    archive.add_pictures(folder, _("Signed sheet"), activity.sheets)
    archive.add_pictures(folder, _("Photograph"), [one.path for one in activity.photos])


def folder_of(activity: Activity) -> str:
    """Return the folder of an activity: its number, day and title, without what a file system refuses."""
    day = timezone.localtime(activity.record.session.starts_at)
    title = _UNFIT.sub(" ", activity.title).strip(". ")[:40].strip(". ")
    return f"{activity.number:03d} {day:%Y-%m-%d} {title}".strip()


def notice_text(activity: Activity) -> str:
    """Return the frozen words as plain text."""
    notice = activity.notice
    head = [activity.title, notice["when"], notice["where"], *notice["hosts"], *notice["speakers"]]
    frozen = _("Frozen on %(day)s") % {"day": day_and_time(activity.record.noticed_at)}
    return "\n".join([*filter(None, head), "", notice["summary"], "", notice["text"], "", frozen, ""])


def _hand_out(table: Table, content: Content, dossier: Dossier, *, act: str) -> bytes:
    return hand_out(
        table,
        dossier,
        recipient=Recipient(dossier.recipient),
        purpose=Purpose(dossier.purpose),
        by=dossier.ordered_by,
        at=content.at,
        organisation_id=content.project.organisation_id,
        act=act,
    )


def _arrivals(content: Content) -> Table:
    rows: list[list[Any]] = [
        [
            one.number,
            one.notice["when"],
            one.title,
            arrival.name,
            f"{timezone.localtime(arrival.marked_at):%Y-%m-%d %H:%M}",
            arrival.way,
        ]
        for one in content.activities
        for arrival in one.arrivals
    ]
    return Table(
        title=f"{content.project.name} {_('Who came')}",
        sheet=_("Who came"),
        columns=[_("No."), _("When"), _("Activity"), _("Name"), _("Marked at"), _("How")],
        rows=rows,
        fields=["name", "attendance"],
        widths=[6, 32, 36, 16, 18, 14],
    )


def _index(content: Content, missing: Sequence[Gap], sums: Sequence[tuple[str, int, str]]) -> Table:
    rows: list[list[Any]] = [
        [
            one.number,
            one.notice["when"],
            one.title,
            one.notice["where"],
            one.attendances,
            len(one.sheets),
            len(one.photos),
            "✓" if one.record.summary else "",
            one.satisfaction.average,
            one.satisfaction.answers,
        ]
        for one in content.activities
    ]
    project, reached = content.project, content.tally
    rows += [
        [],
        [_("Project number"), project.number],
        [_("Funder"), project.funder_name],
        [_("Sessions held"), reached.sessions, project.target_sessions],
        [_("Attendances"), reached.attendances, project.target_attendances],
        [_("People served"), reached.people, project.target_people],
        [],
        [_("What is missing")],
        *([gap.where, gap.words] for gap in missing),
        [],
        [_("File"), _("Bytes"), "SHA-256"],
        *([name, size, digest] for name, size, digest in sums),
    ]
    return Table(
        title=f"{project.name} {_('Index')}",
        sheet=_("Index"),
        columns=[
            *(_("No."), _("When"), _("Activity"), _("Where"), _("Attendances"), _("Signed sheets")),
            *(_("Photographs"), _("Summary"), _("Stars"), _("Number of answers")),
        ],
        rows=rows,
        fields=["activity", "attendances", "sheets", "photos", "summary", "satisfaction", "missing", "files"],
        widths=[14, 34, 40, 30, 10, 10, 10, 8, 8, 8],
    )
