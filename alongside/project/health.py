"""Two questions a machine asks: is the process alive, and can it serve people?"""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


def alive(_request: HttpRequest) -> JsonResponse:
    """The process answers; says nothing about the database."""
    return JsonResponse({"alive": True})


def ready(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers and is up to date, otherwise 503 with the reason in words."""
    reason = why_not_ready()
    return JsonResponse({"ready": not reason, "reason": reason}, status=503 if reason else 200)


# Asked by machines, also while the database is away: no transaction, nobody's name.
alive.asks_nobody = ready.asks_nobody = True  # type: ignore[attr-defined]


def why_not_ready() -> str:
    """The reason this installation cannot serve people now, or an empty text when it can."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "The database does not answer."
    if waiting:
        return f"The database is not up to date: {len(waiting)} migrations wait. Run 'alongside migrate'."
    return ""
