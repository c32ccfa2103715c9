"""Settings, all from the environment; the defaults are the embedded shape: SQLite in one folder.

LEDGERHOUSE_HOME      folder for the embedded database, attachments and logs (default ./var)
LEDGERHOUSE_DATABASE  sqlite:///path · postgresql://user:password@host:port/name · mariadb://user:password@host:port/name
LEDGERHOUSE_SECRET    signing key; made once and kept in the home folder when absent
LEDGERHOUSE_HOSTS     host names served, comma separated (default: this machine only)
LEDGERHOUSE_ORIGINS   https origins trusted for forms behind a proxy, comma separated
LEDGERHOUSE_HTTPS     1 behind a proxy that speaks https and sets X-Forwarded-Proto: cookies for https only, HSTS
LEDGERHOUSE_STATIC    folder of collected static files, for servers (default: served from the packages)
LEDGERHOUSE_DEBUG     1 shows error pages with code; never in production
LEDGERHOUSE_LOG       debug, info, warning or error (servers: info; commands: warning)
LEDGERHOUSE_API_RATE  requests of one asker of the REST interface in each process (default 3000/min; empty for no limit)
LEDGERHOUSE_PAGE_RATE requests of one person's browser in each process (default 600/min)
LEDGERHOUSE_STRANGER_RATE  requests from one address of people who have not signed in, and failed tokens (default 300/min)
LEDGERHOUSE_GATHER_MS milliseconds that single commands of one asker wait for each other to be carried out together (default 15; 0: never)
LEDGERHOUSE_PREPARE   how often PostgreSQL sees a statement before its plan is kept (default 2; 0: never, for poolers that can not)
LEDGERHOUSE_BUSY      seconds to wait for another writer of an SQLite file (default 30)
LEDGERHOUSE_LANGUAGE  zh or en: language of the command line (default: that of the terminal)
LEDGERHOUSE_KEYS      file with the keys of encrypted fields (default: keys in the home folder)
LEDGERHOUSE_PROXIES   how many proxies of our own stand before the server and append to X-Forwarded-For (default 0)
LEDGERHOUSE_SSO       JSON file of the OpenID Connect servers that people may sign in with (default: none)
LEDGERHOUSE_OUTGOING  hosts or networks inside that outgoing calls may reach, comma separated (default: public ones only)
LEDGERHOUSE_STREAMS   open event streams in each process; more are answered at once and ask again (default 16)
LEDGERHOUSE_STREAM_SECONDS  how long one event stream stays open before the browser asks anew (default 55)
LEDGERHOUSE_MAIL      smtp://user:password@host:587?from=address (STARTTLS), or smtps://…:465; without it no mail is sent
LEDGERHOUSE_METRICS_TOKEN  bearer token for /metrics (default: answered to this machine only)
"""

import os
import secrets
from pathlib import Path

from ledgerhouse.config.database import database_from_url
from ledgerhouse.config.logs import logging_config
from ledgerhouse.config.mail import mail_server
from ledgerhouse.config.sso import openid_servers

HOME = Path(os.environ.get("LEDGERHOUSE_HOME", "var")).resolve()
DEBUG = os.environ.get("LEDGERHOUSE_DEBUG") == "1"


def _secret() -> str:
    given = os.environ.get("LEDGERHOUSE_SECRET")
    if given:
        return given
    kept = HOME / "secret"
    if not kept.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return kept.read_text(encoding="ascii")


