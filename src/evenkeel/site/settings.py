"""All configuration, from the environment only. Starts with none set; `docs/settings.md` lists every name."""

from __future__ import annotations

import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.FileAwareEnv()


def _port(name: str, default: int) -> int:
    """A port as a number that a machine has; 0 lets the system choose."""
    said = env.str(name, default=str(default)).strip()
    if not said.isdigit() or int(said) > 65535:
        raise ImproperlyConfigured(f"{name} is “{said}”, which is no port: use a number from 1 to 65535.")
    return int(said)


def _whole(name: str, default: int) -> int:
    """A whole number of at least one: of seconds, or of days."""
    said = env.str(name, default=str(default)).strip()
    if not said.isdigit() or int(said) < 1:
        raise ImproperlyConfigured(f"{name} is “{said}”: use a whole number of 1 or more.")
    return int(said)


def _yes(name: str, *, default: bool) -> bool:
    said = env.str(name, default="1" if default else "0").strip().lower()
    if said in {"1", "true", "yes", "on"}:
        return True
    if said in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} is “{said}”: use 1 for yes or 0 for no.")


DATA = Path(env.str("EVENKEEL_DATA", default="./var")).absolute()
DATA.mkdir(parents=True, exist_ok=True, mode=0o700)


def _kept_secret() -> str:
    """Made once and kept beside the data, so that a first start needs no configuration and a second one keeps sessions."""
    path = DATA / "secret_key"
    if not path.exists():
        fresh = DATA / f"secret_key.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            path.hardlink_to(fresh)  # Two first starts at once: the first link wins, both read it.
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


SECRET_KEY = env.str("EVENKEEL_SECRET_KEY", default="") or _kept_secret()
DEBUG = _yes("EVENKEEL_DEBUG", default=False)

