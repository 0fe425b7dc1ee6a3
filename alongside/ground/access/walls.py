"""The second wall: PostgreSQL's row-level security, written from what the models say of themselves.

What `rules.py` answers in Python, the policies below answer again inside the database, for the web's role, which owns
nothing and cannot switch them off: a query that forgot to ask still gets no row. A model says how it is walled:

- `guarded_by` (a path to its family, or '' for a contact): content, for readers of that section of the family's record;
- `walled_by` (a field, or several): as visible as the records those fields point at;
- `wall_sql`: an expression of its own, with {table} for its table;
- `existence_only = True`: that it exists may be known to all but those it is sealed from (search needs that much).

The policies are dropped before a migration that changes something, which leaves every table closed, and raised after.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model

from alongside.ground.access.words import CONTACTS, FEEDS, KEEPERS, LISTS, MATCHERS, SECTION_OF, Permission, Section

WEB, WORK = "alongside_web", "alongside_work"
WALLED_FLOORS = ("alongside.people.", "alongside.helping.", "alongside.improving.", "alongside.ground.drafts")

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION alongside_is_web() RETURNS boolean STABLE PARALLEL SAFE LANGUAGE sql
    AS $$ SELECT current_user = '{WEB}' $$;
"""


def told(what: str, kind: str) -> str:
    """What the request told the database of its reader (`viewing.told_of`), as an array; empty where it told nothing.

    Written out, not a function of ours: PostgreSQL would read the function's text again for each place it stands in,
    which cost more than half of the planning of a page's queries.
    """
    return f"(SELECT coalesce(nullif(current_setting('alongside.{what}', true), '')::{kind}[], '{{}}'))"


ME = "(SELECT nullif(current_setting('alongside.user', true), '')::int)"
WARDS = told("wards", "varchar")
PRINCIPALS = told("principals", "int")
CLEARED = f"{told('cleared', 'uuid')}::uuid[]"
EXCLUDED = f"{told('excluded', 'uuid')}::uuid[]"


@dataclass(frozen=True)
class Policy:
    """Which rows of a table the web's role may read and change."""

    table: str
    using: str

    @property
    def statements(self) -> list[str]:
        """The SQL that puts it in force, for the web and (without limits) for jobs and commands."""
        return [
            f'ALTER TABLE "{self.table}" ENABLE ROW LEVEL SECURITY',
            f'CREATE POLICY web ON "{self.table}" TO {WEB} USING ({self.using}) WITH CHECK (true)',
            f'CREATE POLICY work ON "{self.table}" TO {WORK} USING (true) WITH CHECK (true)',
        ]


def known(alias: str) -> str:
    """That a person or family exists may be known: the twin of `rules.known_to`."""
    return f"(({alias}.record_class < 2 OR {alias}.id = ANY({CLEARED})) AND NOT {alias}.id = ANY({EXCLUDED}))"


def reach(how: str, section: str) -> str:
    """True when a role of this person reaches the section so far; `how` is a Reach."""
    return f"{section} = ANY({told(how, 'int')}::int[])"


def content(family: str, *, section: str, made_by: str = "") -> str:
    """What belongs to a family may be read: the twin of `rules._of_record`."""
    readers = _readers_of(section)
    by_me = f" OR ({reach('own', section)} AND {made_by} = {ME})" if made_by else ""
    return (
        f"({family}.record_class = 0 OR {family}.id = ANY({CLEARED})) AND ({reach('all', section)}"
        f" OR ({reach('involved', section)} AND ({family}.readers && {readers} OR {family}.id = ANY({CLEARED})))"
        f" OR ({reach('locality', section)} AND {family}.wards && {WARDS}){by_me})"
    )


def _readers_of(section: str) -> str:
    if section.isdigit():
        return told(f"readers_{section}", "int")
    whens = " ".join(f"WHEN {one.value} THEN {told(f'readers_{one.value}', 'int')}" for one in Section)
    return f"CASE {section} {whens} END"


def policies() -> Iterator[Policy]:
    """One for each walled model. Raises TypeError for a model of the upper floors that says nothing of its wall."""
    for model in walled_models():
        yield Policy(model._meta.db_table, _using(model))


