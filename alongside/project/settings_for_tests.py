"""Settings for tests: a PostgreSQL and a data folder of their own, so that the demo's are never touched."""

import os

from alongside.project.database import CHECKOUT

os.environ["ALONGSIDE_MODE"] = "test"
os.environ.setdefault("ALONGSIDE_DATA", str(CHECKOUT / ".data" / "tests"))

from alongside.project.settings import *
