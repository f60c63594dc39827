"""Is every sentence of the interface in both languages? Finds what is said, what has Chinese, and compiles it.

Message ids are English, so that English needs no catalogue; Chinese comes from ``portal/locale``. Nothing here needs
the gettext programs, and compiling needs no Django: ``python -m portal.management.catalogues``.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "organisations", "events", "incubator")
CATALOGUE = ROOT / "portal" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"

#: Which arguments of gettext's functions are what; ``_`` and friends are the usual names they are imported under.
_PLAIN = {"gettext", "gettext_lazy", "gettext_noop", "_"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}


@dataclass(frozen=True, order=True)
class Saying:
    """A message id as it is looked up, and where it is said first."""

    message: str
    context: str = ""
    plural: str = ""
    place: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return (self.message, self.context)


def compile_all() -> list[Path]:
    """Compile each catalogue whose compiled form is not what it says; return what was written.

    Times of files are not asked: sources that are unpacked or copied keep the times of elsewhere.
    """
    written = []
    for source in sorted((ROOT / "portal").rglob("LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        compiled = polib.pofile(str(source)).to_binary()
        if not target.exists() or target.read_bytes() != compiled:
            unfinished = target.with_suffix(".part")
            unfinished.write_bytes(compiled)
            unfinished.rename(target)
            written.append(target)
    return written


def said() -> list[Saying]:
    """Return every message that our code and templates say, each once."""
    found: dict[tuple[str, str], Saying] = {}
    for saying in _said_everywhere():
        found.setdefault(saying.key, saying)
    return sorted(found.values())


def untranslated() -> list[Saying]:
    """Return what is said and has no Chinese, or Chinese that is marked as doubtful."""
    known = {
        (entry.msgid, entry.msgctxt or ""): entry
        for entry in polib.pofile(str(CATALOGUE))
        if entry.translated() and not entry.obsolete
    }
    return [
        saying
        for saying in said()
        if saying.key not in known or (saying.plural and known[saying.key].msgid_plural != saying.plural)
    ]


def _said_everywhere() -> Iterator[Saying]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if path != Path(__file__):
                yield from said_in_python(path.read_text(), str(path.relative_to(ROOT)))
    for suffix in ("html", "txt", "xml"):
        for path in sorted((ROOT / "theme" / "templates").rglob(f"*.{suffix}")):
            yield from said_in_template(path.read_text(), str(path.relative_to(ROOT)))


def said_in_python(source: str, place: str) -> Iterator[Saying]:
    """Yield what Python code says; the functions count under the names that the module imports them as."""
    tree = ast.parse(source)
    names = {name: name for name in _PLAIN | _PLURAL | _CONTEXT | _CONTEXT_PLURAL}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            words = [word.value for word in node.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
            if called in names and words and isinstance(node.args[0], ast.Constant):
                yield from _saying(names[called], words, f"{place}:{node.lineno}")


def said_in_template(source: str, place: str) -> Iterator[Saying]:
    """Yield what a template says, as Django's own extraction reads it."""
    from django.utils.translation.template import templatize

    # What is not a call was blanked out by Django with rows of one letter.
    for call in re.finditer(
        r"""\b(n?p?gettext|_)\(((?:\s*,?\s*u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))+)""", templatize(source)
    ):
        words = ast.literal_eval(f"({call[2].strip()},)")
        # A literal in a tag has its percent signs doubled by Django before it is looked up, here and there alike.
        yield from _saying(call[1], list(words), place)


def _saying(function: str, words: list[str], place: str) -> Iterator[Saying]:
    if function in _PLAIN:
        yield Saying(words[0], place=place)
    elif function in _PLURAL and len(words) > 1:
        yield Saying(words[0], plural=words[1], place=place)
    elif function in _CONTEXT and len(words) > 1:
        yield Saying(words[1], context=words[0], place=place)
    elif function in _CONTEXT_PLURAL and len(words) > 2:
        yield Saying(words[1], context=words[0], plural=words[2], place=place)


if __name__ == "__main__":
    compile_all()
