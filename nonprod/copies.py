"""Copying stories row by row inside the database, for councils too large to tell every story.

Each copy of a family's rows gets new ids, another household's people and colleagues of those who really told the story,
so that pages meet the numbers and shapes of rows of a large council. Words are copied as they
stand: this is for measuring.
"""

# ruff: noqa: S608  # names of tables and columns come from the models, nothing from outside

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Field, Model

from alongside.ground.access.models import RoleGrant, User
from alongside.ground.access.queries import the_system
from alongside.ground.lib.clock import now
from alongside.helping.front_door.models import Contact
from alongside.people.families.models import Family, Membership
from nonprod.base import Partnership, colleague_name
from nonprod.households import CHILD
from nonprod.people import Register, homes
from nonprod.rows import step

PEOPLE_A_COPY = 2500
COPIES_AT_ONCE = 8
SETS_OF_COLLEAGUES = 20
ROLES_COPIED = frozenset({"practitioner", "family_worker", "social_worker"})

# Each model that is copied, parents before children, and the column that leads to what it belongs to.
COPIED = {
    "families.family": "id", "front_door.contact": "", "families.membership": "family_id",
    "families.factor": "family_id", "episodes.episode": "family_id", "episodes.episodestatus": "episode_id",
    "episodes.lead": "episode_id", "episodes.handover": "episode_id", "episodes.teammember": "episode_id",
    "episodes.storyline": "family_id", "consent.agreement": "family_id", "consent.lawfulbasis": "family_id",
    "consent.sharingpreference": "family_id", "front_door.contactperson": "contact_id",
    "front_door.contactfactor": "contact_id", "front_door.contactstatus": "contact_id",
    "front_door.moreinformation": "contact_id", "front_door.decision": "contact_id",
    "front_door.partnerenquiry": "contact_id", "assessments.assessment": "family_id",
    "assessments.assessmentstatus": "assessment_id", "assessments.pagework": "assessment_id",
    "assessments.answer": "assessment_id", "assessments.scalescore": "family_id", "assessments.toolscore": "family_id",
    "plans.meeting": "family_id", "plans.meetingstatus": "meeting_id", "plans.invitation": "meeting_id",
    "plans.meetingdecision": "meeting_id", "plans.plan": "family_id", "plans.outcome": "plan_id",
    "plans.outcomestatus": "outcome_id", "plans.outcomewait": "outcome_id", "plans.planaction": "outcome_id",
    "plans.actionstatus": "plan_action_id", "plans.review": "family_id", "plans.reviewvoice": "review_id",
    "plans.reviewanswer": "review_id", "plans.closing": "family_id", "plans.sustainanswer": "closing_id",
    "plans.driftnote": "episode_id", "step_up_down.referral": "family_id",
    "step_up_down.referredperson": "referral_id", "step_up_down.referralstatus": "referral_id",
    "step_up_down.referralmessage": "referral_id", "allocation.paneldecision": "episode_id",
}  # fmt: skip
SAME_PERSON = "np_person p WHERE p.n = c.n AND p.root = c.root AND p.old"

SCHEMA = """
CREATE OR REPLACE FUNCTION pg_temp.np_id(old uuid, n integer) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT AS
$$ SELECT (substr(replace(old::text, '-', ''), 1, 13) || substr(md5(old::text || n::text), 1, 3) || '8' ||
           substr(md5(n::text || old::text), 1, 15))::uuid $$;
CREATE TEMP TABLE IF NOT EXISTS np_scope (id uuid PRIMARY KEY, root uuid NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS np_copy (n integer, root uuid, PRIMARY KEY (root, n));
CREATE TEMP TABLE IF NOT EXISTS np_person (n integer, root uuid, old uuid, new uuid, forename text, surname text,
                                           PRIMARY KEY (root, n, old));
CREATE TEMP TABLE IF NOT EXISTS np_user (k integer, old bigint, new bigint,
                                         old_principal integer, new_principal integer,
                                         PRIMARY KEY (k, old));
CREATE INDEX IF NOT EXISTS np_user_principal ON np_user (k, old_principal);
"""


def copy_stories(
    register: Register, partnership: Partnership, people: int, done: set[str]
) -> Iterator[tuple[int, int]]:
    """Copy every story so often that the council has its share of them; yields how many of how many copies are made."""
    copies = max(0, people // PEOPLE_A_COPY - 1)
    if "colleagues" not in done:
        with step("colleagues"):
            _make_colleagues(partnership)
    parts = [range(first, min(first + COPIES_AT_ONCE, copies + 1)) for first in range(1, copies + 1, COPIES_AT_ONCE)]
    if all(f"copies {part.start}" in done for part in parts):
        return
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA)
    _list_originals()
    targets = _targets(register, people)
    _pair_colleagues()
    for part in parts:
        pairs = list(_pairs(part, targets))  # drawn for finished parts too: the next ones must get other households
        if f"copies {part.start}" not in done:
            with step(f"copies {part.start}", copies=len(part)):
                _copy_part(pairs)
        yield part.stop - 1, copies


