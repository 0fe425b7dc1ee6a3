"""Five kinds of tampering, each done as the owner of the database with triggers off, each found and said in words."""

import datetime as dt
import io
import json
import re
import stat
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from procrastinate.contrib.django import app

from alongside.ground.audit import anchors, tasks
from alongside.ground.audit.chains import CANONICAL
from alongside.ground.audit.collecting import true_now
from alongside.ground.audit.models import Alert, Event, Shard
from alongside.ground.audit.queries import the_system
from alongside.ground.audit.reading import note_search
from alongside.ground.audit.tests.factories import a_read, as_superuser_without_triggers
from alongside.ground.audit.verifying import MOST_FINDINGS, Finding, Tampering, Verified, events_to_verify, verify

pytestmark = pytest.mark.django_db
FAMILY, ANOTHER = uuid.UUID(int=7), uuid.UUID(int=8)


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    """Where the anchors are, for this test."""
    settings.ALONGSIDE_ANCHORS = tmp_path / "anchors" / "heads.jsonl"
    return anchors.path()


@pytest.fixture
def events() -> list[Event]:
    """Six events of one family in the order of their chain, and three of another."""
    by = the_system()
    Event.objects.bulk_create([a_read(by, family=FAMILY) for _ in range(6)])
    Event.objects.bulk_create([a_read(by, family=ANOTHER) for _ in range(3)])
    return list(Event.objects.filter(family_id=FAMILY).order_by("number"))


def found(file: Path) -> list[Finding]:
    return verify(anchors.read(file)).findings


def rehash_from(number: int, shard: int) -> None:
    """What a careful forger does: compute the chain anew from a row on, and its head."""
    with as_superuser_without_triggers() as cursor:
        cursor.execute("SELECT max(number) FROM audit_event WHERE shard = %s", [shard])
        for place in range(number, cursor.fetchone()[0] + 1):
            cursor.execute(
                "UPDATE audit_event SET previous = coalesce((SELECT hash FROM audit_event WHERE shard = %s"
                " AND number = %s - 1), decode(repeat('00', 32), 'hex')) WHERE shard = %s AND number = %s",
                [shard, place, shard, place],
            )
            cursor.execute(
                f"UPDATE audit_event SET hash = sha256(previous || {CANONICAL})"  # noqa: S608  # our own constant
                " WHERE shard = %s AND number = %s",
                [shard, place],
            )
        cursor.execute(
            "UPDATE audit_shard s SET (number, head) = (SELECT number, hash FROM audit_event e WHERE e.shard = s.shard"
            " ORDER BY number DESC LIMIT 1) WHERE shard = %s",
            [shard],
        )


def test_an_untouched_trail_is_well(file: Path, events: list[Event]) -> None:
    anchors.add(file)
    heard: list[int] = []
    result = verify(anchors.read(file), progress=heard.append)
    assert (result.events, result.anchors, result.findings) == (9, 1, [])
    assert sum(heard) == events_to_verify() == 9


def test_an_edited_event_is_found(file: Path, events: list[Event]) -> None:
    with as_superuser_without_triggers() as cursor:
        cursor.execute("UPDATE audit_event SET standing = 'own' WHERE id = %s", [events[2].pk])
    (finding,) = found(file)
    assert (finding.kind, finding.number, finding.event_id) == (Tampering.EDITED, 3, str(events[2].pk))
    assert finding.said == (
        f"Event {events[2].pk} (number 3 of chain {events[2].shard}) is not what was written: it was edited."
    )


def test_an_edited_event_whose_chain_was_computed_anew_is_found_by_its_anchor(file: Path, events: list[Event]) -> None:
    anchors.add(file)
    with as_superuser_without_triggers() as cursor:
        cursor.execute("UPDATE audit_event SET standing = 'own' WHERE id = %s", [events[2].pk])
    rehash_from(3, events[2].shard)
    (finding,) = found(file)
    assert (finding.kind, finding.number) == (Tampering.REWRITTEN, 6)
    assert "is not the one that was anchored: the chain was rewritten." in finding.said


