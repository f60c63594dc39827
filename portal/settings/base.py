"""Settings that hold everywhere; what differs lives in development, testing and production."""

from django.utils.csp import CSP

from portal.settings import environment, logging
from portal.settings.accounts import *  # noqa: F403

ROOT = environment.ROOT
DATA_DIR = environment.data_dir()
PRIVATE_ROOT = DATA_DIR / "private"

INSTALLED_APPS = [
    "events",
    "incubator",
    "organisations",
    "portal.pages",
    "portal.cases",
    "portal.proofs",
    "portal.accounts",
    "portal.questions",
    "portal.timetable",
    "portal.outbox",
    "portal.audit",
    "portal",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "portal.request_log.RequestLog",
    "portal.busy.BusyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.ids.PossibleIds",
    "portal.pages.personal.personal_pages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.idle.IdleExitMiddleware",
    "portal.accounts.second_factor.StaffSecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "organisations.admin_gate.AdminGate",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "theme" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.csp",
                "portal.pages.shell.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": environment.database(environment.text("DATABASE_URL", "") or None, DATA_DIR)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    INSTALLED_APPS.append("django.contrib.postgres")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": environment.text("REDIS_URL")}
    if environment.text("REDIS_URL", "")
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "organisations.permissions.MembershipBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Sign-in itself: portal/settings/accounts.py

# Messages: SMS by an adapter, e-mail by SMTP where a host is named (EMAIL_BACKEND is gone, MAILERS it is).
SMS_ADAPTER = environment.text("SMS_ADAPTER", "portal.sms.aliyun.Aliyun")
SMS_ALIYUN = {
    "key_id": environment.text("SMS_ALIYUN_KEY_ID", ""),
    "key_secret": environment.text("SMS_ALIYUN_KEY_SECRET", ""),
    "signature": environment.text("SMS_ALIYUN_SIGNATURE", ""),
    "endpoint": environment.text("SMS_ALIYUN_ENDPOINT", "https://dysmsapi.aliyuncs.com"),
}
#: The provider's codes of our wordings: ``code=SMS_1,reminder=SMS_2``; ``manage.py sms_wordings`` lists them.
SMS_TEMPLATES = environment.pairs("SMS_TEMPLATES")
# WeChat: template messages of an official account; off without one.
WECHAT_ADAPTER = environment.text("WECHAT_ADAPTER", "portal.wechat.official_account.OfficialAccount")
WECHAT = {
    "app_id": environment.text("WECHAT_APP_ID", ""),
    "app_secret": environment.text("WECHAT_APP_SECRET", ""),
    "endpoint": environment.text("WECHAT_ENDPOINT", "https://api.weixin.qq.com"),
}
#: The account's templates for our short messages, ``reminder=abc,offered=def``, and what its fields are called there.
WECHAT_TEMPLATES = environment.pairs("WECHAT_TEMPLATES")
WECHAT_FIELDS = environment.pairs("WECHAT_FIELDS", "title=thing1,time=time2,place=thing3,until=time4,what=thing5")
# Between these local times only what presses is sent; the same time twice: always.
QUIET_FROM = environment.text("QUIET_FROM", "21:00")
QUIET_UNTIL = environment.text("QUIET_UNTIL", "08:00")
SENDS_EMAIL = bool(environment.text("MAIL_HOST", ""))
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": environment.text("MAIL_HOST", ""),
            "port": int(environment.text("MAIL_PORT", "587")),
            "username": environment.text("MAIL_USER", ""),
            "password": environment.text("MAIL_PASSWORD", ""),
            "use_tls": environment.switch("MAIL_STARTTLS", True),
            "use_ssl": environment.switch("MAIL_TLS", False),
            "timeout": 15,
        },
    }
    if SENDS_EMAIL
    else {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
}
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM", "linli@localhost")

LOGGING = logging.configuration(level=environment.text("LOG_LEVEL", "INFO"), is_readable=False)

# Language and time: Chinese is the language of every address without a prefix.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
# Our own words first, then what the libraries' own Chinese leaves out.
LOCALE_PATHS = [ROOT / "portal" / "locale", ROOT / "portal" / "locale_wagtail"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["portal.formats"]

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "theme" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"

# Wagtail
WAGTAIL_SITE_NAME = "邻里 Linli"
WAGTAILADMIN_BASE_URL = environment.text("PORTAL_BASE_URL", "http://localhost:8000")
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# Half a second after a key, Wagtail's own value, a new page was made twice when "save" came on its heels.
WAGTAIL_AUTOSAVE_INTERVAL = 3000
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "txt", "csv", "mp3", "m4a", "ogg"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "portal.search.backend"}}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILEMBEDS_FINDERS: list[dict] = []
# Telling is the outbox's work, names and addresses are the accounts'.
WAGTAIL_FINISH_WORKFLOW_ACTION = "events.approving.publishing.publish_approved"
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_ALLOW_UNICODE_SLUGS = False

# Security: one nonce a response; the admin's looser policy is set by its own middleware.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "media-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # The editor's preview is a frame of our own.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A list to decide has three fields for each of a thousand applications.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

# Who stands behind the site: shown in the footer, empty until the operator fills them in.
PORTAL_HOST = environment.text("PORTAL_HOST", "")
PORTAL_OPERATOR = environment.text("PORTAL_OPERATOR", "")
PORTAL_PHONE = environment.text("PORTAL_PHONE", "12345")
PORTAL_ICP_NUMBER = environment.text("PORTAL_ICP_NUMBER", "")
PORTAL_POLICE_NUMBER = environment.text("PORTAL_POLICE_NUMBER", "")
