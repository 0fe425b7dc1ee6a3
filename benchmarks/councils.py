"""A made-up council of a given size with a web server of its own, for measuring."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONGEST_START = 60


@dataclass(frozen=True)
class Council:
    """A running council: how many people, where it answers, how long it took to make (0 when found)."""

    people: int
    address: str
    seconds_to_make: float
    folder: Path


def folder_of(pack: str, people: int) -> Path:
    """Where a council of this size is kept from one run to the next."""
    return ROOT / ".data" / f"bench-{pack}-{people}"


@contextmanager
def made(pack: str, people: int) -> Iterator[Council]:
    """Make the council (or find it), serve it, and stop the server at the end."""
    folder, began = folder_of(pack, people), time.monotonic()
    for command in (
        ["migrate", "--verbosity", "0"],
        ["pack", "adopt", str(ROOT / "packs" / pack)],
        ["synthetic_council", "--people", str(people)],
    ):
        subprocess.run([sys.executable, "-m", "django", *command], env=_told(folder), check=True, stdout=sys.stderr)
    with served(folder) as address:
        yield Council(people, address, time.monotonic() - began, folder)


@contextmanager
def served(folder: Path, settings: str = "alongside.project.settings") -> Iterator[str]:
    """Serve what is in this folder, under these settings, and stop at the end; yields the address."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "alongside.project.wsgi:application", "--bind", f"127.0.0.1:{port}",
               "--threads", "2", "--workers", "2", "--log-level", "warning", "--no-control-socket",
               "--chdir", str(ROOT)]  # fmt: skip
    with (folder / "bench-web.log").open("ab") as log:
        server = subprocess.Popen(command, env=_told(folder, settings), stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/health/ready")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _told(folder: Path, settings: str = "alongside.project.settings") -> dict[str, str]:
    return {**os.environ, "ALONGSIDE_DATA": str(folder), "ALONGSIDE_MODE": "demo", "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": settings}  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str) -> None:
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310  # our own server
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise TimeoutError(f"{address} did not answer within {LONGEST_START} seconds")
