"""Settings: every value comes from the environment and has a safe default.

docs/settings.md lists the variables; a test compares it with this file.
"""

from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from observatory.kit.env import env_bool, env_int, env_list, env_path, env_str
from observatory.kit.keys import load_key
from observatory.kit.logs import quiet_logging
from observatory.packages import PACKAGES

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env_path("OBSERVATORY_DATA", BASE_DIR / "var")
KEYS_DIR = env_path("OBSERVATORY_KEYS", BASE_DIR / "keys")
if KEYS_DIR == DATA_DIR or DATA_DIR in KEYS_DIR.parents:
    raise ValueError("OBSERVATORY_KEYS must not lie inside OBSERVATORY_DATA")
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = env_bool("OBSERVATORY_DEBUG", False)
SECRET_KEY = load_key(KEYS_DIR, "django").hex()
ALLOWED_HOSTS = env_list("OBSERVATORY_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
PUBLIC_URL = env_str("OBSERVATORY_URL", f"http://localhost:{env_int('PORT', 8000)}")
CSRF_TRUSTED_ORIGINS = env_list("OBSERVATORY_ORIGINS")
HTTPS = PUBLIC_URL.startswith("https://")

INSTALLED_APPS = [
    *(f"observatory.{name}" for name in PACKAGES),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "observatory.pages.middleware.PublicCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "observatory.ui.headers.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "observatory.urls"
WSGI_APPLICATION = "observatory.wsgi.application"

FOLDING = ("observatory.ui.folding.Loader", ["django.template.loaders.app_directories.Loader"])
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Under DEBUG, Django's own loaders: changes are seen at once.
        "APP_DIRS": DEBUG,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "observatory.ui.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "observatory.ui.templatetags.components",
            ],
            **({} if DEBUG else {"loaders": [FOLDING]}),
        },
    }
]

# Database: SQLite by default, PostgreSQL by DATABASE_URL.
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": dj_database_url.config(
        env="DATABASE_URL",
        default=f"sqlite:///{DATA_DIR / 'observatory.sqlite3'}",
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Full sync: a thank-you page means the row is on disk. Secure delete:
        # what a person withdraws is overwritten, not only unlinked.
        "init_command": (
            "PRAGMA journal_mode=WAL;"
            "PRAGMA synchronous=FULL;"
            "PRAGMA secure_delete=ON;"
            "PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-65536;"
            "PRAGMA mmap_size=268435456;"
            # Copy the log into the file every 16 MB: pages that many reports
            # touch are copied once. The nightly purge empties the log.
            "PRAGMA wal_autocheckpoint=4000;"
        ),
    }

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    }
}

# Public pages of the present edition that each web process keeps in memory.
PUBLIC_PAGES_KEPT_BYTES = env_int("OBSERVATORY_PAGES_KEPT_MB", 16) * 1024 * 1024

# Languages: French is written first; the address alone remembers the choice.
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "observatory" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env_str("OBSERVATORY_TIME_ZONE", "Europe/Brussels")
COUNTRY = env_str("OBSERVATORY_COUNTRY", "BE")

