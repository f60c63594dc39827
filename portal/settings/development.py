"""Settings of a developer's machine and of the demo: secrets that are none, messages on the console."""

from portal.settings import environment
from portal.settings.base import *  # noqa: F403

environment.data_dir().mkdir(parents=True, exist_ok=True)

DEBUG = True
SECRET_KEY = environment.text("SECRET_KEY", "development-only-not-a-secret-and-refused-by-production")
ALLOWED_HOSTS = ["*"]
DEMO = True
