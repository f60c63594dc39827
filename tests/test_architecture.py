"""Is the house still easy to see? What a linter of imports cannot know: sizes, names, foreign keys, states, hosts."""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from portal.lifecycle import Lifecycle

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("events", "incubator", "organisations", "portal")
#: Every storey and those that it may point to; the shell's own order is held by the linter.
BELOW = {
    "events": {"events", "organisations", "portal"},
    "incubator": {"incubator", "organisations", "portal"},
    "organisations": {"organisations", "portal"},
    "portal": {"portal"},
}
TOP_LEVEL = {
    *(".ci", ".gitignore", ".python-version", "CHANGELOG.md", "LICENSE", "Makefile", "README.md"),
    *("benchmarks", "docs", "events", "incubator", "manage.py", "organisations", "portal", "pyproject.toml"),
    *("tests", "theme", "uv.lock"),
}
#: What a machine or a developer leaves behind; never in the repository.
LEFT_BEHIND = re.compile(r"\.git|\.venv|var|.*_cache|\.hypothesis|\.coverage.*|test-results|\.idea|\.vscode|\.DS_Store")
BANNED_NAMES = {"utils", "helpers", "common", "misc", "core", "manager", "services", "handle", "process"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
#: Django's own name for what a command does.
GIVEN_NAMES = {"handle"}


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders or PACKAGES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts and "__pycache__" not in path.parts:
                yield path


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def trees(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in sources(*folders):
        yield path, ast.parse(path.read_text())


def test_the_top_level_is_what_it_should_be():
    present = {entry.name for entry in ROOT.iterdir() if not LEFT_BEHIND.fullmatch(entry.name)}
    assert present == TOP_LEVEL


def test_the_theme_has_no_python():
    assert not list((ROOT / "theme").rglob("*.py"))


def test_files_stay_short_enough_to_read():
    lengths = {named(path): len(path.read_text().splitlines()) for path in sources(*PACKAGES, "tests", "benchmarks")}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_functions_stay_short_enough_to_see_whole():
    too_long = {
        f"{named(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert too_long == {}


def test_names_say_what_a_thing_is():
    modules = {named(path) for path in sources() if path.stem in BANNED_NAMES or path.parent.name in BANNED_NAMES}
    functions = {
        f"{named(path)}:{node.name}"
        for path, tree in trees()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name.lower() in BANNED_NAMES - GIVEN_NAMES
    }
    assert modules | functions == set()


def test_each_module_opens_with_the_question_it_answers():
    silent = {
        named(path)
        for path, tree in trees()
        if path.name not in {"__init__.py", "apps.py"} and tree.body and not ast.get_docstring(tree)
    }
    assert silent == set()


def test_our_own_modules_are_imported_at_the_top():
    """A deferred import hides a circle; only an app that is ready may wire itself up late."""
    deferred = {
        f"{named(path)}:{node.lineno}"
        for path, tree in trees()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and not (path.name == "apps.py" and function.name == "ready")
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and _imports_ours(node)
    }
    assert deferred == set()


def _imports_ours(node: ast.Import | ast.ImportFrom) -> bool:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    return any(name.split(".")[0] in PACKAGES for name in names)


def our_models() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model.__module__.split(".")[0] in PACKAGES:
            yield model


def test_foreign_keys_point_to_the_same_storey_or_one_below():
    user = settings.AUTH_USER_MODEL.lower()
    wrong = {
        f"{model._meta.label}.{field.name} → {target.label}"
        for model in our_models()
        for field in model._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        for target in [field.related_model._meta]
        if target.label_lower != user
        and (storey := target.model.__module__.split(".")[0]) in PACKAGES
        and storey not in BELOW[model.__module__.split(".")[0]]
    }
    assert wrong == set()


def lifecycles() -> dict[str, Lifecycle]:
    """Return every move table by the module and name under which it stands."""
    import importlib

    found = {}
    for path in sources():
        if path.stem == "states":
            module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            found |= {
                f"{module.__name__}.{name}": value
                for name, value in vars(module).items()
                if isinstance(value, Lifecycle)
            }
    return found


def state_fields() -> list[models.Field]:
    """Return the fields of our models that hold a state."""
    return [field for model in our_models() for field in model._meta.fields if field.name == "state" and field.choices]


def test_every_state_has_its_row_in_a_move_table():
    tables = {frozenset(table.moves) for table in lifecycles().values()}
    without = {
        str(field): sorted(value for value, _ in field.choices)
        for field in state_fields()
        if frozenset(value for value, _ in field.choices) not in tables
    }
    assert tables
    assert without == {}


def test_every_state_but_those_it_begins_in_can_be_reached():
    unreachable = {
        name: sorted(
            set(table.moves) - set().union(*table.moves.values()) - (table.begins or {next(iter(table.moves))})
        )
        for name, table in lifecycles().items()
    }
    assert {name: states for name, states in unreachable.items() if states} == {}


#: Where states are assigned: the operations. The rest of the house calls them.
NO_STATES_HERE = {"views", "viewsets", "forms", "readouts", "templatetags", "models", "management", "demo", "api"}


def test_only_operations_assign_a_state():
    """``record.state = …``, ``update(state=…)`` and moves of a table stand in operations alone."""
    wrong = {
        f"{named(path)}:{node.lineno}"
        for path, tree in trees()
        if NO_STATES_HERE & set(path.relative_to(ROOT).with_suffix("").parts)
        or path.stem in {"wagtail_hooks", "urls", "contributions"}
        for node in ast.walk(tree)
        if _assigns_state(node)
    }
    assert wrong == set()


def _assigns_state(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "update":
            return any(keyword.arg == "state" for keyword in node.keywords)
        if node.func.attr == "move" and isinstance(node.func.value, ast.Name):
            return node.func.value.id.isupper()
    return False


@pytest.mark.parametrize("package", ["Django", "wagtail"])
def test_the_versions_are_those_of_the_lock_file(package):
    locked = {row["name"]: row["version"] for row in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}
    assert version(package) == locked[package.lower()]


#: Addresses that only name something, and load nothing: XML namespaces, schema.org's vocabulary.
NAMES_ONLY = ("http://www.w3.org/", "https://schema.org", "http://schema.org", "http://www.sitemaps.org/")


def test_pages_load_nothing_from_foreign_hosts():
    loads = re.compile(
        r"""(?:\b(?:src|srcset|poster|data|action)\s*=\s*["']?|url\(\s*["']?|@import\s+["'])(?:https?:)?//"""
    )
    links = re.compile(r"<link\b[^>]*\bhref\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE)
    wrong = set()
    for path in sorted(
        [
            *(ROOT / "theme").rglob("*.html"),
            *(ROOT / "theme").rglob("*.css"),
            *(ROOT / "theme").rglob("*.js"),
            *(ROOT / "theme").rglob("*.svg"),
        ]
    ):
        text = path.read_text()
        for name in NAMES_ONLY:
            text = text.replace(name, "")
        if loads.search(text) or links.search(text) or (path.suffix == ".js" and re.search(r"https?://", text)):
            wrong.add(named(path))
    assert wrong == set()


def test_pages_have_no_inline_styles_scripts_or_event_handlers():
    """The content policy forbids them; a browser would drop them without a word."""
    wrong = {
        f"{named(path)}: {found.group().strip()}"
        for path in sorted((ROOT / "theme" / "templates").rglob("*.html"))
        if "emails" not in path.parts
        for found in re.finditer(
            r"""\s(?:style|on[a-z]+)\s*=\s*["']|<style(?![^>]*nonce)|<script(?![^>]*\b(?:src|nonce|type="application))""",
            path.read_text(),
        )
    }
    assert wrong == set()
