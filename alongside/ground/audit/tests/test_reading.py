"""Who looked: written with the request, once for each family; if it cannot be written, nothing may be shown."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from alongside.ground.audit import actions, queries
from alongside.ground.audit.chains import seal_of
from alongside.ground.audit.collecting import collecting, true_now
from alongside.ground.audit.devices import describe, mark
from alongside.ground.audit.models import Event
from alongside.ground.audit.queries import the_system
from alongside.ground.audit.reading import NotWritten, note, note_search, request_scope
from alongside.ground.audit.tests.factories import a_read, a_reader
from alongside.ground.audit.words import ReadAction, Standing
from alongside.ground.lib.actions import action
from alongside.ground.lib.errors import Refused
from tests.support.counting import everything_asked

pytestmark = pytest.mark.django_db
FAMILY, ANOTHER = uuid.UUID(int=7), uuid.UUID(int=8)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


def see(by: Any, record: str = "one", family: uuid.UUID | None = FAMILY, standing: str = "involved") -> None:
    note(by=by, record_type="plans.plan", record_id=record, family_id=family, standing=standing)


def test_a_read_says_who_as_what_for_which_agency_how_and_from_what() -> None:
    by, boss = a_reader("practitioner", "adviser"), a_reader()
    with request_scope(user_agent=CHROME, address="203.0.113.9", authority=boss):
        see(by)
        assert not Event.objects.exists(), "written at the end, with the rest"
    event = Event.objects.get()
    assert (event.kind, event.by_id, event.authority_id) == ("audit.seen", by.pk, boss.pk)
    assert (event.roles, event.agency_id) == (["adviser", "practitioner"], by.agency_id)
    assert (event.record_type, event.record_id, event.family_id) == ("plans.plan", "one", FAMILY)
    assert (event.standing, event.device) == ("involved", "Chrome on Windows")
    assert event.device_mark == mark("203.0.113.9") and "203" not in event.device_mark
    assert abs(event.at - true_now()) < dt.timedelta(minutes=1)
    assert Standing(event.standing).label == "They work with the family"


def test_one_event_for_each_family_type_and_standing_lists_what_was_shown() -> None:
    by = a_reader()
    with request_scope():
        for record in ("one", "two", "two", "three"):
            see(by, record)
        see(by, "other", ANOTHER)
        see(by, "four", standing=Standing.DUTY)
        see(by, "a", None)
        see(by, "b", None)
        note(by=by, record_type="plans.plan", record_id=5, family_id=FAMILY, standing="involved", action="printed")
    shown = sorted((event.kind, event.detail["records"]) for event in Event.objects.all())
    assert shown == [
        ("audit.printed", ["5"]), ("audit.seen", ["a"]), ("audit.seen", ["b"]), ("audit.seen", ["four"]),
        ("audit.seen", ["one", "two", "three"]), ("audit.seen", ["other"]),
    ]  # fmt: skip


def test_outside_a_request_a_read_is_written_at_once() -> None:
    see(a_reader())
    note_search(by=the_system(), terms="x", found_ids=[], shown=[])
    assert Event.objects.count() == 2


@pytest.mark.parametrize(("standing", "did"), [("nosy", "seen"), ("own", "glanced")])
def test_words_of_our_own_are_refused(standing: str, did: str) -> None:
    with pytest.raises(ValueError, match=r"nosy|glanced"):
        note(by=the_system(), record_type="x.y", record_id="1", standing=standing, action=did)


def test_a_search_keeps_its_terms_apart_and_the_ids_shown() -> None:
    by = a_reader()
    found = [uuid.uuid4() for _ in range(30)]
    with request_scope():
        note_search(by=by, terms="Amelia Walker", found_ids=found, shown=found[:2])
    event = Event.objects.get()
    assert (event.kind, event.terms, event.family_id) == ("audit.searched", "Amelia Walker", None)
    assert event.detail == {"found": 30, "shown": [str(found[0]), str(found[1])]}
    assert event.terms_salt is not None and event.terms_seal is not None
    assert bytes(event.terms_seal) == seal_of(bytes(event.terms_salt), "Amelia Walker")
    assert "Amelia" not in str(event)


def test_changes_and_reads_of_a_request_are_written_in_one_statement() -> None:
    by = a_reader("practitioner")
    assert by.role_keys

    @action
    def change(*, by: Any, number: int) -> None:
        actions.record(kind="audit.tried", by=by, record=by, family_id=uuid.UUID(int=number))

    with (
        CaptureQueriesContext(
            connection,
        ) as asked,
        request_scope(),
    ):
        for number in range(9):
            change(by=by, number=number)
            see(by, str(number), uuid.UUID(int=number))
    inserts = [one["sql"] for one in everything_asked(asked) if "INSERT" in one["sql"]]
    assert len(inserts) == 1 and Event.objects.count() == 18
    shards = list(Event.objects.order_by("kept_at", "number").values_list("shard", flat=True))
    assert shards == sorted(shards), "the locks of the chains are taken in one order"


def test_an_action_alone_writes_its_events_at_its_end() -> None:
    by, seen = a_reader(), []

    @action
    def inner(*, by: Any) -> Event:
        return actions.record(kind="audit.inner", by=by, record=by)

    @action
    def outer(*, by: Any) -> Event:
        event = inner(by=by)
        seen.append(Event.objects.count())
        return event

    event = outer(by=by)
    assert seen == [0] and Event.objects.get() == event


def test_an_inner_action_that_was_refused_leaves_no_event_and_what_was_seen_stays() -> None:
    by = a_reader()

    @action
    def refused(*, by: Any) -> None:
        actions.record(kind="audit.refused", by=by, record=by)
        see(by)
        raise Refused("No.")

    with request_scope():
        actions.record(kind="audit.before", by=by, record=by)
        with pytest.raises(Refused):
            refused(by=by)
        actions.record(kind="audit.after", by=by, record=by)
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds == {"audit.before", "audit.seen", "audit.after"}


def test_a_request_that_fails_takes_its_events_with_it() -> None:
    def breaks() -> None:
        with request_scope():
            see(the_system())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks()
    assert not Event.objects.exists()
    with request_scope():
        pass
    see(the_system())
    assert Event.objects.count() == 1, "the failed scope is closed"


def test_when_the_trail_cannot_be_written_the_request_hears_of_it() -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE audit_event RENAME TO audit_event_gone")
        with pytest.raises(NotWritten), request_scope():
            see(the_system())
        transaction.set_rollback(True)
    assert not Event.objects.exists()


def test_last_readers_come_newest_first_and_attempts_are_not_readings() -> None:
    first, second = a_reader(agency="North school"), a_reader(agency="South school")
    see(first)
    see(second, standing="role")
    note(by=first, record_type="x.y", record_id="1", family_id=FAMILY, standing="none", action=ReadAction.DENIED)
    actions.record(kind="audit.tried", by=first, record=first, family_id=FAMILY)
    see(first, family=ANOTHER)
    with CaptureQueriesContext(connection) as asked:
        readers = queries.last_readers(FAMILY)
    assert len(everything_asked(asked)) == 1
    assert [(one.name, one.agency, one.standing, one.did) for one in readers] == [
        (second.name, "South school", Standing.ROLE, ReadAction.SEEN),
        (first.name, "North school", Standing.INVOLVED, ReadAction.SEEN),
    ]
    assert len(queries.last_readers(FAMILY, limit=1)) == 1


def test_the_family_is_told_by_agency_and_role_and_no_name() -> None:
    one, other = a_reader("adviser", agency="North school"), a_reader("adviser", agency="North school")
    nobody = a_read(the_system(), family=FAMILY)
    Event.objects.bulk_create([nobody])
    for by in (one, other, one):
        see(by)
    with CaptureQueriesContext(connection) as asked:
        told = queries.readers_by_agency_and_role(FAMILY)
    assert len(everything_asked(asked)) == 2
    assert [(row.agency, row.roles, row.times) for row in told] == [("North school", ("adviser",), 3), ("", (), 1)]
    assert told[0].first_at < told[0].last_at
    assert one.name not in str(told)


def test_what_one_person_read_since_a_moment() -> None:
    by = a_reader()
    Event.objects.bulk_create([a_read(by, family=FAMILY, at=true_now() - dt.timedelta(days=2))])
    see(by)
    note_search(by=by, terms="x", found_ids=[], shown=[])
    actions.record(kind="audit.tried", by=by, record=by)
    see(the_system())
    kinds = [event.kind for event in queries.reads_by(by, true_now() - dt.timedelta(days=1))]
    assert kinds == ["audit.searched", "audit.seen"]


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        (CHROME, "Chrome on Windows"),
        (CHROME + " Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("something else", "Another browser"),
        ("", ""),
    ],
)
def test_a_device_in_three_words(user_agent: str, said: str) -> None:
    assert describe(user_agent) == said


def test_an_address_is_kept_as_a_keyed_mark_only(settings: Any) -> None:
    first = mark("203.0.113.9")
    assert len(first) == 32 and first == mark("203.0.113.9") != mark("203.0.113.10")
    settings.SECRET_KEY = "another"
    assert mark("203.0.113.9") != first
    assert mark("") == ""


def test_a_scope_within_a_scope_is_the_outer_one() -> None:
    with transaction.atomic(), collecting() as outer, collecting() as inner:
        assert inner is outer


def test_a_refused_insert_is_no_error_of_the_database_to_the_caller() -> None:
    with pytest.raises(NotWritten) as caught, request_scope():
        note(by=the_system(), record_type="x" * 81, record_id="1", standing="own")
    assert isinstance(caught.value.__cause__, DatabaseError)
