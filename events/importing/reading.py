"""What stands in a file? Rows of cells, whatever kind of file it is; bounded in bytes, rows and what it unpacks to."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from events.errors import UnreadableFile
from events.importing.calendars import calendar_rows
from events.importing.columns import COLUMNS, REQUIRED, called, column_named
from portal.spreadsheets import unmarked

MOST_BYTES = 3 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 200
MOST_ROWS = 1000
MOST_COLUMNS = 40
LONGEST_CELL = 5000
#: A cell that begins like this is text that our own export kept from being a formula.


@dataclass(frozen=True)
class Record:
    """One row of a file: its number as the reader of the file counts, and its cells by column."""

    number: int
    cells: dict[str, Any]
    problems: tuple[tuple[str, str], ...] = field(default=())


def records_of(name: str, content: bytes, *, has_organisation: bool = False) -> list[Record]:
    """Return the rows of a file; raise ``UnreadableFile`` when it is not one that can be read.

    ``has_organisation`` is said when the organisation is known without a column of its own.
    """
    if not content:
        raise UnreadableFile(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise UnreadableFile(_("The file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1024 // 1024})
    kind = name.rpartition(".")[2].lower()
    if kind == "ics":
        return [Record(number, cells, problems) for number, cells, problems in calendar_rows(content, MOST_ROWS)]
    if kind == "xlsx":
        return _table(_xlsx_rows(content), has_organisation)
    if kind in ("csv", "txt"):
        return _table(_csv_rows(content), has_organisation)
    raise UnreadableFile(_("Please choose a file that ends in .xlsx, .csv or .ics."))


def _table(rows: Iterable[Sequence[Any]], has_organisation: bool) -> list[Record]:
    """Return what stands below the headings, which are in the first row that says anything."""
    columns: list[str] | None = None
    found: list[Record] = []
    for number, row in enumerate(rows, start=1):
        cells = [_cleaned(cell) for cell in row]
        if not any(cell not in (None, "") for cell in cells):
            continue
        if columns is None:
            columns = _headings(cells, has_organisation)
            continue
        if len(found) == MOST_ROWS:
            raise UnreadableFile(_("The file has more than %(most)s rows. Please split it.") % {"most": MOST_ROWS})
        found.append(_record(number, columns, cells))
    if columns is None or not found:
        raise UnreadableFile(_("The file has no rows below its headings."))
    return found


def _headings(cells: list[Any], has_organisation: bool) -> list[str]:
    while cells and cells[-1] in (None, ""):
        cells.pop()
    columns = []
    for cell in cells:
        column = column_named(str(cell or ""))
        if column is None:
            words = {"column": str(cell or "")[:40], "known": _(", ").join(called(name) for name in COLUMNS)}
            raise UnreadableFile(_("There is no column “%(column)s”. The columns are: %(known)s.") % words)
        if column in columns:
            raise UnreadableFile(_("The column “%(column)s” is there twice.") % {"column": called(column)})
        columns.append(column)
    missing = [name for name in REQUIRED if name not in columns and not (name == "organisation" and has_organisation)]
    if missing:
        missing = [called(name) for name in missing]
        raise UnreadableFile(_("These columns are missing: %(columns)s.") % {"columns": _(", ").join(missing)})
    return columns


def _record(number: int, columns: list[str], cells: list[Any]) -> Record:
    problems = []
    if any(cell not in (None, "") for cell in cells[len(columns) :]):
        problems.append(("", _("The row has more cells than there are headings.")))
    named = dict(zip(columns, cells, strict=False))
    for column, cell in named.items():
        if isinstance(cell, str) and len(cell) > LONGEST_CELL:
            problems.append((column, _("This is longer than %(most)s characters.") % {"most": LONGEST_CELL}))
            named[column] = None
    return Record(number, named, tuple(problems))


def _cleaned(cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    return unmarked(cell).strip()


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    if "\0" in text:
        raise UnreadableFile(_("This is not a text file."))
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in rows:
            yield row[: MOST_COLUMNS + 1]
    except csv.Error as error:
        raise UnreadableFile(_("Line %(line)s cannot be read as CSV.") % {"line": rows.line_num}) from error


def _decoded(content: bytes) -> str:
    """Return text in UTF-8, with or without a mark, or as Chinese office programs save it."""
    codings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for coding in codings:
        try:
            return content.decode(coding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(_("The characters cannot be read. Please save the file as UTF-8."))


def _xlsx_rows(content: bytes) -> Iterator[Sequence[Any]]:
    _refuse_bomb(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        yield from sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
    except UnreadableFile:
        raise
    # The library answers a damaged file with whatever its parsers happen to raise.
    except (InvalidFileException, zipfile.BadZipFile, Exception) as error:
        raise UnreadableFile(_("This is not a spreadsheet that can be read.")) from error


def _refuse_bomb(content: bytes) -> None:
    """Refuse an archive that would unpack to more than one can hold; no part is read beyond what it declares."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableFile(_("This is not a spreadsheet that can be read.")) from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnreadableFile(_("The spreadsheet unpacks to more than can be read here."))
