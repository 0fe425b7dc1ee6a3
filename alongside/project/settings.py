"""Settings of the Django project. Wiring only: anything a council could choose is in its pack."""

import os
import secrets
from pathlib import Path

from alongside.project.database import data_folder, database_url, django_database
from alongside.project.logs import logging_settings
from alongside.project.settings_for_mail import *
from alongside.project.settings_for_sign_in import *

BASE_DIR = Path(__file__).resolve().parents[2]
MODE = os.environ.get("ALONGSIDE_MODE", "")  # demo, test, check (lints), anything else is the real thing
DEMO = MODE == "demo"
TESTING = MODE == "test"
CHECKING = MODE == "check"
LOCAL = DEMO or TESTING or CHECKING or os.environ.get("ALONGSIDE_HTTPS", "on") == "off"
DEBUG = False


def _secret_key() -> str:
    """The secret from the environment; the demo and tests make one and keep it beside their data."""
    configured = os.environ.get("ALONGSIDE_SECRET_KEY")
    if configured:
        return configured
    if CHECKING:
        return "only for tools that read the code"
    kept = data_folder() / "secret-key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        made = kept.with_name(f"secret-key.{os.getpid()}")
        made.write_text(secrets.token_urlsafe(50))
        made.chmod(0o600)
        made.replace(kept)  # whole or not at all
    return kept.read_text()


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("ALONGSIDE_EARLIER_SECRET_KEYS", "").split(",") if key]
ALLOWED_HOSTS = os.environ.get("ALONGSIDE_HOSTS", "127.0.0.1,localhost,testserver").split(",")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "procrastinate.contrib.django",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "alongside.ground.lib",
    "alongside.ground.design_system",
    "alongside.ground.drafts",
    "alongside.ground.audit",
    "alongside.ground.operating_models",
    "alongside.ground.access",
    "alongside.ground.sign_in",
    "alongside.ground.agencies",
    "alongside.ground.localities",
    "alongside.people.partner_data",
    "alongside.people.families",
    "alongside.people.protection",
    "alongside.people.matching",
    "alongside.people.disclosure",
    "alongside.people.consent",
    "alongside.people.episodes",
    "alongside.helping.directory",
    "alongside.helping.front_door",
    "alongside.helping.assessments",
    "alongside.helping.plans",
    "alongside.helping.allocation",
    "alongside.helping.step_up_down",
    "alongside.helping.right_help_lists",
    "alongside.helping.chronology",
    "alongside.helping.worklists",
    "alongside.improving.identification",
    "alongside.improving.governance",
    "alongside.improving.retention",
    "alongside.doors.api",
    "alongside.doors.open_referral",
]
if DEMO or TESTING or CHECKING:
    INSTALLED_APPS.append("nonprod")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "alongside.doors.api.middleware.ApiOverTlsOnly",
    "alongside.doors.open_referral.middleware.OpenToAnyPage",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "alongside.project.middleware.RequestLog",
    "alongside.project.middleware.ProtectTheReader",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "alongside.ground.sign_in.middleware.SessionRules",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "alongside.project.middleware.InTheReadersName",
]

ROOT_URLCONF = "alongside.project.urls"
WSGI_APPLICATION = "alongside.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "alongside.ground.design_system.environment.environment"},
    },
]

DATABASES = {"default": django_database(database_url())}
DATABASES["default"]["CONN_MAX_AGE"] = int(os.environ.get("DATABASE_KEPT_SECONDS", "0"))  # wsgi.py says why
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # PostgreSQL may have been started again meanwhile
DATABASES["default"]["TEST"] = {"NAME": f"test_{os.environ.get('ALONGSIDE_TEST_DB', 'default')}"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it refuses whoever is locked out
    "alongside.ground.access.backends.EmailBackend",
]
LOGIN_URL = "sign_in"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not LOCAL
if not LOCAL:  # a browser takes such a cookie over HTTPS only, and from no other host of the council's domain
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^api/"]  # doors.api.middleware
if os.environ.get("ALONGSIDE_BEHIND_PROXY") == "on":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "alongside.ground.design_system.refusals.form_expired"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
ALONGSIDE_CLAMD = os.environ.get(
    "ALONGSIDE_CLAMD", ""
)  # host:port or a socket's path; then nothing unscanned is opened
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

STATIC_URL = "static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has a use for our styles and scripts
WHITENOISE_USE_FINDERS = True  # straight from the packages: nothing to collect, nothing to forget
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

PACKS_FOLDER = BASE_DIR / "packs"
ALONGSIDE_ANCHORS = Path(os.environ.get("ALONGSIDE_ANCHORS", data_folder() / "anchors" / "heads.jsonl"))
SILENCED_SYSTEM_CHECKS = [
    "axes.W002",  # its middleware shows a page of its own; ours says it on the sign-in page (sign_in.attempts)
    "axes.W006",  # it locks accounts; addresses, which a whole council may share, have a wider limit (sign_in.attempts)
]
LOGGING = logging_settings(human=DEMO or TESTING)