def _make_colleagues(partnership: Partnership) -> None:
    """Colleagues of everybody who works with families, in sets, so that nobody's list grows with the council."""
    system, users, grants = the_system(), [], []
    for user in User.objects.filter(roles__role__in=ROLES_COPIED, roles__until=None).order_by("pk").distinct():
        for number in range(SETS_OF_COLLEAGUES):
            colleague = User(
                email=f"{user.pk}.{number + 1}@colleague.example", agency_id=user.agency_id,
                name=colleague_name(f"{user.email} {number}"), team_id=user.team_id, job_title=user.job_title,
            )  # fmt: skip
            colleague.set_unusable_password()
            users.append(colleague)
            grants += [RoleGrant(user=colleague, role=role, granted_by=system, since=now()) for role in user.role_keys]
    User.objects.bulk_create(users, batch_size=1000)
    RoleGrant.objects.bulk_create(grants, batch_size=1000)


def _pair_colleagues() -> None:
    """Who stands for whom in each set."""
    rows = {user.email: user for user in User.objects.only("pk", "email", "principal")}
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE np_user")
        with cursor.copy("COPY np_user FROM STDIN") as copy:
            for email, user in rows.items():
                for number in range(SETS_OF_COLLEAGUES):
                    other = rows.get(f"{user.pk}.{number + 1}@colleague.example")
                    if other and not email.endswith("@colleague.example"):
                        copy.write_row((number, user.pk, other.pk, user.principal, other.principal))