def test_edited_search_terms_are_found_and_blanked_ones_are_not(file: Path) -> None:
    note_search(by=the_system(), terms="Amelia", found_ids=[], shown=[])
    assert found(file) == []
    with as_superuser_without_triggers() as cursor:
        cursor.execute("UPDATE audit_event SET terms = 'Oscar' WHERE terms <> ''")
    (finding,) = found(file)
    assert finding.kind == Tampering.EDITED and finding.said.startswith("The search terms of event ")
    with as_superuser_without_triggers() as cursor:
        cursor.execute("UPDATE audit_event SET terms = '', terms_salt = NULL WHERE terms <> ''")
    assert found(file) == [], "the council's rule for search terms can be kept without breaking the chain"


@pytest.mark.parametrize(("gone", "said"), [((3,), "Number 3 of"), ((2, 3, 4), "Number 2 to 4 of")])
def test_a_deleted_event_is_found(file: Path, events: list[Event], gone: tuple[int, ...], said: str) -> None:
    with as_superuser_without_triggers() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE family_id = %s AND number = ANY(%s)", [FAMILY, list(gone)])
    (finding,) = found(file)
    assert finding.kind == Tampering.DELETED and finding.said.startswith(said)
    assert finding.said.endswith("it was deleted.")


def test_a_deleted_event_whose_place_was_closed_up_is_found(file: Path, events: list[Event]) -> None:
    with as_superuser_without_triggers() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE id = %s", [events[2].pk])
        for number in (4, 5, 6):
            cursor.execute("UPDATE audit_event SET number = number - 1 WHERE family_id = %s AND number = %s",
                           [FAMILY, number])  # fmt: skip
    kinds = [finding.kind for finding in found(file)]
    assert kinds[0] == Tampering.DELETED and Tampering.CUT in kinds


def test_reordered_events_are_found(file: Path, events: list[Event]) -> None:
    with as_superuser_without_triggers() as cursor:
        for number, to in ((2, -1), (3, 2), (-1, 3)):
            cursor.execute(
                "UPDATE audit_event SET number = %s WHERE family_id = %s AND number = %s", [to, FAMILY, number]
            )
    findings = found(file)
    assert {finding.kind for finding in findings} == {Tampering.REORDERED}
    assert {str(events[1].pk), str(events[2].pk)} <= {finding.event_id for finding in findings}
    assert findings[0].said.endswith("belongs after number 3: events were reordered.")


def test_a_cut_tail_is_found_by_the_head(file: Path, events: list[Event]) -> None:
    with as_superuser_without_triggers() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE family_id = %s AND number > 4", [FAMILY])
    (finding,) = found(file)
    assert (finding.kind, finding.number) == (Tampering.CUT, 5)
    assert finding.said == f"The last 2 of chain {events[0].shard} are missing (its head says so): its tail was cut."


def test_a_cut_tail_whose_head_was_set_back_is_found_by_the_anchor(file: Path, events: list[Event]) -> None:
    anchors.add(file)
    with as_superuser_without_triggers() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE family_id = %s AND number > 4", [FAMILY])
    rehash_from(4, events[0].shard)
    (finding,) = found(file)
    assert finding.kind == Tampering.CUT and "(an anchor says so)" in finding.said


def test_emptying_the_events_alone_is_a_cut_tail(file: Path, events: list[Event]) -> None:
    with as_superuser_without_triggers() as cursor:
        cursor.execute("DELETE FROM audit_event")
    assert [finding.kind for finding in found(file)] == [Tampering.CUT, Tampering.CUT]


def test_an_event_added_with_an_earlier_time_is_found(file: Path, events: list[Event]) -> None:
    """The one thing a role that may only add events could forge: the trigger chains it, and says when it was kept."""
    Event.objects.bulk_create([a_read(the_system(), family=FAMILY, at=true_now() - dt.timedelta(days=2))])
    (finding,) = found(file)
    assert (finding.kind, finding.number) == (Tampering.BACK_DATED, 7)
    assert re.search(r"says it happened at [\d: -]+ UTC, but the database kept it at [\d: -]+ UTC", finding.said)


