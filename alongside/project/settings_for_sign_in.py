"""Settings of signing in: what allauth, axes and csp are told. Which identity providers: see `identity_providers`."""

import datetime as dt
import os

from csp.constants import NONCE, NONE, SELF

from alongside.project.identity_providers import from_environment

PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# allauth: its models and its cryptography, never its pages. Nobody signs up by themselves.
ACCOUNT_ADAPTER = "alongside.ground.sign_in.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"reset_password": "20/h/ip,3/h/key"}
MFA_ADAPTER = "alongside.ground.sign_in.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # the device asks for a finger or a PIN, so that a passkey is two factors
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TOTP_ISSUER = "Alongside"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be up to half a minute out
SOCIALACCOUNT_ADAPTER = "alongside.ground.sign_in.adapters.Providers"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS = from_environment(os.environ)

# axes: five wrong tries close an account for a quarter of an hour. The addresses' limit is in sign_in.attempts.
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_FORM_FIELD = "username"
AXES_CLIENT_IP_CALLABLE = "alongside.ground.sign_in.attempts.address_of"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "email", "code", "credential", "next", "resume", "once"]

# Nothing from elsewhere runs in our pages, and nothing written into a page runs unless it carries the page's nonce.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
