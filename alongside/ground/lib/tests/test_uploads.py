"""What is sent is what its name says, small enough to open, and scanned; or it is refused in words."""

import io
import socket
import struct
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from openpyxl import Workbook
from pytest_django.fixtures import Settings

from alongside.ground.lib import scanning, uploads
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.uploads import check

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40
Parts = dict[str, bytes]


def workbook() -> bytes:
    out, book = io.BytesIO(), Workbook()
    assert book.active is not None
    book.active["A1"] = "Forename"
    book.save(out)
    return out.getvalue()


def zipped(parts: Parts, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as made:
        for name, content in ({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"} | parts).items():
            made.writestr(name, content)
    return out.getvalue()


def bomb(told: int) -> bytes:
    """A workbook one part of which unpacks to 40 MB and says that it is `told` bytes."""
    made = zipped({"xl/worksheets/sheet1.xml": bytes(40 * 1024 * 1024)})
    assert len(made) < 60_000
    return made.replace(struct.pack("<L", 40 * 1024 * 1024), struct.pack("<L", told))


def test_what_people_save_is_let_through() -> None:
    check(workbook(), "xlsx")
    check(zipped({"xl/worksheets/sheet1.xml": b"x"}, zipfile.ZIP_STORED), "xlsx")
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        check("Forename;Surname\r\nZoë;O'Example\r\n".encode(encoding), "csv")


@pytest.mark.parametrize(
    ("content", "kind", "says"),
    [
        (JPEG, "xlsx", "not a workbook"),
        (JPEG, "csv", "a photograph"),
        (b"%PDF-1.7 ...", "csv", "a PDF"),
        (b"  \n<html><script>1</script>", "csv", "a web page"),
        (b"MZ\x90\x00\x03", "csv", "not text"),
        (b"a,b\n1,2\n", "xlsx", "not a workbook"),
        (b"\xd0\xcf\x11\xe0 old", "xlsx", "with a password"),
        (b"PK\x03\x04 cut short", "xlsx", "its end is missing"),
        (b"PK\x03\x04" + b"\x00" * 40 + b"PK\x05\x06" + b"\xff" * 18, "xlsx", "cannot be opened"),
    ],
)
def test_a_name_proves_nothing(content: bytes, kind: str, says: str) -> None:
    with pytest.raises(Refused, match=says) as refused:
        check(content, kind)
    assert refused.value.field == "file"
    assert refused.value.what_to_do


def test_a_workbook_named_csv_is_refused() -> None:
    with pytest.raises(Refused, match="a ZIP or a workbook"):
        check(workbook(), "csv")


@pytest.mark.parametrize("polyglot", [JPEG + workbook(), workbook() + b"<?php echo 1 ?>"])
def test_a_file_that_is_two_things_is_refused(polyglot: bytes) -> None:
    assert zipfile.is_zipfile(io.BytesIO(polyglot)), "a library would open it"
    with pytest.raises(Refused, match=r"not a workbook|something follows it"):
        check(polyglot, "xlsx")


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"xl/vbaProject.bin": b"x"}, "macros"),
        ({"run.exe": b"MZ"}, "does not belong"),
        ({"xl/../../evil.xml": b"x"}, "does not belong"),
        ({f"xl/media/{n}.png": b"" for n in range(1_000)}, "more than 1,000 parts"),
    ],
)
def test_what_does_not_belong_in_a_workbook(parts: Parts, says: str) -> None:
    with pytest.raises(Refused, match=says):
        check(zipped(parts), "xlsx")


def test_any_zip_is_not_a_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", b"<w/>")
    with pytest.raises(Refused, match="not a workbook"):
        check(out.getvalue(), "xlsx")


def test_a_zip_bomb_is_refused_whatever_it_says_of_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_UNPACKED", 10 * 1024 * 1024)
    for told in (40 * 1024 * 1024, 1_000):
        with pytest.raises(Refused, match="unpacks to more than 10 MB"):
            check(bomb(told), "xlsx")


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    with pytest.raises(Refused, match="cannot be opened"):
        check(bomb(1_000), "xlsx")