def test_an_event_dated_back_everywhere_is_found_by_its_neighbour(file: Path, events: list[Event]) -> None:
    with as_superuser_without_triggers() as cursor:
        cursor.execute(
            "UPDATE audit_event SET at = at - interval '2 days', kept_at = kept_at - interval '2 days' WHERE id = %s",
            [events[3].pk],
        )
    rehash_from(4, events[3].shard)
    (finding,) = found(file)
    assert (finding.kind, finding.number) == (Tampering.BACK_DATED, 4)
    assert "the events or anchors around it say otherwise" in finding.said


def _move_in_time(numbers: tuple[int, int], to: dt.timedelta) -> None:
    with as_superuser_without_triggers() as cursor:
        cursor.execute(
            "UPDATE audit_event SET at = at + %s, kept_at = kept_at + %s WHERE number BETWEEN %s AND %s",
            [to, to, *numbers],
        )


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        pytest.param(dt.timedelta(), dt.timedelta(hours=-1), id="kept before an anchor that does not hold it"),
        pytest.param(dt.timedelta(hours=1), dt.timedelta(hours=1), id="kept after an anchor that holds it"),
    ],
)
def test_times_that_do_not_fit_the_anchors_are_found(
    file: Path, events: list[Event], older: dt.timedelta, newer: dt.timedelta
) -> None:
    _move_in_time((1, 6), dt.timedelta(hours=-2))
    for shard in Shard.objects.values_list("shard", flat=True):
        rehash_from(1, shard)
    anchors.add(file)
    Event.objects.bulk_create([a_read(the_system(), family=FAMILY)])
    assert found(file) == []
    _move_in_time((1, 6), older + dt.timedelta(hours=2) if older else older)
    _move_in_time((7, 7), newer)
    rehash_from(1, events[0].shard)
    kinds = {finding.kind for finding in found(file) if finding.shard == events[0].shard}
    assert Tampering.BACK_DATED in kinds


