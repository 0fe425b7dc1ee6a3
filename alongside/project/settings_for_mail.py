"""Where e-mail goes: to the council's server when it is configured; otherwise into files among the data."""

import os

from alongside.project.database import data_folder

if os.environ.get("ALONGSIDE_SMTP_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ["ALONGSIDE_SMTP_HOST"]
    EMAIL_PORT = int(os.environ.get("ALONGSIDE_SMTP_PORT", "587"))
    EMAIL_HOST_USER = os.environ.get("ALONGSIDE_SMTP_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("ALONGSIDE_SMTP_PASSWORD", "")
    EMAIL_USE_TLS = os.environ.get("ALONGSIDE_SMTP_TLS", "on") == "on"
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(data_folder() / "mail")
DEFAULT_FROM_EMAIL = os.environ.get("ALONGSIDE_MAIL_FROM", "alongside@localhost")
