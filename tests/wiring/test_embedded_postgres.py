"""The embedded PostgreSQL survives what happens to people's machines."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from alongside.project.embedded_postgres import _forget_the_dead, _remove_unfinished, lives

START = """
import sys, time
from pathlib import Path
from alongside.project.embedded_postgres import running_server
print(running_server(Path(sys.argv[1])).get_pid(), flush=True)
time.sleep(float(sys.argv[2]))
"""


def started(folder: Path, seconds: str) -> tuple["subprocess.Popen[str]", int]:
    """A process of its own that starts (or joins) the server, and the server's process id."""
    running = subprocess.Popen([sys.executable, "-c", START, str(folder), seconds], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    with running.stdout as said:
        return running, int(said.readline())


@pytest.mark.slow
def test_killed_and_started_again_the_last_to_leave_still_stops_it(tmp_path: Path) -> None:
    first, server = started(tmp_path / "postgres", "60")
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert lives(server), "a killed process cannot stop its server"
    second, same = started(tmp_path / "postgres", "0")
    assert same == server
    assert second.wait(30) == 0
    assert not lives(server)


def test_a_folder_that_was_never_finished_is_made_again(tmp_path: Path) -> None:
    half_made = tmp_path / "postgres"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18")
    _remove_unfinished(half_made)
    assert not half_made.exists()


def test_a_finished_folder_is_never_touched(tmp_path: Path) -> None:
    finished = tmp_path / "postgres"
    finished.mkdir()
    (finished / "postmaster.opts").write_text("postgres -D here")
    _remove_unfinished(finished)
    assert finished.exists()


@pytest.mark.parametrize("written", ["", "not json"])
def test_a_spoilt_list_of_users_counts_as_empty(tmp_path: Path, written: str) -> None:
    users = tmp_path / "pids"
    users.write_text(written)
    _forget_the_dead(users)
    assert json.loads(users.read_text()) == []


def test_only_the_dead_are_forgotten(tmp_path: Path) -> None:
    users = tmp_path / "pids"
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    users.write_text(json.dumps([os.getpid(), ended.pid]))
    _forget_the_dead(users)
    assert json.loads(users.read_text()) == [os.getpid()]
