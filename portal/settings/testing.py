"""Settings of the tests: as production where it matters, quick where it does not."""

import atexit
import shutil
import tempfile
from pathlib import Path

from portal.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "testing-only-" + "x" * 50
ALLOWED_HOSTS = ["*"]
DEMO = False
# The tests of the admin are about rights; those of the second factor switch it on.
STAFF_SECOND_FACTOR = False
SMS_ADAPTER = "portal.sms.memory.Memory"
SENDS_EMAIL = True
# The tests run at any hour; those of the quiet hours set their own.
QUIET_FROM = QUIET_UNTIL = "00:00"
DATA_DIR = Path(tempfile.mkdtemp(prefix="linli-test-"))
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
PRIVATE_ROOT = DATA_DIR / "private"
MEDIA_ROOT = DATA_DIR / "media"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A pooled connection outlives its test and would keep the test's database from being dropped.
DATABASES["default"]["OPTIONS"].pop("pool", None)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