# Files: assets are served by WhiteNoise; what people send is encrypted (vault).
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "observatory.ui.storage.HashedStaticFilesStorage"},
}
UPLOAD_MAX_BYTES = env_int("OBSERVATORY_UPLOAD_MAX_MB", 15) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# In memory only: a process that is killed would leave the photo, as it came, in
# the folder of temporary files.
FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MAX_BYTES + 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "observatory.vault.uploads.RefuseTooLarge",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# People: e-mail and password, a second factor for whoever sees unpublished reports.
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "team"
ACCOUNT_ADAPTER = "observatory.people.adapters.InvitedOnlyAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(timedelta(minutes=15).total_seconds())
ACCOUNT_RATE_LIMITS = {"login": "30/5m/ip", "login_failed": "10/5m/ip,5/5m/key"}
ACCOUNT_FORMS = {
    "login": "observatory.people.forms.SignInForm",
    "reauthenticate": "observatory.people.forms.ConfirmPasswordForm",
    "change_password": "observatory.people.forms.ChangePasswordForm",
    "reset_password": "observatory.people.forms.ForgottenPasswordForm",
    "reset_password_from_key": "observatory.people.forms.NewPasswordForm",
}
MFA_ADAPTER = "observatory.people.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "observatory.people.forms.SecondFactorForm",
    "reauthenticate": "observatory.people.forms.ConfirmCodeForm",
    "activate_totp": "observatory.people.forms.ActivateAppForm",
    "add_webauthn": "observatory.people.forms.AddPasskeyForm",
    "edit_webauthn": "observatory.people.forms.RenamePasskeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "Observatoire"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# Sessions end: eight hours at most, and with the browser.
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = int(timedelta(hours=8).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "observatory.pages.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Headers: nothing from a third party, nothing inline.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = env_int("OBSERVATORY_HSTS_SECONDS", 0)
BEHIND_PROXY = env_bool("OBSERVATORY_BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "media-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Work in the background: rows are the truth, a task is a wake-up.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
_HOW = "smtp" if env_str("OBSERVATORY_SMTP_HOST") else "filebased"
EMAIL_BACKEND = env_str(
    "OBSERVATORY_EMAIL_BACKEND", f"django.core.mail.backends.{_HOW}.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = env_str("OBSERVATORY_SMTP_HOST", "localhost")
EMAIL_PORT = env_int("OBSERVATORY_SMTP_PORT", 25)
EMAIL_HOST_USER = env_str("OBSERVATORY_SMTP_USER")
EMAIL_HOST_PASSWORD = env_str("OBSERVATORY_SMTP_PASSWORD")
EMAIL_USE_TLS = env_bool("OBSERVATORY_SMTP_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env_str("OBSERVATORY_FROM", "Observatoire <observatoire@localhost>")
# Mail that comes in: a mailbox that is polled, or posted to us under a shared secret.
IMAP_HOST, IMAP_PORT = env_str("OBSERVATORY_IMAP_HOST"), env_int("OBSERVATORY_IMAP_PORT", 993)
IMAP_USER, IMAP_PASSWORD = env_str("OBSERVATORY_IMAP_USER"), env_str("OBSERVATORY_IMAP_PASSWORD")
IMAP_FOLDER = env_str("OBSERVATORY_IMAP_FOLDER", "INBOX")
IMAP_TLS = env_bool("OBSERVATORY_IMAP_TLS", True)
MAIL_MAX_BYTES = env_int("OBSERVATORY_MAIL_MAX_MB", 15) * 1024 * 1024
INBOUND_SECRET = env_str("OBSERVATORY_INBOUND_SECRET")
# Scanned paper: what a file may weigh, for how long pages are kept once settled, local OCR.
SCANS_MAX_BYTES = env_int("OBSERVATORY_SCANS_MAX_MB", 400) * 1024 * 1024
SCANS_KEPT_DAYS = env_int("OBSERVATORY_SCANS_KEPT_DAYS", 30)
SCANS_OCR = env_bool("OBSERVATORY_SCANS_OCR", False)

# The phone line and the postal address are the associations' to name: while
# they are not, pages say so instead of inventing a number.
PHONE_LINE, PHONE_HOURS = env_str("OBSERVATORY_PHONE"), env_str("OBSERVATORY_PHONE_HOURS")
POSTAL_ADDRESS, CONTROLLER = env_str("OBSERVATORY_ADDRESS"), env_str("OBSERVATORY_CONTROLLER")

# Addresses (IP) are written nowhere: the server's access log stays off. What is
# logged names code and pages, never what someone sent (kit/logs.py).
LOGGING = quiet_logging(env_str("OBSERVATORY_LOG_LEVEL", "INFO"))
