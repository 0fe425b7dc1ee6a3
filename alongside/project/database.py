"""Where the database is: the one named by DATABASE_URL, or our own embedded PostgreSQL.

One code path for trying, developing, testing and production: always PostgreSQL. The embedded server listens on a
Unix socket only, whose path must stay under about 100 characters.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlparse

from alongside.ground.lib.kept_statements import kept

CHECKOUT = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """Folder for everything this installation keeps: ALONGSIDE_DATA, or `.data` in the checkout."""
    return Path(os.environ.get("ALONGSIDE_DATA", CHECKOUT / ".data"))


def database_url() -> str:
    """URL of the database; starts the embedded server when DATABASE_URL is unset.

    Tools that only read the code (ALONGSIDE_MODE=check) get an address that leads nowhere and start nothing.
    """
    if os.environ.get("ALONGSIDE_MODE") == "check":
        return "postgresql://nobody@/nothing"
    configured = os.environ.get("DATABASE_URL")
    if configured:
        return configured
    from alongside.project.embedded_postgres import running_server

    return running_server(data_folder() / "postgres").get_uri(database=os.environ.get("ALONGSIDE_DB", "postgres"))


def as_role(url: str, role: str) -> str:
    """The same database, as another of its roles; where DATABASE_URL is configured, its own role stays."""
    if os.environ.get("DATABASE_URL"):
        return url
    parts = urlparse(url)
    return parts._replace(netloc=f"{role}:@").geturl()


def django_database(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for a postgresql:// URL, including socket folders given as ?host=."""
    parts = urlparse(url)
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query["host"][0] if "host" in query else (parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "ATOMIC_REQUESTS": False,
        "OPTIONS": kept(),
    }
