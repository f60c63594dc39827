"""How does a table leave that anybody opens? No spreadsheet runs its texts, and they come back as they were."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

#: What a spreadsheet takes for the beginning of a formula, also after blanks, in full width, or behind our own mark.
_BEGINS = r"'*\s*[=+\-@\t\r＝＋－＠|%]"
_FORMULA = re.compile(_BEGINS)
_MARKED = re.compile(rf"^'(?={_BEGINS})")
#: No workbook can hold these.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
#: No sheet may be called by these.
_SHEET_NAME = re.compile(r"[\\/*?:\[\]]")


def safe(value: Any) -> Any:
    """Return a cell that no spreadsheet runs: marked with an apostrophe where it would; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = _CONTROL.sub("", value)
    return f"'{text}" if _FORMULA.match(text) else text


def unmarked(text: str) -> str:
    """Return a cell as it was before ``safe`` marked it."""
    return _MARKED.sub("", text)


def workbook(title: str, rows: Iterable[Sequence[Any]], *, head: int = 0, widths: Sequence[int] = ()) -> bytes:
    """Return an XLSX of one sheet; text is text in it, whatever it begins with. ``head`` is the row with the
    names of the columns, counted from 1, which stays in sight; ``widths`` are in characters."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(_SHEET_NAME.sub(" ", title)[:31].strip() or "1")
    if head:
        sheet.freeze_panes = f"A{head + 1}"
    for place, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    for number, row in enumerate(rows, start=1):
        sheet.append([_cell(sheet, safe(value), is_bold=number == head) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Any, *, is_bold: bool) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    if is_bold:
        cell.font = Font(bold=True)
    return cell
