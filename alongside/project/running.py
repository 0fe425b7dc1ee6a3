"""The web server and the job worker: in this process, or as children that stop when we do."""

import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path

from alongside.project.database import CHECKOUT, as_role, database_url


def serve() -> int:
    """Serve on 127.0.0.1:PORT (or ALONGSIDE_BIND), in this process; returns only by ending it."""
    os.execve(sys.executable, web_command(), {**os.environ})


def work() -> int:
    """Run jobs until stopped, in this process."""
    os.execve(sys.executable, worker_command(), {**os.environ})


def port() -> int:
    """The port to serve on: PORT, or 8000."""
    return int(os.environ.get("PORT") or 8000)


def address() -> str:
    """Where people go."""
    return f"http://127.0.0.1:{port()}"


def web_command() -> list[str]:
    """Gunicorn with threads; one process is enough for the demo, more by WEB_PROCESSES."""
    return [
        *(sys.executable, "-m", "gunicorn", "alongside.project.wsgi:application"),
        *("--bind", os.environ.get("ALONGSIDE_BIND", f"127.0.0.1:{port()}")),
        *("--workers", os.environ.get("WEB_PROCESSES", "1"), "--threads", os.environ.get("WEB_THREADS", "8")),
        *(
            "--worker-class",
            "gthread",
            "--timeout",
            "60",
            "--graceful-timeout",
            "5",
            "--log-level",
            "warning",
            "--no-control-socket",
        ),
        *("--chdir", str(CHECKOUT)),
    ]


def worker_command() -> list[str]:
    """Procrastinate's worker for every queue."""
    return [sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "1"]


def child(command: list[str], log: Path, *, role: str) -> subprocess.Popen[bytes]:
    """Start a child on our database, as a role of it that owns nothing (access.walls).

    It gets its own group, so that Ctrl-C reaches us alone and we stop it in order.
    On Linux it is told to stop when we are killed and could not tell it ourselves.
    """
    env = {**os.environ, "DATABASE_URL": as_role(database_url(), role), "PYTHONPATH": str(CHECKOUT)}
    with log.open("ab") as out:
        return subprocess.Popen(
            command, env=env, stdout=out, stderr=out, stdin=subprocess.DEVNULL, preexec_fn=_end_with_parent
        )


def _end_with_parent() -> None:
    """In the child, before it becomes the command."""
    os.setpgid(0, 0)
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def stop(children: list[subprocess.Popen[bytes]], *, patience: float = 8) -> None:
    """Ask children to finish, and insist after `patience` seconds."""
    for running in children:
        if running.poll() is None:
            running.terminate()
    for running in children:
        try:
            running.wait(patience)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
