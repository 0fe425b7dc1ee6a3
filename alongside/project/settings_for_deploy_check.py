"""The settings of the real thing, for `check --deploy`: no database is asked, and the secret could be one."""

import os
import secrets

os.environ["ALONGSIDE_MODE"] = ""
os.environ["ALONGSIDE_HTTPS"] = "on"
os.environ.setdefault("ALONGSIDE_SECRET_KEY", secrets.token_urlsafe(50))
os.environ.setdefault("DATABASE_URL", "postgresql://nobody@localhost/nothing")

from alongside.project.settings import *
