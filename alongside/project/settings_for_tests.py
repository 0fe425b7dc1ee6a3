"""Settings for tests: a PostgreSQL and a data folder of their own, so that the demo's are never touched."""

import os

from alongside.project.database import CHECKOUT

os.environ["ALONGSIDE_MODE"] = "test"
os.environ.setdefault("ALONGSIDE_DATA", str(CHECKOUT / ".data" / "tests"))
os.environ.setdefault("DATABASE_KEPT_SECONDS", "60")  # as the web server's threads do: a browser's next page is quicker

from alongside.project.settings import *

# Quick ones: a test that is about how long a password takes says so itself.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
