"""Settings of a server: everything secret comes from the environment, and cookies only over TLS.

The variables are listed in docs/deploying.md, with an example in docs/example.env.
"""

from portal.settings import environment
from portal.settings.base import *  # noqa: F403

DEBUG = False
DEMO = False
SECRET_KEY = environment.text("SECRET_KEY")
# Keys used before: proofs that were sealed with one stay valid.
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = [host.strip() for host in environment.text("ALLOWED_HOSTS").split(",")]
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
SECURE_SSL_REDIRECT = environment.switch("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# A browser that once came by TLS comes by nothing else for a year; with care where other hosts share the domain.
SECURE_HSTS_SECONDS = int(environment.text("SECURE_HSTS_SECONDS", "31536000"))
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.switch("SECURE_HSTS_INCLUDE_SUBDOMAINS", True)
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS
# Machines on the server ask for these two without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
