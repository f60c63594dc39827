"""What a browser sends back of a page of the admin: every box of its form as it stands there."""

from html.parser import HTMLParser
from typing import Any


class _Boxes(HTMLParser):
    """Collects names and values of boxes; of selects what is selected, else the first."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.select: tuple[str, list[str], list[str]] | None = None
        self.area: str | None = None

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        name = given.get("name")
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind in ("checkbox", "radio") and "checked" not in given:
                return
            self.found.setdefault(name, []).append(given.get("value") or ("on" if kind == "checkbox" else ""))
        elif tag == "textarea" and name:
            self.area = name
            self.found.setdefault(name, []).append("")
        elif tag == "select" and name:
            self.select = (name, [], [])
        elif tag == "option" and self.select:
            value = given.get("value") or ""
            self.select[1].append(value)
            if "selected" in given:
                self.select[2].append(value)

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            self.found[self.area][-1] = self.found[self.area][-1].removeprefix("\n")
            self.area = None
        elif tag == "select" and self.select:
            name, values, chosen = self.select
            self.found.setdefault(name, []).extend(chosen or values[:1])
            self.select = None


def boxes(response: Any) -> dict[str, list[str]]:
    """Return what stands in the boxes of a page, by name."""
    reader = _Boxes()
    reader.feed(response.content.decode())
    reader.found.pop("csrfmiddlewaretoken", None)
    return reader.found
