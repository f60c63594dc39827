"""Where are finished drawings? Under ``DATA_DIR/posters``, named by all that they were drawn from.

So nothing there can be out of date, and a poster is drawn once, however many look at it. One is drawn at a time on a
machine; of those that nobody has asked for longest there are never more than a folder holds.
"""

import fcntl
import hashlib
import io
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import PIL
from django.conf import settings
from wagtail.images.models import Image, SourceImageIOError

from events.posters.layout import TALL, Sheet, draw
from events.readouts.poster import PICTURE, PosterFacts

FOLDER = Path(settings.DATA_DIR) / "posters"
#: Changes when the drawing itself does, so that what was drawn before is not shown again.
DRAWING = 1
MOST_KEPT = 600
LONGEST_WAIT_SECONDS = 8.0
_STEP_SECONDS = 0.05


class Drawing(Exception):
    """Too many wait for a drawing; the same request may be sent again."""


def key_of(*facts: object) -> str:
    """Return the name of what is drawn from these facts; it is also its mark for browsers."""
    told = repr((DRAWING, PIL.__version__, settings.PORTAL_PHONE, *facts))
    return hashlib.sha256(told.encode()).hexdigest()[:40]


def poster_key(facts: PosterFacts, sheet: Sheet) -> str:
    return key_of(facts, sheet)


def poster(facts: PosterFacts, sheet: Sheet) -> bytes:
    """Return the poster as a file: PDF of A4, JPEG of the tall picture."""
    return kept(poster_key(facts, sheet), lambda: _file(facts, sheet))


def kept(key: str, make: Callable[[], bytes]) -> bytes:
    """Return what is kept under this name, made now if there is nothing; raises ``Drawing`` when it takes too long."""
    path = FOLDER / key
    if (found := _read(path)) is not None:
        return found
    with _turn():
        if (found := _read(path)) is not None:
            return found
        content = make()
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(content)
        fresh.replace(path)
        _make_room()
    return content


def _file(facts: PosterFacts, sheet: Sheet) -> bytes:
    image = draw(facts, sheet, _picture(facts.picture_id)).image
    out = io.BytesIO()
    if sheet is TALL:
        image.save(out, "JPEG", quality=88, optimize=True, progressive=True)
    else:
        title = facts.chinese.title
        image.save(out, "PDF", resolution=image.width / 210 * 25.4, title=title, quality=90)
    return out.getvalue()


def _picture(image_id: int | None) -> Path | None:
    """Return the file of the programme's own picture, cut to its middle; nothing when it is gone."""
    image = Image.objects.filter(pk=image_id).first() if image_id else None
    try:
        return Path(image.get_rendition(PICTURE).file.path) if image else None
    except (SourceImageIOError, OSError):
        return None


def _read(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
        os.utime(path)
    except FileNotFoundError:
        return None
    return content


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for one's turn to draw; the lock goes with the process that holds it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    with (FOLDER / ".turn").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Drawing from None
                time.sleep(_STEP_SECONDS)
        yield


def _make_room() -> None:
    """Take away what nobody has asked for longest, a quarter at once, when there is too much."""
    with os.scandir(FOLDER) as entries:
        files = [(entry.stat().st_mtime, entry.path) for entry in entries if not entry.name.startswith(".")]
    if len(files) > MOST_KEPT:
        for _used, path in sorted(files)[: len(files) - MOST_KEPT * 3 // 4]:
            Path(path).unlink(missing_ok=True)