def _list_originals() -> None:
    """The rows of really told stories: those whose beginning was audited, which a copy's never is."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE np_scope, np_copy, np_person")
        told = "SELECT record_id::uuid FROM audit_event WHERE kind = %s"
        alone = (
            "NOT EXISTS (SELECT 1 FROM families_membership a JOIN families_membership b ON a.person_id = b.person_id"
            " AND a.family_id <> b.family_id WHERE a.family_id = t.id)"
        )
        cursor.execute(
            f"INSERT INTO np_scope SELECT t.id, t.id FROM families_family t WHERE t.id IN ({told}) AND {alone}",
            ["families.family_started"],
        )
        cursor.execute(
            "INSERT INTO np_scope SELECT t.id, COALESCE(t.family_id, t.id) FROM front_door_contact t"
            f" WHERE t.id IN ({told}) AND (t.family_id IS NULL OR t.family_id IN (SELECT id FROM np_scope))",
            ["front_door.contact_received"],
        )
        for label, anchor in COPIED.items():
            table = apps.get_model(label)._meta.db_table
            if anchor not in ("id", ""):
                cursor.execute(
                    f'INSERT INTO np_scope SELECT t.id, s.root FROM "{table}" t JOIN np_scope s ON t."{anchor}" = s.id'
                    " ON CONFLICT DO NOTHING"
                )
        cursor.execute("ANALYZE np_scope")


class _Targets:
    """Households nobody tells a story of, by how many parents and children they have."""

    def __init__(self) -> None:
        self.waiting: dict[tuple[int, int], list[list[Any]]] = defaultdict(list)
        self.originals: list[tuple[Any, list[Any], tuple[int, int]]] = []


def _targets(register: Register, people: int) -> _Targets:
    found = _Targets()
    storied = set(Membership.objects.filter(family__in=_roots()).values_list("person_id", flat=True))
    storied |= set(
        Contact.objects.exclude(people__person=None).filter(pk__in=_roots()).values_list("people__person", flat=True)
    )
    for home in homes(people, register.seed, register.day):
        parents, children = home.of("adult", "grand"), home.of(CHILD)
        ids = [register.person_id(home.number, at) for at in (*parents, *children)]
        if parents and children and not storied & set(ids):
            found.waiting[len(parents), len(children)].append(
                [
                    (key, home.people[at].forename, home.people[at].surname)
                    for key, at in zip(ids, (*parents, *children), strict=True)
                ]
            )
    for family in Family.objects.filter(pk__in=_roots()).order_by("pk"):
        rows = list(family.memberships.order_by("person_id").values_list("person_id", "role").distinct())
        grown_ups = [one for one, role in rows if role == "parent"]
        young = [one for one, role in rows if role == "child"]
        found.originals.append((family.pk, [*grown_ups, *young], (len(grown_ups), len(young))))
    for contact in Contact.objects.filter(pk__in=_roots()).order_by("pk").prefetch_related("people"):
        named = sorted(contact.people.all(), key=lambda one: (one.role == "child", one.position))
        who = [one.person_id for one in named if one.person_id]
        grown = sum(1 for one in named if one.person_id and one.role != "child")
        found.originals.append((contact.pk, who, (grown, len(who) - grown)))
    return found


def _roots() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT root FROM np_scope")
        return [row[0] for row in cursor.fetchall()]


def _pairs(part: range, targets: _Targets) -> Iterator[tuple[int, Any, list[tuple[Any, Any]]]]:
    """For each copy of each original: its number, its root, and who stands for whom; none where households run out."""
    for n in part:
        for root, people, shape in targets.originals:
            if not people:
                yield n, root, []
            elif targets.waiting[shape]:
                yield n, root, list(zip(people, targets.waiting[shape].pop(), strict=True))


def _copy_part(pairs: list[tuple[int, Any, list[tuple[Any, Any]]]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE np_copy, np_person")
        with cursor.copy("COPY np_copy FROM STDIN") as copy:
            for n, root, _ in pairs:
                copy.write_row((n, root))
        with cursor.copy("COPY np_person FROM STDIN") as copy:
            for n, root, people in pairs:
                for old, (new, forename, surname) in people:
                    copy.write_row((n, root, old, new, forename, surname))
        cursor.execute("ANALYZE np_copy; ANALYZE np_person")
        cursor.execute("SET LOCAL session_replication_role = replica")  # every reference is right as it is made
        for label in COPIED:
            cursor.execute(_copying(apps.get_model(label)))
        cursor.execute(
            "INSERT INTO episodes_storyline_people (storyline_id, person_id)"
            " SELECT pg_temp.np_id(t.storyline_id, c.n), p.new"
            " FROM episodes_storyline_people t JOIN np_scope s ON s.id = t.storyline_id"
            ""
            " JOIN np_copy c ON c.root = s.root"
            " JOIN np_person p ON p.n = c.n AND p.root = c.root AND p.old = t.person_id"
        )
        cursor.execute("SET LOCAL session_replication_role = origin")


def _copying(model: type[Model]) -> str:
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field) for field in fields)
    return (
        f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {values} FROM "{model._meta.db_table}" t'
        " JOIN np_scope s ON s.id = t.id JOIN np_copy c ON c.root = s.root"
    )


def _value(model: type[Model], field: "Field[Any, Any]") -> str:
    """What a column of a copy holds, in SQL."""
    column, target = f't."{field.column}"', field.related_model._meta.label_lower if field.related_model else ""
    if field.primary_key or target in COPIED or field.column in ("source_id", "from_contact"):
        return f"pg_temp.np_id({column}, c.n)"
    if target == "families.person":
        return f"(SELECT p.new FROM {SAME_PERSON} = {column})"
    if target == "access.user":
        colleague = f"SELECT u.new FROM np_user u WHERE u.k = c.n % {SETS_OF_COLLEAGUES} AND u.old = {column}"
        return f"COALESCE(({colleague}), {column})"
    if field.column == "readers":
        other = f"LEFT JOIN np_user u ON u.k = c.n % {SETS_OF_COLLEAGUES} AND u.old_principal = r"
        return f"ARRAY(SELECT COALESCE(u.new_principal, r) FROM unnest({column}) r {other})"
    if field.column == "reference":
        letters = "translate(upper(substr(md5(t.id::text || c.n::text), {}, 4)), '01AE', 'XYZW')"
        return f"substr({column}, 1, 2) || {letters.format(1)} || '-' || {letters.format(5)}"
    if field.column == "subject":
        return f"COALESCE((SELECT p.new::text FROM {SAME_PERSON}::text = {column}), {column})"
    if model._meta.label_lower == "front_door.contactperson" and field.column in ("forename", "surname"):
        return f"COALESCE((SELECT p.{field.column} FROM {SAME_PERSON} = t.person_id), {column})"
    if model._meta.label_lower == "assessments.answer" and field.column == "value":
        return f"COALESCE((SELECT to_jsonb(p.new::text) FROM {SAME_PERSON}::text = {column} #>> '{{}}'), {column})"
    if model._meta.label_lower == "episodes.teammember" and field.column == "name":
        known = f"SELECT btrim(p.forename || ' ' || p.surname) FROM {SAME_PERSON} = t.person_id"
        same = f"u.k = c.n % {SETS_OF_COLLEAGUES} AND u.old = t.user_id"
        colleague = f"SELECT x.name FROM np_user u JOIN access_user x ON x.id = u.new WHERE {same}"
        return f"COALESCE(({known}), ({colleague}), {column})"
    return column
