"""`alongside demo`: a synthetic council on this machine, made once, found again as it was.

Each stage that is finished is remembered in the data folder; an interrupted first start goes on at the stage that was
cut off, and each stage can be repeated. Another pack, or another size of council, has a data folder of its own.
"""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from alongside.project import running
from alongside.project.database import CHECKOUT, data_folder

DEFAULT_PACK = "york-2020"
DEFAULT_PEOPLE = "3000"
LONGEST_START = 60.0


Progressed = Callable[[int, int], None]  # done, of how many


@dataclass(frozen=True)
class Stage:
    """One step towards the council.

    `work` may call back with its progress, can be repeated without harm, and answers whether it did anything: a step
    that this version of the product cannot do is not remembered as done.
    """

    key: str
    name: str
    every_time: bool
    work: Callable[[Progressed], bool]


class Stopped(Exception):
    """Someone pressed Ctrl-C, or the machine asks us to end."""


class StageFailed(Exception):
    """A stage was refused; the message is what the command said."""


def run() -> int:
    """Make the council where it is not there yet, serve it, and stop everything together."""
    console = Console()
    pack = os.environ.get("PACK") or DEFAULT_PACK
    if not (CHECKOUT / "packs" / pack).is_dir():
        known = ", ".join(sorted(path.name for path in (CHECKOUT / "packs").iterdir() if path.is_dir())) or "none"
        console.print(f"There is no pack '{pack}' in packs/. There are: {known}.")
        return 2
    if not _port_is_free(running.port()):
        again = f"PORT={running.port() + 1} make demo"
        console.print(f"Port {running.port()} is taken by another program (a demo already running?). Try: {again}")
        return 1
    people = os.environ.get("PEOPLE") or DEFAULT_PEOPLE
    own_folder = f"demo-{pack}" if people == DEFAULT_PEOPLE else f"demo-{pack}-{people}"
    os.environ.setdefault("ALONGSIDE_DATA", str(CHECKOUT / ".data" / own_folder))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.project.settings")
    with _told_to_stop():
        children: list[subprocess.Popen[bytes]] = []
        try:
            prepare(stages(pack, people), console)
            logs = data_folder() / "logs"
            logs.mkdir(exist_ok=True)
            children.append(running.child(running.web_command(), logs / "web.log", role="alongside_web"))
            children.append(running.child(running.worker_command(), logs / "worker.log", role="alongside_work"))
            if not _answers(children[0]):
                console.print(f"The web server did not start; its last words are in {logs / 'web.log'}.")
                return 1
            console.print(f"\nAlongside is at [bold]{running.address()}[/bold] with made-up data. Ctrl-C stops it.")
            return _watch(children, console, logs)
        except StageFailed as failed:
            console.print(f"\nThe council could not be made:\n{failed}", markup=False)
            return 1
        except Stopped:
            console.print("\nStopping ...")
            return 0
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            running.stop(children)


def stages(pack: str, people: str) -> list[Stage]:
    """What makes a council, in order."""
    return [
        Stage("database", "Database", True, _start_database),
        Stage("tables", "Tables", True, lambda _: _command("migrate", verbosity=0)),
        Stage("pack", f"Operating model {pack}", False, lambda _: _adopt(CHECKOUT / "packs" / pack)),
        Stage(
            "council",
            f"A council of {people} made-up people",
            False,
            lambda progressed: _command("synthetic_council", "--people", people, progress=progressed),
        ),
    ]


def prepare(wanted: list[Stage], console: Console) -> None:
    """Do the stages that are not finished, with a line of progress each."""
    columns = (SpinnerColumn(finished_text="✓"), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    _forget_stages_of_a_lost_database()
    with Progress(*columns, console=console) as progress:
        for stage in wanted:
            if not stage.every_time and _stamp(stage).exists():
                continue
            line = progress.add_task(stage.name, total=None)
            if stage.work(lambda done, total, line=line: progress.update(line, completed=done, total=total)):  # type: ignore[misc]
                _stamp(stage).parent.mkdir(parents=True, exist_ok=True)
                _stamp(stage).touch()
                progress.update(line, total=1, completed=1)
            else:
                progress.update(line, visible=False)


def _stamp(stage: Stage) -> Path:
    return data_folder() / "stages" / stage.key


def _forget_stages_of_a_lost_database() -> None:
    """Stages are true of a database; when that was removed or never finished, they begin again."""
    if "DATABASE_URL" not in os.environ and not (data_folder() / "postgres" / "postmaster.opts").exists():
        shutil.rmtree(data_folder() / "stages", ignore_errors=True)


def _start_database(_progressed: Progressed) -> bool:
    """Start the embedded server (or check the one of DATABASE_URL) and get Django ready on it."""
    import django

    django.setup()
    return True


def _adopt(pack: Path) -> bool:
    """Put the pack in force, in the name of the system."""
    from alongside.ground.access.queries import the_system

    return _command("pack", "adopt", str(pack), "--by", the_system().get_username())


def _command(name: str, *arguments: str, **options: Any) -> bool:
    """Run a management command, if the product has it; what it prints is kept out of the progress display.

    A command that lists `progress` in its `stealth_options` is given a function to call with (done, total).
    """
    from django.core.management import CommandError, call_command, get_commands, load_command_class

    from alongside.ground.lib.errors import Refused

    if name not in get_commands():
        return False
    command = load_command_class(get_commands()[name], name)
    if "progress" not in command.stealth_options:
        options.pop("progress", None)
    said = io.StringIO()
    try:
        call_command(command, *arguments, stdout=said, stderr=said, **options)
    except SystemExit as stopped:
        if stopped.code:
            raise StageFailed(said.getvalue()) from stopped
    except (CommandError, Refused) as refusal:
        raise StageFailed(f"{said.getvalue()}{refusal}") from refusal
    return True


def _port_is_free(port: int) -> bool:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _answers(web: subprocess.Popen[bytes]) -> bool:
    """Wait until the server is ready to serve people."""
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until and web.poll() is None:
        try:
            with urllib.request.urlopen(f"{running.address()}/health/ready", timeout=5) as answer:  # nosec B310  # ours
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False


def _watch(children: list[subprocess.Popen[bytes]], console: Console, logs: Path) -> int:
    """Wait until we are told to stop, or until a child ends by itself, which is a failure."""
    while all(running.poll() is None for running in children):
        time.sleep(0.5)
    console.print(f"A part of Alongside ended by itself; the logs are in {logs}.")
    return 1


@contextmanager
def _told_to_stop() -> Iterator[None]:
    """Turn Ctrl-C, SIGTERM and a closed terminal into `Stopped`."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Stopped

    for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(kind, stop)
    try:
        yield
    finally:
        sys.stdout.flush()