def test_damaged_parts_are_refused() -> None:
    whole = zipped({"xl/worksheets/sheet1.xml": bytes(range(256)) * 400})
    packed = zlib.compress(bytes(range(256)) * 400)[2:-4]
    assert packed in whole
    locked = whole.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    other_method = whole.replace(b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x00\x00\x0c\x00")
    elsewhere = whole.replace(b"PK\x03\x04", b"PK\x07\x07").replace(b"PK\x07\x07", b"PK\x03\x04", 1)
    for broken, says in (
        (whole.replace(packed, bytes([7]) * len(packed)), "cannot be opened"),
        (whole.replace(packed, bytes(len(packed))), "cannot be opened"),
        (whole.replace(packed, zlib.compress(b"short")[2:-4].ljust(len(packed), b"x")), "cannot be opened"),
        (locked, "has a password"),
        (other_method, "cannot be opened"),
        (elsewhere, "cannot be opened"),
    ):
        assert broken != whole
        with pytest.raises(Refused, match=says):
            check(broken, "xlsx")


@contextmanager
def clamd(answer: Callable[[socket.socket], None], at: Path | None = None) -> Iterator[str]:
    """A scanner that takes one connection and does `answer`; gives what ALONGSIDE_CLAMD would name."""
    server = socket.socket(socket.AF_UNIX if at else socket.AF_INET)
    server.bind(str(at) if at else ("127.0.0.1", 0))
    server.listen(1)

    def serve() -> None:
        taken, _ = server.accept()
        with taken:
            answer(taken)

    running = threading.Thread(target=serve, daemon=True)
    running.start()
    try:
        yield str(at) if at else f"127.0.0.1:{server.getsockname()[1]}"
    finally:
        running.join(5)
        server.close()
    assert not running.is_alive()


def sent(taken: socket.socket) -> bytes:
    """What was streamed, as clamd takes it: pieces behind their lengths, ended by a length of nothing."""
    stream, whole = taken.makefile("rb"), b""
    assert stream.read(10) == b"zINSTREAM\0"
    while length := int.from_bytes(stream.read(4), "big"):
        whole += stream.read(length)
    return whole


def test_without_a_scanner_nothing_is_asked(settings: Settings) -> None:
    settings.ALONGSIDE_CLAMD = ""
    check(b"a,b\n", "csv")


@pytest.mark.parametrize("by_socket", [False, True])
def test_a_clean_file_is_sent_whole_and_let_through(settings: Settings, tmp_path: Path, by_socket: bool) -> None:
    content, got = b"a,b\n" + b"1,2\n" * 50_000, []

    def answer(taken: socket.socket) -> None:
        got.append(sent(taken))
        taken.sendall(b"stream: ")
        taken.sendall(b"OK\0")

    with clamd(answer, tmp_path / "clamd.sock" if by_socket else None) as where:
        settings.ALONGSIDE_CLAMD = where
        check(content, "csv")
    assert got == [content]


def answers(reply: bytes) -> Callable[[socket.socket], None]:
    def answer(taken: socket.socket) -> None:
        sent(taken)
        taken.sendall(reply)

    return answer


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (b"stream: Eicar-Test-Signature FOUND\0", "found harmful software"),
        (b"INSTREAM size limit exceeded. ERROR\0", "could not be checked"),
        (b"stream: OK, or so\0", "could not be checked"),
        (b"", "could not be checked"),
        (b"x" * 10_000, "could not be checked"),
    ],
)
def test_whatever_is_not_a_plain_ok_is_refused(settings: Settings, reply: bytes, says: str) -> None:
    with clamd(answers(reply)) as settings.ALONGSIDE_CLAMD, pytest.raises(Refused, match=says) as refused:
        check(b"a,b\n", "csv")
    assert (refused.value.field, bool(refused.value.what_to_do)) == ("file", True)


def test_a_scanner_that_hangs_up_in_the_middle_is_a_refusal(settings: Settings) -> None:
    hangs_up = clamd(lambda taken: None)
    with hangs_up as settings.ALONGSIDE_CLAMD, pytest.raises(Refused, match="could not be checked"):
        check(b"a,b\n" * 2_000_000, "csv")


def test_a_scanner_that_says_nothing_is_a_refusal(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "SECONDS", 0.3)
    said = threading.Event()

    def answer(taken: socket.socket) -> None:
        sent(taken)
        said.wait(5)

    with clamd(answer) as where:
        settings.ALONGSIDE_CLAMD = where
        with pytest.raises(Refused, match="could not be checked"):
            check(b"a,b\n", "csv")
        said.set()


def test_no_time_left_is_a_refusal(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "SECONDS", 0.0)
    settings.ALONGSIDE_CLAMD = "127.0.0.1:1"
    with pytest.raises(Refused, match="could not be checked"):
        check(b"a,b\n", "csv")


@pytest.mark.parametrize("where", ["127.0.0.1:1", "/no/such/socket", "nonsense", "127.0.0.1:port"])
def test_a_scanner_that_is_not_there_is_a_refusal(settings: Settings, where: str) -> None:
    settings.ALONGSIDE_CLAMD = where
    with pytest.raises(Refused, match="could not be checked"):
        check(b"a,b\n", "csv")


@pytest.mark.parametrize(("reply", "well"), [(b"PONG\0", True), (b"PONG\n", True), (b"NO\0", False), (b"", False)])
def test_the_doctor_asks_the_scanner_whether_it_is_there(settings: Settings, reply: bytes, well: bool) -> None:
    asked: list[bytes] = []

    def answer(taken: socket.socket) -> None:
        asked.append(taken.recv(100))
        taken.sendall(reply)

    with clamd(answer) as settings.ALONGSIDE_CLAMD:
        assert scanning.answers() is well
    assert asked == [b"zPING\0"]


def test_a_scanner_that_cannot_be_reached_or_is_not_configured_is_told_apart(settings: Settings) -> None:
    settings.ALONGSIDE_CLAMD = "127.0.0.1:9"
    assert scanning.answers() is False
    settings.ALONGSIDE_CLAMD = ""
    assert scanning.answers() is None
