"""Every event gets its place in a chain from the database, whatever was sent and whoever sent it."""

import hashlib
import json
import threading
import uuid
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from alongside.ground.audit import actions
from alongside.ground.audit.anchors import Anchors
from alongside.ground.audit.chains import GENESIS, SHARDS, shard_of
from alongside.ground.audit.collecting import collecting, true_now
from alongside.ground.audit.models import Event, Shard
from alongside.ground.audit.queries import the_system
from alongside.ground.audit.tests.factories import a_read, a_reader
from alongside.ground.audit.verifying import verify

FAMILY = uuid.UUID(int=7)
NO_ANCHORS = Anchors([], [])


def hashed_by_hand(event: Event) -> bytes:
    """The hash of an event from its values alone, without the database: what another program would compute."""
    micro = [f"{int(moment.timestamp())}{moment:%f}" for moment in (event.at, event.kept_at)]
    ids = {name: str(getattr(event, name) or "") for name in ("authority_id", "agency_id", "family_id",
                                                              "pack_version_id")}  # fmt: skip
    in_order = sorted(event.detail.items(), key=lambda item: (len(item[0].encode()), item[0].encode()))
    detail = json.dumps(dict(in_order), ensure_ascii=False)
    text = "\x1f".join(
        [
            "1", str(event.shard), str(event.number), str(event.pk), *micro, event.kind, str(event.by_id),
            ids["authority_id"], f"{{{','.join(event.roles)}}}", ids["agency_id"], event.record_type, event.record_id,
            ids["family_id"], ids["pack_version_id"], event.rule_id, event.standing, event.device, event.device_mark,
            detail, bytes(event.terms_seal or b"").hex(),
        ]
    )  # fmt: skip
    return hashlib.sha256(bytes(event.previous) + text.encode()).digest()


@pytest.mark.django_db
def test_events_of_one_family_follow_each_other_in_one_chain() -> None:
    by = a_reader("practitioner", "panel_member")
    for kind in ("audit.first", "audit.second", "audit.third"):
        actions.record(
            kind=kind, by=by, record=by, family_id=FAMILY, authority=the_system(), detail={"to": 3, "é": "ü", "an": "x"}
        )
    first, second, third = Event.objects.filter(family_id=FAMILY).order_by("number")
    assert (first.number, second.number, third.number) == (1, 2, 3)
    assert {event.shard for event in (first, second, third)} == {shard_of(FAMILY, "")}
    assert bytes(first.previous) == GENESIS
    assert bytes(second.previous) == bytes(first.hash) and bytes(third.previous) == bytes(second.hash)
    assert [bytes(event.hash) for event in (first, second, third)] == [
        hashed_by_hand(event) for event in (first, second, third)
    ]
    assert bytes(Shard.objects.get(shard=first.shard).head) == bytes(third.hash)


@pytest.mark.django_db
def test_an_event_without_a_family_is_in_the_chain_of_its_record() -> None:
    by = a_reader()
    event = actions.record(kind="audit.tried", by=by, record=by)
    event.refresh_from_db()
    assert event.shard == shard_of(None, str(by.pk))
    assert len({shard_of(None, str(number)) for number in range(2_000)}) == SHARDS


@pytest.mark.django_db
def test_numbers_and_hashes_that_were_sent_are_not_believed() -> None:
    forged = a_read(the_system(), family=FAMILY)
    forged.shard, forged.number, forged.previous, forged.hash = 63, 999, b"x" * 32, b"y" * 32
    forged.terms_salt = forged.terms_seal = b"z"
    Event.objects.bulk_create([forged])
    kept = Event.objects.get(pk=forged.pk)
    assert (kept.shard, kept.number, bytes(kept.previous)) == (shard_of(FAMILY, ""), 1, GENESIS)
    assert bytes(kept.hash) == hashed_by_hand(kept)
    assert kept.terms_salt is None and kept.terms_seal is None


@pytest.mark.django_db
def test_a_value_cannot_hold_what_parts_the_values() -> None:
    with pytest.raises(DatabaseError, match="a separator inside a value"), transaction.atomic():
        Event.objects.bulk_create([a_read(the_system(), kind="audit.\x1fseen")])


@pytest.mark.django_db
def test_a_role_that_may_only_add_events_adds_them_and_can_do_nothing_else() -> None:
    by = the_system()
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE audit_web_for_test")
        cursor.execute("GRANT SELECT, INSERT ON audit_event TO audit_web_for_test")
        cursor.execute("GRANT SELECT ON audit_shard TO audit_web_for_test")
        cursor.execute("SET LOCAL ROLE audit_web_for_test")
        Event.objects.bulk_create([a_read(by, family=FAMILY), a_read(by, family=FAMILY)])
        assert list(Event.objects.filter(family_id=FAMILY).order_by("number").values_list("number", flat=True)) == [
            1,
            2,
        ]
        for forbidden in (
            "UPDATE audit_shard SET number = 0",
            "INSERT INTO audit_shard VALUES (70, 0, '')",
            "SELECT * FROM audit_shard FOR UPDATE",
            "UPDATE audit_event SET kind = 'audit.forged'",
            "DELETE FROM audit_event",
            "TRUNCATE audit_event",
            "ALTER TABLE audit_event DISABLE TRIGGER audit_chain",
        ):
            with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
                cursor.execute(forbidden)
        cursor.execute("RESET ROLE")


@pytest.mark.django_db(transaction=True)
def test_a_flush_empties_the_heads_with_the_events() -> None:
    actions.record(kind="audit.tried", by=the_system(), record=the_system(), family_id=FAMILY)
    call_command("flush", interactive=False, verbosity=0)
    assert not Shard.objects.exists()
    event = actions.record(kind="audit.tried", by=the_system(), record=the_system(), family_id=FAMILY)
    event.refresh_from_db()
    assert event.number == 1
    assert verify(NO_ANCHORS).findings == []


@pytest.mark.django_db(transaction=True)
def test_events_from_before_the_chains_are_chained_by_the_migration() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("audit", "0001_initial")])
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_event (id, at, kind, by_id, record_type, record_id, family_id, rule_id, detail)"
                " SELECT gen_random_uuid(), now() - n * interval '1 hour', 'audit.old', %s, 'families.family',"
                " 'x' || n, CASE WHEN n %% 2 = 0 THEN gen_random_uuid() END, '', '{}' FROM generate_series(1, 200) n",
                [the_system().pk],
            )
    finally:
        call_command("migrate", "audit", verbosity=0)  # the command, which opens new tables to the web as well
    actions.record(kind="audit.new", by=the_system(), record=the_system())
    found = verify(NO_ANCHORS)
    assert (found.events, found.findings) == (201, [])
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        Event.objects.filter(kind="audit.old").update(kind="audit.forged")


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_on_the_same_chains_never_stop_each_other() -> None:
    """Each transaction writes to eight of twelve families in a random order: scopes put them into one order."""
    families = [uuid.uuid4() for _ in range(12)]
    errors: list[BaseException] = []
    start = threading.Barrier(8)

    def write(seed: int) -> None:
        drawn = Random(seed)
        try:
            by = the_system()
            start.wait()
            for _ in range(25):
                with transaction.atomic(), collecting():
                    for family in drawn.sample(families, 8):
                        actions.record(kind="audit.tried", by=by, record=by, family_id=family)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    workers: list[Any] = [threading.Thread(target=write, args=(seed,)) for seed in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert errors == []
    found = verify(NO_ANCHORS)
    assert (found.events, found.findings) == (8 * 25 * 8, [])
    assert abs((true_now() - Event.objects.latest("kept_at").kept_at).total_seconds()) < 60