HOST = env.str("EVENKEEL_HOST", default="127.0.0.1")
PORT = _port("EVENKEEL_PORT", 8000)
SMTP_HOST = env.str("EVENKEEL_SMTP_HOST", default=HOST)
SMTP_PORT = _port("EVENKEEL_SMTP_PORT", 8025)
SAMPLE = _yes("EVENKEEL_SAMPLE", default=True)
# What people and customers type: links in mails are made with it.
PUBLIC_URL = env.str("EVENKEEL_URL", default=f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list("EVENKEEL_ALLOWED_HOSTS", default=["*"] if HOST == "127.0.0.1" else ["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL.startswith("https://") else []

INSTALLED_APPS = [
    "evenkeel.timeline",
    "evenkeel.clock",
    "evenkeel.people",
    "evenkeel.notifications",
    "evenkeel.conversations",
    "evenkeel.promises",
    "evenkeel.playbooks",
    "evenkeel.cases",
    "evenkeel.intake",
    "evenkeel.reviews",
    "evenkeel.desk",
    "evenkeel.api",
    "evenkeel.engine",
    "evenkeel.site",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "evenkeel.site.headers.ContentSecurityPolicy",
]

ROOT_URLCONF = "evenkeel.site.urls"
WSGI_APPLICATION = "evenkeel.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parent.parent / "desk" / "pages"],
        "OPTIONS": {"environment": "evenkeel.desk.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": env.db_url("EVENKEEL_DATABASE_URL", default=f"sqlite:///{DATA / 'evenkeel.sqlite3'}")}
if not str(DATABASES["default"].get("ENGINE", "")).endswith(("sqlite3", "postgresql")):
    raise ImproperlyConfigured(
        "EVENKEEL_DATABASE_URL is no database we work on: use sqlite:///PATH or postgresql://user:password@host:port/name."
    )
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "evenkeel.site.sqlite3"
    DATABASES["default"]["OPTIONS"] = {
        # A transaction that will write takes the write lock at its start: two people at once wait instead of failing.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: an obligation that was written survives a power cut, not only a crash.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 16, "timeout": 20}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_NAME = "evenkeel_session"
CSRF_COOKIE_NAME = "evenkeel_csrf"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _yes("EVENKEEL_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Attachments and recordings, named by digest, never by what a stranger called them.
MEDIA_ROOT = DATA / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024

# Outgoing mail. Without a server nothing is lost: deliveries wait, and `evenkeel doctor` says so.
EMAIL_URL = env.str("EVENKEEL_EMAIL_URL", default="")
MAIL_FROM = env.str("EVENKEEL_MAIL_FROM", default="desk@evenkeel.invalid")
if EMAIL_URL:
    try:
        vars().update(env.email_url_config(EMAIL_URL))
    except Exception as error:
        raise ImproperlyConfigured(
            "EVENKEEL_EMAIL_URL is no mail server: use smtp://host:25, or smtp+tls://user:password@host:587."
        ) from error
else:
    EMAIL_HOST = ""
EMAIL_TIMEOUT = 10

# Who notices outside when this desk falls silent, and how often it looks at itself.
DEADMAN_URL = env.str("EVENKEEL_DEADMAN_URL", default="").rstrip("/")
if DEADMAN_URL and not DEADMAN_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured("EVENKEEL_DEADMAN_URL is no address: use https://…, as your watcher gives it.")
DEADMAN_FAIL = _yes("EVENKEEL_DEADMAN_FAIL", default=False)
DEADMAN_EVERY = _whole("EVENKEEL_DEADMAN_EVERY", 60)
AUDIT_EVERY = _whole("EVENKEEL_AUDIT_EVERY", 15)
KEEP_TIMERS_DAYS = _whole("EVENKEEL_KEEP_TIMERS_DAYS", 30)
# Channels beside mail. Without them nothing is lost either; docs/channels.md says how each is set up.
TWILIO_URL = env.str("EVENKEEL_TWILIO_URL", default="https://api.twilio.com").rstrip("/")
TWILIO_ACCOUNT = env.str("EVENKEEL_TWILIO_ACCOUNT", default="").strip()
TWILIO_TOKEN = env.str("EVENKEEL_TWILIO_TOKEN", default="").strip()
TWILIO_FROM = env.str("EVENKEEL_TWILIO_FROM", default="").strip()
SLACK_URL = env.str("EVENKEEL_SLACK_URL", default="https://slack.com/api").rstrip("/")
SLACK_TOKEN = env.str("EVENKEEL_SLACK_TOKEN", default="").strip()
SLACK_SIGNING_SECRET = env.str("EVENKEEL_SLACK_SIGNING_SECRET", default="").strip()
PRIVATE_NETWORKS = _yes("EVENKEEL_PRIVATE_NETWORKS", default=True)

# A language model that may propose where the reader abstains. Empty: nobody is asked and no word leaves for it.
LLM_URL = env.str("EVENKEEL_LLM_URL", default="").strip().rstrip("/")
LLM_MODEL = env.str("EVENKEEL_LLM_MODEL", default="").strip()
LLM_KEY = env.str("EVENKEEL_LLM_KEY", default="").strip()
if not LLM_KEY.isascii():
    raise ImproperlyConfigured("EVENKEEL_LLM_KEY is no key: it holds a letter that no header can carry.")
LLM_WITHIN = min(_whole("EVENKEEL_LLM_WITHIN", 30), 90)  # A turn that takes longer than two minutes looks stuck.
if LLM_URL and not LLM_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured("EVENKEEL_LLM_URL is no address: use http://… or https://…, up to and with /v1.")

LOG_LEVEL = env.str("EVENKEEL_LOG_LEVEL", default="INFO").upper()
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
    raise ImproperlyConfigured(f"EVENKEEL_LOG_LEVEL is “{LOG_LEVEL}”: use DEBUG, INFO, WARNING or ERROR.")

# One line per turn of a loop that did something; never a customer's words, never an address.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "mail.log": {"level": "WARNING"},  # aiosmtpd prints envelopes at INFO.
        "httpx": {"level": "WARNING"},
        # These would print addresses, tokens and words.
        "httpcore": {"level": "WARNING"},
        "urllib3": {"level": "WARNING"},
        "apprise": {"level": "CRITICAL"},
        "uvicorn.access": {"level": "WARNING"},
    },
}