def walled_models() -> list[type[Model]]:
    """Every model about people, with the tables that join them, except those that say `wall_sql = None` and why."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        own = model.__module__.startswith(WALLED_FLOORS) and model._meta.managed and not model._meta.proxy
        if own and getattr(model, "wall_sql", "") is not None:
            found.append(model)
    return found


def _using(model: Any) -> str:
    table = f'"{model._meta.db_table}"'
    if model._meta.auto_created:
        owner = next(f for f in model._meta.fields if f.is_relation and f.related_model is model._meta.auto_created)
        return _as_visible_as(table, [owner])
    if own := getattr(model, "wall_sql", ""):
        frame = str(Section.FRAME.value)
        return str(own).format(
            table=table, me=ME, cleared=CLEARED, content_of_f=content("f", section=frame),
            all_families=reach("all", frame), all_contacts=reach("all", str(CONTACTS)),
            keeps_closely=reach("all", str(KEEPERS)), reads_feeds=reach("all", str(FEEDS)),
            matches_records=reach("all", str(MATCHERS)), sees_lists=reach("all", str(LISTS)), excluded=EXCLUDED,
        )  # fmt: skip
    if walled_by := getattr(model, "walled_by", ()):
        names = [walled_by] if isinstance(walled_by, str) else walled_by
        return _as_visible_as(table, [model._meta.get_field(name) for name in names])
    path = getattr(model, "guarded_by", None)
    if path is None:
        raise TypeError(f"{model.__name__} must say how it is walled: guarded_by, walled_by or wall_sql (access.walls)")
    if getattr(model, "existence_only", False):
        return known(table) if not path else _as_visible_as(table, [model._meta.get_field(path)])
    return _of_family(model, table, path.split("__")) if path else _of_contact(model, table)


def _as_visible_as(table: str, fields: list[Any]) -> str:
    parts = []
    for field in fields:
        parent = field.related_model._meta
        seen = f'EXISTS (SELECT 1 FROM "{parent.db_table}" up WHERE up.id = {table}."{field.column}")'
        parts.append(f'({table}."{field.column}" IS NULL OR {seen})' if field.null else seen)
    return " AND ".join(parts)


def _of_contact(model: Any, table: str) -> str:
    """A contact has readers of its own, before there is a family; whoever wrote it always sees it."""
    author = f'{table}."{model._meta.get_field(model.made_by).column}" = {ME}'
    kept = f"(({table}.record_class = 0 OR {table}.id = ANY({CLEARED})) AND NOT {table}.id = ANY({EXCLUDED}))"
    reads = f"{reach('all', str(CONTACTS))} OR {table}.readers && {PRINCIPALS} OR {table}.id = ANY({CLEARED})"
    if also := getattr(model, "wall_also", ""):
        story = content("f", section=str(Section.STORY.value))
        reads += f" OR {also.format(table=table, content_of_f=story)}"
    return f"{author} OR ({kept} AND ({reads}))"


def _of_family(model: Any, table: str, path: list[str]) -> str:
    """Content: the family at the end of the path decides; without a family, whoever made it and who reaches all."""
    made_by = f'{table}."{model._meta.get_field(model.made_by).column}"' if getattr(model, "made_by", "") else ""
    own_field = getattr(model, "section_field", "")
    section = f'{table}."{own_field}"' if own_field else str(_section(model))
    steps, current, column = [], model, f'{table}."{model._meta.get_field(path[0]).column}"'
    for place, name in enumerate(path):
        target = current._meta.get_field(name).related_model
        steps.append((target._meta.db_table, f"h{place}", column))
        current = target
        if place + 1 < len(path):
            column = f'h{place}."{target._meta.get_field(path[place + 1]).column}"'
    (first, alias, first_column), joined = steps[0], steps[1:]
    joins = "".join(f' JOIN "{name}" {a} ON {a}.id = {c}' for name, a, c in joined)
    family = steps[-1][1]
    seen = (
        f'EXISTS (SELECT 1 FROM "{first}" {alias}{joins} WHERE {alias}.id = {first_column}'
        f" AND {content(family, section=section, made_by=made_by)})"
    )
    if not model._meta.get_field(path[0]).null:
        return seen
    mine = f" OR {made_by} = {ME}" if made_by else ""
    return f"({first_column} IS NULL AND ({reach('all', section)}{mine})) OR {seen}"


def _section(model: Any) -> int:
    return int(Section.STORY if getattr(model, "section_field", "") else getattr(model, "section", Section.FRAME))


def permission_for(model: Any) -> Permission:
    """The permission that reading a model's rows takes: that of its section."""
    section = Section(_section(model))
    return next((permission for permission, one in SECTION_OF.items() if one == section), Permission.SEE_FAMILY)


def views() -> dict[str, str]:
    """Views that answer a search on all names and no more, each filtering by itself (`families.models`)."""
    return {
        model._meta.db_table: str(getattr(model, "view_sql", "")).format(
            known=known("p"), sees_lists=reach("all", str(LISTS)), cleared=CLEARED, excluded=EXCLUDED
        )
        for model in apps.get_models()
        if getattr(model, "view_sql", "")
    }


def raise_walls() -> None:
    """Put roles, functions, views and policies in force as the models describe them; nothing when they are already."""
    found = list(policies())
    wanted = [
        *(f'CREATE OR REPLACE VIEW "{name}" AS {sql}' for name, sql in views().items()),
        *(statement for policy in found for statement in policy.statements),
    ]
    digest = hashlib.sha256("".join([FUNCTIONS, *wanted, *_grants()]).encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regproc('alongside_is_web'))")
        if cursor.fetchone()[0] == digest:
            return
        lower_walls()
        for role in (WEB, WORK):
            cursor.execute(
                f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN"
                f" CREATE ROLE {role} LOGIN; END IF;"
                " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            )
        cursor.execute(FUNCTIONS)
        for statement in [*wanted, *_grants()]:
            cursor.execute(statement)
        cursor.execute(f"COMMENT ON FUNCTION alongside_is_web() IS '{digest}'")


def lower_walls() -> None:
    """Drop policies and views, which would hold on to columns; tables stay closed to the web until they are raised."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, policyname FROM pg_policies WHERE policyname IN ('web', 'work')")
        for table, name in cursor.fetchall():
            cursor.execute(f'DROP POLICY {name} ON "{table}"')
        for name in views():
            cursor.execute(f'DROP VIEW IF EXISTS "{name}"')
        cursor.execute("SELECT to_regproc('alongside_is_web') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute("COMMENT ON FUNCTION alongside_is_web() IS NULL")


def _grants() -> list[str]:
    both = f"{WEB}, {WORK}"
    return [
        f"GRANT USAGE ON SCHEMA public TO {both}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {both}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {both}",
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {both}",
        *(f"REVOKE {what} ON {table} FROM {both}" for table, what in WITHHELD.items()),
    ]


WITHHELD = {
    "audit_event": "UPDATE, DELETE",  # only grows
    "audit_shard": "INSERT, UPDATE, DELETE",  # the heads of its chains, kept by a trigger of the owner's
}
"""What even the web's own role may not do to a table, by table."""
