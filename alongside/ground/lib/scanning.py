"""Malware scanning of what people send, by the council's own clamd (ClamAV), where `ALONGSIDE_CLAMD` names one.

We speak clamd's INSTREAM by ourselves: it is one command, and a client library would be one more dependency that
sees every upload. Whatever does not end in a plain OK is refused: an unreachable scanner, an answer we do not know,
a file larger than the scanner takes, silence. Format: the manual page clamd(8), INSTREAM.
"""

import socket
import time

import structlog
from django.conf import settings

from alongside.ground.lib.errors import Refused

SECONDS = 30.0
PING_SECONDS = 5.0
PIECE = 64 * 1024
LONGEST_ANSWER = 4096


def scan(content: bytes) -> None:
    """Raise Refused unless the scanner says that the content is clean; without a configured scanner, do nothing."""
    where = settings.ALONGSIDE_CLAMD
    if not where:
        return
    try:
        answer = _ask(where, content, time.monotonic() + SECONDS)
    except (OSError, ValueError) as trouble:  # ValueError: a port that is no number
        raise _not_checked(type(trouble).__name__) from trouble
    if answer == "stream: OK":
        return
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        structlog.get_logger("alongside.uploads").warning("upload_infected", found=answer[8:-6])
        raise Refused(
            "The scanner found harmful software in this file, so it was not opened.",
            what_to_do="Do not send it on. Tell your IT service where it came from.",
            field="file",
        )
    raise _not_checked("answer_not_ok")


def answers() -> bool | None:
    """Whether the scanner answers PING with PONG; None without a configured scanner."""
    where = settings.ALONGSIDE_CLAMD
    if not where:
        return None
    until = time.monotonic() + PING_SECONDS
    try:
        with _connected(where, until) as scanner:
            scanner.settimeout(_left(until))
            scanner.sendall(b"zPING\0")
            return scanner.recv(LONGEST_ANSWER).removesuffix(b"\0").strip() == b"PONG"
    except (OSError, ValueError):
        return False


def _ask(where: str, content: bytes, until: float) -> str:
    with _connected(where, until) as scanner:
        scanner.sendall(b"zINSTREAM\0")
        for begin in range(0, len(content), PIECE):
            piece = content[begin : begin + PIECE]
            scanner.settimeout(_left(until))
            scanner.sendall(len(piece).to_bytes(4, "big") + piece)
        scanner.sendall(bytes(4))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) <= LONGEST_ANSWER:
            scanner.settimeout(_left(until))
            more = scanner.recv(LONGEST_ANSWER)
            if not more:
                break
            answer += more
    return answer.removesuffix(b"\0").decode("ascii", errors="replace").strip()


def _connected(where: str, until: float) -> socket.socket:
    """`where` is 'host:port' or the path of a Unix socket."""
    if where.startswith("/"):
        scanner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        scanner.settimeout(_left(until))
        try:
            scanner.connect(where)
        except OSError:
            scanner.close()
            raise
        return scanner
    host, _, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_left(until))


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _not_checked(why: str) -> Refused:
    structlog.get_logger("alongside.uploads").error("upload_not_scanned", why=why)
    return Refused(
        "The file could not be checked for harmful software, so it was not opened.",
        what_to_do="Try again in a few minutes. If it goes on, tell whoever looks after Alongside.",
        field="file",
    )