def test_a_changed_head_is_found(file: Path, events: list[Event]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_shard SET number = 4 WHERE shard = %s", [events[0].shard])
    (finding,) = found(file)
    assert finding.kind == Tampering.HEAD
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_shard WHERE shard = %s", [events[0].shard])
    (finding,) = found(file)
    assert finding.kind == Tampering.HEAD
    assert finding.said == (f"The head of chain {events[0].shard} is not its last event (number 6): it was changed.")


def test_checking_goes_on_from_an_anchor(file: Path, events: list[Event]) -> None:
    first = anchors.add(file)
    assert first is not None
    Event.objects.bulk_create([a_read(the_system(), family=FAMILY)])
    anchors.add(file)
    kept = anchors.read(file)
    result = verify(kept, since=first)
    assert (result.events, result.findings) == (1, [])
    assert events_to_verify(first) == 1


def test_a_thousand_findings_make_the_point() -> None:
    result = Verified()
    for _ in range(MOST_FINDINGS + 5):
        result.found(Finding(Tampering.EDITED, "again"))
    assert len(result.findings) == MOST_FINDINGS


def test_anchors_are_chained_lines_only_we_can_read(file: Path, events: list[Event]) -> None:
    assert anchors.read(file) == anchors.Anchors([], [])
    first = anchors.add(file)
    assert anchors.add(file) is None, "nothing happened since"
    Event.objects.bulk_create([a_read(the_system(), family=FAMILY)])
    second = anchors.add(file)
    assert first and second and (first.number, second.number) == (1, 2)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = anchors.read(file)
    assert (kept.lines, kept.problems) == ([first, second], [])
    assert kept.lines[1].heads[events[0].shard][0] == 7


def test_an_anchor_of_an_empty_trail_holds_no_heads(file: Path) -> None:
    anchor = anchors.add(file)
    assert anchor is not None and anchor.number == 1


def test_a_damaged_line_is_found_and_one_cut_short_by_a_crash_is_not(file: Path, events: list[Event]) -> None:
    anchors.add(file)
    whole = file.read_bytes()
    file.write_bytes(whole + b'{"anchor":2,"at":"20')
    assert anchors.read(file).problems == ["Line 2 of the anchors cannot be read."]
    Event.objects.bulk_create([a_read(the_system(), family=FAMILY)])
    assert anchors.add(file) is not None
    assert anchors.read(file).problems == []
    assert [anchor.number for anchor in anchors.read(file).lines] == [1, 2]
    file.write_bytes(file.read_bytes().replace(b'"anchor":1', b'"anchor":9', 1))
    (problem,) = anchors.read(file).problems
    assert problem.startswith("Line 3 of the anchors does not follow from the line before it")
    assert found(file)[0].kind == Tampering.ANCHORS


def test_the_last_line_is_found_however_long_it_is(file: Path, events: list[Event]) -> None:
    anchors.add(file)
    file.write_bytes(file.read_bytes() + b"x" * 200_000 + b"\n")
    Event.objects.bulk_create([a_read(the_system(), family=FAMILY)])
    anchor = anchors.add(file)
    assert anchor is not None and anchor.number == 2


def said(*arguments: str) -> dict[str, Any]:
    out = io.StringIO()
    with suppress(SystemExit):
        call_command("audit", *arguments, "--json", stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_the_command_anchors_verifies_and_says_how_it_stands(file: Path, events: list[Event]) -> None:
    assert said("anchor") == {"ok": True, "anchor": 1, "chains": 2}
    assert said("anchor") == {"ok": True, "anchor": None}
    verified = said("verify")
    assert (verified["ok"], verified["events"], verified["anchors"], verified["findings"]) == (True, 9, 1, [])
    assert said("verify", "--since-anchor", "1")["events"] == 0
    assert said("verify", "--since-anchor", "5") == {"ok": False, "refused": "There is no anchor 5."}
    status = said("status")
    assert (status["events"], status["anchors"], status["open_alerts"]) == (9, 1, 0)
    with as_superuser_without_triggers() as cursor:
        cursor.execute("UPDATE audit_event SET rule_id = 'x' WHERE id = %s", [events[0].pk])
    (finding,) = said("verify")["findings"]
    assert (finding["kind"], finding["event"]) == ("edited", str(events[0].pk))


def test_the_command_speaks_to_people_too(file: Path, events: list[Event], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit", "status")
    assert capsys.readouterr().out == "9 events. 0 anchors, none yet. 0 open alerts.\n"
    call_command("audit", "anchor")
    call_command("audit", "anchor")
    call_command("audit", "status")
    call_command("audit", "verify")
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "Anchor 1: the heads of 2 chains.",
        "Nothing happened since the last anchor.",
        "9 events. 1 anchors, the last 0 minutes ago. 0 open alerts.",
    ]
    assert re.fullmatch(r"9 events and 1 anchors in [\d.]+ seconds: everything is as it was written.", lines[3])
    with as_superuser_without_triggers() as cursor:
        cursor.execute("UPDATE audit_event SET rule_id = 'x' WHERE id = %s", [events[0].pk])
    with pytest.raises(SystemExit, match="1"):
        call_command("audit", "verify")
    assert "it was edited.\n9 events" in capsys.readouterr().out


def test_anchors_that_cannot_be_written_are_said(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.ALONGSIDE_ANCHORS = tmp_path / "file" / "heads.jsonl"
    assert said("anchor")["refused"].startswith("The anchors could not be written: ")


def test_the_worker_anchors_and_looks_for_odd_reading(file: Path, events: list[Event]) -> None:
    tasks.anchor(timestamp=0)
    assert len(anchors.read(file).lines) == 1
    by = the_system()
    Event.objects.bulk_create([a_read(by, family=uuid.uuid4(), standing="role") for _ in range(12)])
    tasks.look_for_odd_reading(timestamp=0)
    assert Alert.objects.filter(about_id=by.pk, kind="odd_reading").count() == 1
    crons = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert crons["audit.anchor"] == "*/5 * * * *"
