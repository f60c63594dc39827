"""Is this file what it says, and where is it kept? Checked by content; kept where no address leads by itself."""

import hashlib
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from portal.questions.errors import FileRefused
from portal.questions.models import AnswerFile

MEGABYTE = 1024 * 1024
MOST_PIXELS = 50_000_000
#: Files that somebody uploaded and has not sent yet, at most.
MOST_UNCLAIMED = 20
UNCLAIMED_KEPT = timedelta(days=1)
#: What a packed office document may unpack to, by its own account; we never unpack it.
MOST_UNPACKED = 200 * MEGABYTE
MOST_MEMBERS = 2000
OFFICE = "application/vnd.openxmlformats-officedocument."
#: What is accepted, by ending: documents and pictures that a window can open and print.
TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "docx": OFFICE + "wordprocessingml.document",
    "xlsx": OFFICE + "spreadsheetml.sheet",
}
ACCEPT = ",".join(f".{ending}" for ending in TYPES)
_MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


def check(upload: UploadedFile, *, megabytes: int) -> str:
    """Return the content type; raises ``FileRefused`` for what is empty, too large, or not what its name says."""
    name = _name(upload.name or "")
    ending = name.rpartition(".")[2].lower()
    if ending not in TYPES:
        raise FileRefused(
            _("“%(name)s”: only PDF, JPEG and PNG pictures, Word and Excel files can be sent.") % {"name": name}
        )
    if not upload.size:
        raise FileRefused(_("“%(name)s” is empty.") % {"name": name})
    if upload.size > megabytes * MEGABYTE:
        raise FileRefused(
            _("“%(name)s” is larger than %(most)d MB.") % {"name": name, "most": megabytes}, reason="too_large"
        )
    if not _is(ending, upload):
        raise FileRefused(
            _("“%(name)s” cannot be opened, or is not what its name says.") % {"name": name}, reason="not_what_it_says"
        )
    upload.seek(0)
    return TYPES[ending]


def keep(upload: UploadedFile, *, question: str, megabytes: int, by: Any, at: datetime) -> AnswerFile:
    """Check the file and keep it unclaimed; raises ``FileRefused``."""
    content_type = check(upload, megabytes=megabytes)
    if AnswerFile.objects.filter(uploaded_by=by, is_claimed=False).count() >= MOST_UNCLAIMED:
        raise FileRefused(_("You have uploaded many files without sending them. Please try again tomorrow."))
    digest = hashlib.sha256()
    row = AnswerFile(
        question=question, name=_name(upload.name or ""), content_type=content_type, uploaded_by=by, uploaded_at=at
    )
    path = path_of(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as kept:
        for chunk in upload.chunks():
            digest.update(chunk)
            kept.write(chunk)
    row.size, row.sha256 = upload.size or 0, digest.hexdigest()
    row.save()
    return row


def usable(keys: Collection[str], *, question: str, held: Collection[str], by: Any) -> list[AnswerFile]:
    """Return the files with these keys that answer this question: one's own unclaimed, or held by the answer."""
    wanted = [key for key in keys if _is_uuid(key)]
    rows = AnswerFile.objects.filter(key__in=wanted, question=question) if wanted else []
    return [row for row in rows if str(row.key) in held or (not row.is_claimed and row.uploaded_by_id == by.pk)]


def claim(answers: Mapping[str, Any]) -> None:
    """Take these answers' files from the unclaimed; in the transaction that saves the answers."""
    if keys := keys_of(answers):
        AnswerFile.objects.filter(key__in=keys).update(is_claimed=True)


def drop(keys: Collection[str]) -> None:
    """Delete these files: the rows now, the contents once that is committed."""
    if not keys:
        return
    rows = list(AnswerFile.objects.filter(key__in=keys))
    AnswerFile.objects.filter(pk__in=[row.pk for row in rows]).delete()
    transaction.on_commit(lambda: _delete_contents(rows))


def _delete_contents(rows: Sequence[AnswerFile]) -> None:
    for row in rows:
        path_of(row).unlink(missing_ok=True)


def keys_of(answers: Mapping[str, Any]) -> set[str]:
    """Return the keys of all files that these answers hold."""
    return {
        item["file"]
        for answer in answers.values()
        if isinstance(answer, list)
        for item in answer
        if isinstance(item, dict) and "file" in item and _is_uuid(str(item["file"]))
    }


def response(answers: Mapping[str, Any], key: UUID) -> FileResponse:
    """Return a file that these answers hold, to be saved and never shown; raises ``Http404`` for any other.

    The caller has made sure that the reader may see the answers.
    """
    row = AnswerFile.objects.filter(key=key).first() if str(key) in keys_of(answers) else None
    if row is None or not path_of(row).exists():
        raise Http404
    answer = FileResponse(path_of(row).open("rb"), as_attachment=True, filename=row.name, content_type=row.content_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


def forget_unclaimed(at: datetime) -> int:
    """Delete files that nobody sent within a day, and return how many."""
    old = AnswerFile.objects.filter(is_claimed=False, uploaded_at__lt=at - UNCLAIMED_KEPT)
    keys = [str(key) for key in old.values_list("key", flat=True)[:500]]
    with transaction.atomic():
        drop(keys)
    return len(keys)


def path_of(row: AnswerFile) -> Path:
    """Return where the content lies: a name of our own making, whatever the file was called."""
    key = row.key.hex
    return Path(settings.PRIVATE_ROOT) / "answers" / key[:2] / key


def _name(name: str) -> str:
    """Return the file's name as it may be shown and sent back: short, without control characters."""
    plain = re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", name).strip() or "file"
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:100]}{dot}{ending[:10]}" if dot else plain[:100]


def _is(ending: str, upload: UploadedFile) -> bool:
    upload.seek(0)
    if ending == "pdf":
        return upload.read(1024).lstrip().startswith(b"%PDF-") and b"%%EOF" in _tail(upload)
    if ending in _MAIN_PART:
        return _is_office(upload, _MAIN_PART[ending])
    try:
        with Image.open(upload) as picture:
            wanted = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG"}[ending]
            # The size stands in the head of the file: a bomb is refused before anything of it is unpacked.
            return picture.format == wanted and picture.width * picture.height <= MOST_PIXELS and _is_whole(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return False


def _tail(upload: UploadedFile) -> bytes:
    """Return the last kilobyte, where a PDF says that it is whole."""
    upload.seek(max((upload.size or 0) - 1024, 0))
    return upload.read(1024)


def _is_whole(picture: Image.Image) -> bool:
    """Return whether the picture has its end; raises what Pillow raises for one that was cut off."""
    if picture.format == "PNG":
        picture.verify()
    else:
        # An eighth of each side: the whole file is read, a sixty-fourth of the picture is held.
        picture.draft("L", (picture.width // 8 or 1, picture.height // 8 or 1))
        picture.load()
    return True


def _is_office(upload: UploadedFile, main_part: str) -> bool:
    try:
        with zipfile.ZipFile(upload) as packed:
            members = packed.infolist()
            names = {member.filename for member in members}
            unpacked = sum(member.file_size for member in members)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return {"[Content_Types].xml", main_part} <= names and len(members) <= MOST_MEMBERS and unpacked <= MOST_UNPACKED


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
