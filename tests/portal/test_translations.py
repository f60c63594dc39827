"""Every sentence of the interface is in both languages, and the finder of sentences finds them."""

import os
import re
from pathlib import Path
from string import Formatter

import polib
import pytest

from portal.management import catalogues
from portal.management.catalogues import Saying, said_in_python, said_in_template

HAN = re.compile(r"[\u3400-\u9fff]")
TEMPLATES = catalogues.ROOT / "theme" / "templates"
#: Pages that say everything in both languages at once, because nothing may be asked of the database or the visitor.
BILINGUAL = {"bare_error.html", "400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html"}


def test_everything_said_has_its_chinese():
    missing = [f"{saying.place}: {saying.context}{saying.message!r}" for saying in catalogues.untranslated()]
    assert missing == []


def test_templates_hold_no_chinese_of_their_own():
    """Chinese in a template would stand in the English page too."""
    own = {
        f"{path.relative_to(TEMPLATES)}: {found.group()}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        if path.name not in BILINGUAL
        for found in re.finditer(r"\S*[\u3400-\u9fff]\S*", _without_comments(path.read_text()))
    }
    # The other language is offered by its own name, in its own script.
    assert {line for line in own if "中文" not in line and "邻里" not in line} == set()


def _without_comments(source: str) -> str:
    source = re.sub(r"{#.*?#}", "", source)
    return re.sub(r"{%\s*comment.*?endcomment\s*%}", "", source, flags=re.DOTALL)


def test_chinese_holds_the_same_places_as_the_english():
    wrong = {}
    for entry in polib.pofile(str(catalogues.CATALOGUE)):
        for translation in [entry.msgstr, *entry.msgstr_plural.values()]:
            if translation and (places(translation) - places(entry.msgid) - places(entry.msgid_plural)):
                wrong[entry.msgid] = translation
    assert wrong == {}


def places(text: str) -> set[str]:
    """Return what a text leaves open: ``%(name)s`` and ``{name}``."""
    named = set(re.findall(r"%\((\w+)\)", text))
    try:
        return named | {name for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        return named


def test_message_ids_are_english():
    """One that shows a word of Chinese, such as a date to type, is English still."""
    assert [saying for saying in catalogues.said() if len(HAN.findall(saying.message)) * 4 > len(saying.message)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('gettext("a")', [("a", "", "")]),
        ('_("a" "b")', [("ab", "", "")]),
        ('ngettext("one", "many", n)', [("one", "", "many")]),
        ('pgettext_lazy("c", "a")', [("a", "c", "")]),
        ('npgettext("c", "one", "many", n)', [("one", "c", "many")]),
        ('from django.utils.translation import gettext_lazy as say\nsay("a")', [("a", "", "")]),
        ('translation.gettext("a")', [("a", "", "")]),
        ("gettext(name)", []),
        ('other("a")', []),
    ],
)
def test_what_python_says_is_found(source, found):
    assert [(saying.message, saying.context, saying.plural) for saying in said_in_python(source, "x")] == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{% translate "a" %}', [("a", "", "")]),
        ('{% trans "a" context "c" %}', [("a", "c", "")]),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", [("Hello %(name)s", "", "")]),
        ("{% blocktranslate trimmed %}\n  a\n  b\n{% endblocktranslate %}", [("a b", "", "")]),
        (
            "{% blocktranslate count n=n %}one{% plural %}{{ n }} of them{% endblocktranslate %}",
            [("one", "", "%(n)s of them")],
        ),
        ('{% include "x.html" with title=_("a") only %}', [("a", "", "")]),
        ('{{ _("it\'s") }}', [("it's", "", "")]),
        ('{% translate "50%" %}', [("50%%", "", "")]),
        ("{# {% translate 'a' %} #}", []),
    ],
)
def test_what_templates_say_is_found(source, found):
    assert [(saying.message, saying.context, saying.plural) for saying in said_in_template(source, "x")] == found


def test_a_sentence_without_chinese_is_named(tmp_path: Path, monkeypatch):
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="done", msgstr="好"))
    catalogue.append(polib.POEntry(msgid="empty", msgstr=""))
    catalogue.append(polib.POEntry(msgid="doubtful", msgstr="疑", flags=["fuzzy"]))
    catalogue.append(polib.POEntry(msgid="one", msgid_plural="others", msgstr_plural={0: "都"}))
    catalogue.save(str(tmp_path / "django.po"))
    monkeypatch.setattr(catalogues, "CATALOGUE", tmp_path / "django.po")
    sayings = [Saying("done"), Saying("empty"), Saying("doubtful"), Saying("one", plural="many"), Saying("new")]
    monkeypatch.setattr(catalogues, "said", lambda: sayings)
    assert [saying.message for saying in catalogues.untranslated()] == ["empty", "doubtful", "one", "new"]


def test_a_changed_catalogue_is_compiled_whatever_its_time_and_only_then(tmp_path: Path, monkeypatch):
    source = tmp_path / "portal" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    for chinese, written in (("好", True), ("好", False), ("很好", True)):
        catalogue = polib.POFile()
        catalogue.append(polib.POEntry(msgid="good", msgstr=chinese))
        catalogue.save(str(source))
        os.utime(source, (0, 0))
        assert bool(catalogues.compile_all()) is written
        assert polib.mofile(str(source.with_suffix(".mo"))).find("good").msgstr == chinese
