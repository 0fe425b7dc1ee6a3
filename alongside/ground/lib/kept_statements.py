"""How statements travel to PostgreSQL: apart from their values, so that one that comes again is kept with its plan.

A page's dozen statements name tables whose policies take longer to plan than to run (ADR 0019). PostgreSQL takes
65,535 values at most beside a statement, and one with hundreds of them never comes again as it was: those travel whole.
"""

import os
from typing import Any

from psycopg import ClientCursor, Cursor

MOST_BESIDE = 500
"""Values a statement may have and still be kept."""
PREPARED_AFTER = 1
"""Times a statement is asked on one connection before it is kept."""
MOST_KEPT = 250
"""Statements kept for each connection, the longest unused given up first: some 0.4 MB each for pages about families."""


class KeepingCursor(Cursor[Any]):
    """A cursor whose statements are kept, but for those with very many values."""

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        """As psycopg's, sending many values within the statement."""
        if params is not None and len(params) > MOST_BESIDE:
            query, params = ClientCursor(self.connection).mogrify(query, params), None
            how["prepare"] = False
        return super().execute(query, params, **how)


def keep_more(connection: Any, **_: Any) -> None:
    """Told of each new connection to the database: let it keep more than the driver's hundred."""
    connection.connection.prepared_max = MOST_KEPT


def kept() -> dict[str, Any]:
    """OPTIONS of a Django database whose statements are kept; behind a pooler, where nobody knows which connection
    comes next (DATABASE_KEPT_SECONDS is 0), none is.
    """
    pooled = os.environ.get("DATABASE_KEPT_SECONDS") == "0"
    after = None if pooled else PREPARED_AFTER
    return {"server_side_binding": True, "cursor_factory": KeepingCursor, "prepare_threshold": after}
