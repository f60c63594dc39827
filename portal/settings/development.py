"""Settings of a developer's machine and of the demo: secrets that are none, messages on the console."""

from portal.settings import environment, logging
from portal.settings.base import *  # noqa: F403

environment.data_dir().mkdir(parents=True, exist_ok=True)

DEBUG = True
SECRET_KEY = environment.text("SECRET_KEY", "development-only-not-a-secret-and-refused-by-production")
ALLOWED_HOSTS = ["*"]
DEMO = True
# The demo accounts of staff have a password alone; STAFF_SECOND_FACTOR=1 shows how a server behaves.
STAFF_SECOND_FACTOR = environment.switch("STAFF_SECOND_FACTOR", False)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
SMS_ADAPTER = environment.text("SMS_ADAPTER", "portal.outbox.demo_box.DemoBox")
if not SENDS_EMAIL:  # type: ignore[used-before-def]
    SENDS_EMAIL = True
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
LOGGING = logging.configuration(level=environment.text("LOG_LEVEL", "INFO"), is_readable=True)