SECRET_KEY = _secret()
ALLOWED_HOSTS = os.environ.get("LEDGERHOUSE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("LEDGERHOUSE_ORIGINS", "").split(",") if o]

DATABASES = {
    "default": database_from_url(os.environ.get("LEDGERHOUSE_DATABASE", f"sqlite:///{HOME}/ledgerhouse.sqlite3"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "ledgerhouse.foundation",
    "ledgerhouse.masterdata.catalog",
    "ledgerhouse.masterdata.partners",
    "ledgerhouse.masterdata.sites",
    "ledgerhouse.ledgers.stock",
    "ledgerhouse.ledgers.books",
    "ledgerhouse.ledgers.costing",
    "ledgerhouse.documents.purchasing",
    "ledgerhouse.documents.quality",
    "ledgerhouse.documents.logistics",
    "ledgerhouse.documents.sales",
    "ledgerhouse.documents.warehouse",
    "ledgerhouse.tower.alerts",
    "ledgerhouse.tower.analytics",
    "ledgerhouse.tower.integration",
    "ledgerhouse.interfaces.web",
    "ledgerhouse.interfaces.scan",
    "ledgerhouse.interfaces.api",
    "ledgerhouse.interfaces.cli",
    "ledgerhouse.interfaces.jobs",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "ledgerhouse.config",  # last: it opens the house when every room's tables are known
]
COMMANDS = ["ledgerhouse.interfaces.cli", "ledgerhouse.interfaces.jobs"]  # packages whose modules add sub-commands
WIRING = "ledgerhouse.config.wiring.WIRING"

AUTH_USER_MODEL = "foundation.User"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # how long and of which kinds is each company's setting: foundation.people.passwords

# Second factors and single sign-on are django-allauth's; our own pages stand before it (interfaces.web.accounts).
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ACCOUNT_ADAPTER = "ledgerhouse.interfaces.web.accounts.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # encrypted, so nothing of allauth may look it up
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = False  # foundation.sign_in.lockout counts in the database, for all servers together
SOCIALACCOUNT_ADAPTER = "ledgerhouse.interfaces.web.accounts.adapters.SingleSignOn"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SSO_SERVERS = openid_servers(os.environ.get("LEDGERHOUSE_SSO", ""))
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": SSO_SERVERS}}
MFA_ADAPTER = "ledgerhouse.interfaces.web.accounts.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Ledgerhouse"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "ledgerhouse.interfaces.web.accounts.codes.SignInCode",
    "reauthenticate": "ledgerhouse.interfaces.web.accounts.codes.AgainCode",
}

MIDDLEWARE = [
    "ledgerhouse.config.requests.RequestLog",
    "ledgerhouse.interfaces.web.middleware.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ledgerhouse.interfaces.web.middleware.Asker",
]
CSRF_FAILURE_VIEW = "ledgerhouse.interfaces.web.errors.stale_form"

ROOT_URLCONF = "ledgerhouse.config.urls"
WSGI_APPLICATION = "ledgerhouse.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ledgerhouse.interfaces.web.shell.shell",
            ],
        },
    },
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = os.environ.get("LEDGERHOUSE_STATIC") or None
WHITENOISE_USE_FINDERS = STATIC_ROOT is None  # the embedded shape serves files from where they are installed
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "ledgerhouse.foundation.sign_in.sessions"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
if os.environ.get("LEDGERHOUSE_HTTPS") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"  # bound to this host and to https
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

KEY_RING = os.environ.get("LEDGERHOUSE_KEYS", str(HOME / "keys"))
PROXIES = int(os.environ.get("LEDGERHOUSE_PROXIES", "0"))
OUTGOING = [one.strip() for one in os.environ.get("LEDGERHOUSE_OUTGOING", "").split(",") if one.strip()]
MAIL = mail_server(os.environ.get("LEDGERHOUSE_MAIL", ""))
MAIL_FROM = MAIL.sender
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.implicit, MAIL.starttls
EMAIL_TIMEOUT = 20
STREAM_SECONDS = int(os.environ.get("LEDGERHOUSE_STREAM_SECONDS", "55"))
STREAMS = int(os.environ.get("LEDGERHOUSE_STREAMS", "16"))
API_RATE = os.environ.get("LEDGERHOUSE_API_RATE", "3000/min")
PAGE_RATE = os.environ.get("LEDGERHOUSE_PAGE_RATE", "600/min")
STRANGER_RATE = os.environ.get("LEDGERHOUSE_STRANGER_RATE", "300/min")
GATHER_MS = int(os.environ.get("LEDGERHOUSE_GATHER_MS", "15"))
METRICS_TOKEN = os.environ.get("LEDGERHOUSE_METRICS_TOKEN", "")
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024  # a command with many thousand lines is one request

LOGGING = logging_config(os.environ.get("LEDGERHOUSE_LOG", "info"))
LOGGING_CONFIG = "logging.config.dictConfig"
