"""Settings, read from the environment; the README lists every value.

https://docs.djangoproject.com/en/5.2/ref/settings/
"""

import tomllib
from datetime import timedelta
from pathlib import Path

import environ

from recovery_directory import configuration, telephones

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / "var"
if LOCAL_DIR.exists():
    configuration.private_folder(LOCAL_DIR)

VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]["version"]
"""That of the code; the data has versions of its own."""

env = environ.Env()

# Where and how the site runs
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.str("PORT", default="8000")
SITE_URL = configuration.site_url(env, HOST, PORT)
PRODUCTION = SITE_URL.startswith("https://")
DEBUG = configuration.switch(env, "DEBUG", default=False)
if PRODUCTION and DEBUG:
    raise configuration.stop("DEBUG is on with an https SITE_URL: leave it unset.")
SECRET_KEY = configuration.secret_key(
    env, production=PRODUCTION, key_file=LOCAL_DIR / "secret_key"
)
ALLOWED_HOSTS = configuration.allowed_hosts(
    env, production=PRODUCTION, host=HOST, site=SITE_URL
)
TRUSTED_PROXIES = configuration.trusted_proxies(env, production=PRODUCTION)
ADMIN_PATH = configuration.admin_path(env)
API_RATE = configuration.api_rate(env)

# A demonstration, whose meetings are made up: every page and sheet says so
DEMO = configuration.switch(env, "DEMO", default=False)
if PRODUCTION and DEMO:
    raise configuration.stop("DEMO is on with an https SITE_URL: leave it unset.")

# The operator of this directory
OPERATOR_NAME = env.str("OPERATOR_NAME", default="")
OPERATOR_CONTACT = env.str("OPERATOR_CONTACT", default="")
if PRODUCTION and not (OPERATOR_NAME and OPERATOR_CONTACT):
    raise configuration.stop(
        "OPERATOR_NAME and OPERATOR_CONTACT are missing: every page says who runs the "
        "directory and how to reach them."
    )
OPERATOR_NAME = OPERATOR_NAME or "this directory"
COUNTRY = configuration.country(env)
CRISIS_LINES = configuration.crisis_lines(env, production=PRODUCTION)
EMERGENCY_NUMBER = telephones.emergency_number(COUNTRY)

# Apps: https://docs.djangoproject.com/en/5.2/ref/applications/
INSTALLED_APPS = [
    "recovery_directory",
    "meetings",
    "organizations",
    "evidence",
    "axes",
    "django_filters",
    "django_otp",
    "recovery_directory.accounts.devices.RecoveryCodesConfig",
    "recovery_directory.accounts.devices.TelephonesConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
]
MIDDLEWARE = [
    "recovery_directory.web.request_log.log_requests",
    "recovery_directory.web.trusted_proxies.believe_named_proxies",
    "recovery_directory.web.page_cache.ask_again",
    "django.middleware.security.SecurityMiddleware",
    "recovery_directory.web.middleware.state_boundaries",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "recovery_directory.web.middleware.limit_address",
    "recovery_directory.web.middleware.drop_trackers",
    "recovery_directory.web.middleware.limit_body",
    "recovery_directory.web.middleware.keep_private",
    "recovery_directory.web.middleware.refer_within_admin",
    "recovery_directory.web.page_cache.compress",
    "recovery_directory.web.page_cache.keep_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "recovery_directory.accounts.two_factor.lead_to_second_step",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "recovery_directory.web.middleware.answer_made_up_addresses",
]
ROOT_URLCONF = "recovery_directory.urls"
# The site begins at the root of its address, whatever a header says.
FORCE_SCRIPT_NAME = ""
WSGI_APPLICATION = "recovery_directory.wsgi.application"

# Templates: https://docs.djangoproject.com/en/5.2/topics/templates/
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "recovery_directory.context_processors.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Database: https://docs.djangoproject.com/en/5.2/ref/databases/
DATABASES = {
    "default": configuration.database(
        env, default=f"sqlite:///{LOCAL_DIR / 'directory.sqlite3'}"
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache: https://docs.djangoproject.com/en/5.2/topics/cache/
CACHES = configuration.caches(env)
# Public pages are kept as made, by data version: recovery_directory.web.page_cache.
PAGES_ARE_KEPT = True

# Languages, dates: https://docs.djangoproject.com/en/5.2/topics/i18n/
LANGUAGE_CODE = "en-us"
LANGUAGES = [("en-us", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="America/New_York")
USE_TZ = True

# Static files: https://docs.djangoproject.com/en/5.2/howto/static-files/
STATIC_URL = "/static/"
STATIC_ROOT = LOCAL_DIR / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "recovery_directory.web.static_files.StaticFilesStorage"
    },
}

# Accounts: https://docs.djangoproject.com/en/5.2/topics/auth/
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
PASSWORD_HASHERS = [
    f"recovery_directory.accounts.password_hashers.{name}"
    for name in ("Argon2", "PBKDF2")
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]

# Sign-in attempts, see recovery_directory.accounts.signing_in:
# https://django-axes.readthedocs.io/en/latest/4_configuration.html
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_HANDLER = "recovery_directory.accounts.signing_in.SignInHandler"
AXES_CLIENT_IP_CALLABLE = "recovery_directory.web.trusted_proxies.network_of"
AXES_CLIENT_STR_CALLABLE = "recovery_directory.accounts.signing_in.nobody"
AXES_LOCKOUT_CALLABLE = "recovery_directory.accounts.signing_in.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "password", "otp_token", "next"]
AXES_ENABLE_ADMIN = False
SIGN_INS_KEPT_DAYS = 30

# The second step: https://django-otp-official.readthedocs.io/
REQUIRE_TWO_FACTOR = configuration.two_factor_is_required(env, production=PRODUCTION)
OTP_TOTP_ISSUER = "Recovery Directory"
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

# E-mail: https://docs.djangoproject.com/en/5.2/topics/email/
vars().update(env.email("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="directory@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10

# Suggestions of visitors: days after the decision for which their words are kept
SUGGESTION_DAYS = configuration.suggestion_days(env)

# Security: https://docs.djangoproject.com/en/5.2/topics/security/
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# https://django-csp.readthedocs.io/: everything comes from this site, and nothing
# that stands inside a page runs or styles it, in the admin either.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "manifest-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
CSRF_FAILURE_VIEW = "recovery_directory.views.stale_form"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # recovery_directory.web.trusted_proxies takes it away unless a named proxy sent it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# A large record fills a form of the admin with thousands of fields; public requests
# have limits of their own: recovery_directory.web.middleware.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# Logs: https://docs.djangoproject.com/en/5.2/topics/logging/
# Django would send errors by e-mail, with what was typed; everything goes one way here.
LOG_REQUESTS = configuration.switch(env, "LOG_REQUESTS", default=PRODUCTION)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "recovery_directory.web.request_log.JsonLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "ERROR", "propagate": True},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        "recovery_directory.requests": {"level": "INFO" if LOG_REQUESTS else "WARNING"},
    },
}
