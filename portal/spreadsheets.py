"""How does a text go into a table that anybody opens? No spreadsheet runs it, and it comes back as it was."""

import re
from typing import Any

#: What a spreadsheet takes for the beginning of a formula, also after blanks, in full width, or behind our own mark.
_BEGINS = r"'*\s*[=+\-@\t\r＝＋－＠|%]"
_FORMULA = re.compile(_BEGINS)
_MARKED = re.compile(rf"^'(?={_BEGINS})")
#: No workbook can hold these.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def safe(value: Any) -> Any:
    """Return a cell that no spreadsheet runs: marked with an apostrophe where it would; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = _CONTROL.sub("", value)
    return f"'{text}" if _FORMULA.match(text) else text


def unmarked(text: str) -> str:
    """Return a cell as it was before ``safe`` marked it."""
    return _MARKED.sub("", text)
