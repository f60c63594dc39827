"""Does a server start from its example, and refuse to start without its secrets? Is the right Python found?"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import checks
from portal.settings import environment
from portal.sms import wordings
from portal.sqlite import journal

ROOT = Path(__file__).resolve().parents[1]


def example() -> dict[str, str]:
    """Return the environment of docs/example.env, with a provider's code for every wording."""
    lines = (ROOT / "docs" / "example.env").read_text().splitlines()
    read = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return {**read, "SMS_TEMPLATES": ",".join(f"{name}=SMS_1" for name in wordings.names())}


def check_deploy(variables: dict[str, str]) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_example_is_clean(tmp_path):
    done = check_deploy({**example(), "DATA_DIR": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_a_server_does_not_start_without_its_secrets(tmp_path, name):
    variables = {**example(), "DATA_DIR": str(tmp_path)}
    del variables[name]
    done = check_deploy(variables)
    assert done.returncode != 0
    assert f"Set the environment variable {name}." in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "development-only-" + "x" * 50, "SECRET_KEY is the one in the source code"),
        ("WAGTAILADMIN_BASE_URL", "http://linli.example.org", "PORTAL_BASE_URL does not begin with https://"),
        ("SMS_ALIYUN", {"key_id": "", "key_secret": "x"}, "nobody can sign in by phone"),
        ("PORTAL_ICP_NUMBER", "", "PORTAL_ICP_NUMBER is empty"),
        ("DATA_DIR", Path("/nowhere"), "cannot be written"),
        ("DEMO", True, "DEMO shows login codes"),
    ],
)
def test_what_would_hurt_is_said(settings, tmp_path, name, value, said):
    for key, fit in FIT.items():
        setattr(settings, key, fit)
    settings.DATA_DIR = tmp_path
    assert checks.settings_are_a_servers(None) == []
    setattr(settings, name, value)
    assert [said in message.msg for message in checks.settings_are_a_servers(None)] == [True]


#: What a server's settings say that the tests' settings do not.
FIT = {
    "WAGTAILADMIN_BASE_URL": "https://linli.example.org",
    "SMS_ADAPTER": "portal.sms.aliyun.Aliyun",
    "SMS_ALIYUN": {"key_id": "x"},
    "SMS_TEMPLATES": dict.fromkeys(wordings.names(), "SMS_1"),
    "PORTAL_HOST": "x",
    "PORTAL_ICP_NUMBER": "x",
}


@pytest.mark.parametrize(("is_safe", "said"), [(False, "can corrupt the file"), (True, "one writer at a time")])
def test_sqlite_on_a_server_is_warned_of(settings, monkeypatch, is_safe, said):
    monkeypatch.setattr(journal, "is_wal_safe", lambda: is_safe)
    settings.DATABASES = {"default": environment.database(None, ROOT)}
    assert [said in message.msg for message in checks.database_is_fit(None)] == [True]
    settings.DATABASES = {"default": environment.database("postgres:///linli", ROOT)}
    assert checks.database_is_fit(None) == []


def test_addresses_of_databases():
    read = environment.database("postgres://us%40er:pass%2Fword@db.example.org:5433/li%20nli?sslmode=require", ROOT)
    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"], read["NAME"]) == (
        *("us@er", "pass/word", "db.example.org", "5433", "li nli"),
    )
    assert read["OPTIONS"]["sslmode"] == "require"
    assert environment.database("postgres://linli@/linli?host=/run/pg", ROOT)["HOST"] == "/run/pg"
    assert environment.database(None, Path("/data"))["NAME"] == Path("/data/linli.sqlite3")
    for address in ("sqlite:////data/li%20nli.sqlite3", "sqlite:///data/li%20nli.sqlite3"):
        assert environment.database(address, ROOT)["NAME"] == Path("/data/li nli.sqlite3")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must begin with"):
        environment.database("mysql://root@/linli", ROOT)


def test_a_lock_and_a_statement_have_limits(monkeypatch):
    monkeypatch.setenv("DATABASE_STATEMENT_TIMEOUT", "0")
    monkeypatch.setenv("DATABASE_LOCK_TIMEOUT", "2.5")
    options = environment.database("postgres:///linli", ROOT)["OPTIONS"]["options"]
    assert "-c lock_timeout=2500 -c statement_timeout=0" in options


def test_a_python_that_is_too_old_is_named(tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n')
    old.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", ROOT / ".ci" / "find-python"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "needs Python 3.12 or later" in done.stderr
    assert "Python 3.9.2" in done.stderr


def test_a_newer_python_beside_an_old_one_is_found(tmp_path):
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "python3.12").write_text("#!/bin/sh\nexit 0\n")
    for path in tmp_path.iterdir():
        path.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", ROOT / ".ci" / "find-python"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "python3.12\n"


def test_every_variable_is_explained_to_the_operator():
    explained = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "docs" / "deploying.md").read_text()))
    read = {
        name
        for path in (ROOT / "portal" / "settings").glob("*.py")
        for name in re.findall(r'(?:text|switch|words|pairs|environ\.get)\(\s*"([A-Z_]+)"', path.read_text())
    }
    assert read - explained == set()
    assert set(example()) - explained == set()
