"""Settings for tools that read the code without running it (mypy, lints): every app, no database started."""

import os

os.environ["ALONGSIDE_MODE"] = "check"

from alongside.project.settings import *
