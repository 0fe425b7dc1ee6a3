"""Pictures are made anew: what else was in the file does not come back out."""

import io
import zipfile

import pytest
from PIL import Image

from alongside.ground.lib.errors import Refused
from alongside.helping.directory import pictures
from alongside.helping.directory.pictures import LONGEST_SIDE, made_anew
from alongside.helping.directory.tests.factories import a_picture

SECRET = b"Taken at 4 Beech Grove"
GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112


def with_a_place() -> bytes:
    """A photograph that says where it was taken, by which camera, and that it lies on its side."""
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "Camera of the Harpers", 6
    exif.get_ifd(GPS).update({1: "N", 2: (53.0, 57.0, 30.0), 3: "W", 4: (1.0, 4.0, 50.0)})
    return a_picture(exif=exif, comment=SECRET)


def test_where_it_was_taken_is_gone_and_it_stands_upright() -> None:
    sent = with_a_place()
    with Image.open(io.BytesIO(sent)) as before:
        assert before.getexif().get_ifd(GPS)
    assert b"Harpers" in sent and SECRET in sent
    drawn = made_anew(sent)
    with Image.open(io.BytesIO(drawn.content)) as after:
        assert after.format == "JPEG"
        assert not after.getexif()
        assert set(after.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert after.size == (drawn.width, drawn.height) == (LONGEST_SIDE // 2, LONGEST_SIDE)
    assert b"Harpers" not in drawn.content and SECRET not in drawn.content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_three_kinds_are_read_whatever_they_are_called(kind: str) -> None:
    assert made_anew(a_picture(kind, (40, 30))).content.startswith(b"\xff\xd8\xff")


def test_a_picture_that_is_another_file_too_is_only_the_picture_afterwards() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("page.html", "<script>alert(1)</script>")
    polyglot = a_picture("PNG", (40, 30)) + archive.getvalue()
    assert zipfile.is_zipfile(io.BytesIO(polyglot))
    drawn = made_anew(polyglot).content
    assert not zipfile.is_zipfile(io.BytesIO(drawn))
    assert b"script" not in drawn


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html></html>", b"%PDF-1.7", a_picture()[:500],
        a_picture("GIF"), a_picture("PNG", (9_000, 9_000)),
    ],
    ids=["nothing", "svg", "page", "pdf", "cut short", "gif", "too many pixels"],
)  # fmt: skip
def test_what_is_no_picture_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        made_anew(content)
    assert refused.value.field == "file"
    assert "JPEG, PNG or WebP" in refused.value.what_to_do


def test_a_picture_that_unpacks_to_a_hundred_times_its_size_is_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = a_picture("PNG", (400, 300))
    monkeypatch.setattr(pictures, "MOST_PIXELS", 1_000)
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("unpacked"))
    with pytest.raises(Refused, match="too large"):
        made_anew(sent)


def test_the_scanner_is_asked_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(content: bytes) -> None:
        raise Refused("Harmful.", field="file")

    monkeypatch.setattr(pictures, "scan", refuse)
    with pytest.raises(Refused, match="Harmful"):
        made_anew(a_picture())
