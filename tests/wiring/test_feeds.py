"""`alongside feeds` and the watched folder: the same checks, the same loads, and what each answers."""

import datetime as dt
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from alongside import cli
from alongside.ground.access.queries import the_system
from alongside.people.partner_data import actions, queries, watching
from alongside.people.partner_data.models import Load, Row, SentFile
from alongside.people.partner_data.tasks import watch, work_on_file
from alongside.people.partner_data.tests.factories import DAY, a_pack, as_file, sending
from alongside.people.partner_data.words import SentState

pytestmark = pytest.mark.django_db
PEOPLE = as_file(
    [
        {"record_id": "R1", "surname": "Harper", "date_of_birth": "03/05/2014"},
        {"record_id": "R2", "surname": "Moss", "date_of_birth": "soon"},
    ]
)


@pytest.fixture(autouse=True)
def council() -> None:
    """York's operating model, and the council's own agreement."""
    a_pack()
    sending(name="City Council")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(PEOPLE)
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """The command's exit status, what it printed, and what it complained of."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["feeds", *words])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def document(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    status, out, _ = run(capsys, *words, "--json")
    return status, json.loads(out)


def test_check_takes_nothing_in(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    status, said = document(capsys, "check", "canonical", str(file), "--as-of", "2026-03-02")
    assert (status, said["ok"], said["rows"], said["good"], said["new"], said["refused"]) == (0, True, 2, 1, 1, 1)
    assert said["remarks"][0]["lines"] == [3]
    assert not Load.objects.exists()
    status, out, _ = run(capsys, "check", "canonical", str(file))
    assert (status, "1 refused" in out, "This is not a date" in out) == (0, True, True)


def test_load_and_load_again(capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    words = ("load", "canonical", str(file), "--as-of", "2026-03-02")
    status, said = document(capsys, *words, "--refused-rows", str(wrong))
    assert (status, said["new"], said["agency"], said["is_new"]) == (0, 1, "City Council", True)
    assert "R2,Moss,soon,date_of_birth: This is not a date" in wrong.read_text("utf-8-sig")
    status, said = document(capsys, *words)
    assert (status, said["is_new"]) == (0, False)
    assert "nothing changes" in run(capsys, *words)[1]
    assert Row.objects.count() == 1
    file.write_bytes(PEOPLE.replace(b"soon", b"04/05/2014"))
    assert "1 new, 0 changed, 1 unchanged" in run(capsys, *words)[1]


def test_status(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    document(capsys, "load", "canonical", str(file))
    status, said = document(capsys, "status")
    feeds = {one["feed"]: one for one in said["feeds"]}
    assert (status, feeds["canonical"]["records"], feeds["canonical"]["stale"]) == (0, 1, False)
    assert (feeds["attendance"]["as_of"], feeds["attendance"]["stale"]) == (None, True)
    out = run(capsys, "status")[1]
    assert "attendance: never loaded" in out
    assert "canonical: 1 records as of" in out


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("check", "no_such_feed", "FILE"), 1, "There is no feed ‘no_such_feed’"),
        (("check", "canonical", "nowhere.csv"), 1, "There is no file nowhere.csv"),
        (("load", "police_incidents", "FILE"), 1, "has a sharing agreement that holds today"),
        (("load", "canonical", "FILE", "--agency", "Nobody"), 1, "Say which: City Council"),
        (("check", "canonical", "FILE", "--as-of", "soon"), 2, "not a date"),
        (("check", "canonical"), 2, "required"),
        ((), 2, "required"),
    ],
)
def test_refusals_and_wrong_usage(
    capsys: pytest.CaptureFixture[str], file: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    ended, out, err = run(capsys, *(str(file) if word == "FILE" else word for word in words))
    assert ended == status
    assert said in out + err


def test_two_agencies_could_have_sent_it(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    sending(name="Other Council")
    assert (
        "More than one agency could have sent this. Say which: City Council, Other Council."
        in run(capsys, "load", "canonical", str(file))[2]
    )
    assert document(capsys, "load", "canonical", str(file), "--agency", "other council")[1]["agency"] == "Other Council"


def _old(path: Path) -> Path:
    then = time.time() - 2 * watching.STILL_ARRIVING_SECONDS
    os.utime(path, (then, then))
    return path


def test_the_watched_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALONGSIDE_FEEDS_FOLDER", raising=False)
    assert watching.look_in_folder() == []
    monkeypatch.setenv("ALONGSIDE_FEEDS_FOLDER", str(tmp_path))
    inbox = tmp_path / "canonical"
    inbox.mkdir()
    good, bad = inbox / "people 2026-03-02.csv", inbox / "notes 20260399.txt"
    good.write_bytes(PEOPLE)
    bad.write_bytes(b"hello")
    (inbox / "arriving.csv").write_bytes(PEOPLE)
    (inbox / "link.csv").symlink_to(_old(good))
    _old(bad)
    watch(timestamp=0)
    load = Load.objects.get()
    assert (load.as_of, load.taken_by) == (DAY, the_system())
    assert sorted(one.name for one in inbox.iterdir()) == ["arriving.csv", "link.csv", "refused", "taken"]
    assert [one.name.partition("-")[2] for one in (inbox / "taken").iterdir()] == ["people 2026-03-02.csv"]
    why = next((inbox / "refused").glob("*.why.txt")).read_text()
    assert why == "The file is neither CSV nor XLSX. Save it as CSV or XLSX.\n"
    assert watching.look_in_folder() == []


def test_a_file_too_large_to_open_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALONGSIDE_FEEDS_FOLDER", str(tmp_path))
    monkeypatch.setattr(watching, "LARGEST_BYTES", 10)
    (tmp_path / "canonical").mkdir()
    path = tmp_path / "canonical" / "people.csv"
    path.write_bytes(PEOPLE)
    _old(path)
    [kept] = watching.look_in_folder()
    assert kept.parent.name == "refused"


def _sent(**changes: Any) -> SentFile:
    wanted: dict[str, Any] = {
        "feed": queries.feed_called("canonical"), "content": PEOPLE, "file_name": "people.csv",
        "agency": queries.sender(queries.feed_called("canonical")), "as_of": None, "extent": "full",
        "by": the_system(), **changes,
    }  # fmt: skip
    return actions.send_file(**wanted)


def test_the_worker_checks_and_takes_once(tmp_path: Path) -> None:
    sent = _sent(take_at_once=True)
    work_on_file(sent_id=str(sent.pk))
    work_on_file(sent_id=str(sent.pk))
    sent.refresh_from_db()
    assert (sent.state, Load.objects.count()) == (SentState.TAKEN, 1)
    checked = _sent(as_of=dt.date(2026, 1, 1))
    work_on_file(sent_id=str(checked.pk))
    checked.refresh_from_db()
    assert (checked.state, checked.report["new"]) == (SentState.CHECKED, 0)
    work_on_file(sent_id=str(Load.objects.get().pk))
