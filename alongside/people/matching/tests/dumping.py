"""The whole database as rows, for saying that something left or brought back everything as it was."""

from typing import Any

from django.db import connection

OWN_HISTORY = (
    "matching_merge", "matching_movedrow", "matching_changedperson", "identification_touched", "audit_", "django_",
    "procrastinate_",
)  # fmt: skip


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table but the trail and what merging keeps for itself; versions are left out."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (name,) in cursor.fetchall():
            if name.startswith(OWN_HISTORY):
                continue
            cursor.execute(f"SELECT to_jsonb(t) - 'version' FROM \"{name}\" t ORDER BY to_jsonb(t)::text")  # noqa: S608  # our own tables
            found[name] = [row for (row,) in cursor.fetchall()]
    return found


def differences(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> list[str]:
    """What is in one and not in the other, in readable lines."""
    lines = []
    for name in before:
        lines += [f"gone from {name}: {row}" for row in before[name] if row not in after[name]]
        lines += [f"new in {name}: {row}" for row in after[name] if row not in before[name]]
    return lines
