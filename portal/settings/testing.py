"""Settings of the tests: as production where it matters, quick where it does not."""

import tempfile
from pathlib import Path

from portal.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "testing-only-" + "x" * 50
ALLOWED_HOSTS = ["*"]
DEMO = False
SMS_ADAPTER = "portal.sms.memory.Memory"
SENDS_EMAIL = True
DATA_DIR = Path(tempfile.mkdtemp(prefix="linli-test-"))
PRIVATE_ROOT = DATA_DIR / "private"
MEDIA_ROOT = DATA_DIR / "media"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
