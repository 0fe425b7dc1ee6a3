"""Whether a file somebody sends may be opened: scanned for malware, and what its name says it is by its content.

`check` stands before every reader of files. A name proves nothing, and a workbook is a ZIP that can unpack to a
thousand times its size, so both are looked at before any library opens the file.
"""

import io
import zipfile
import zlib

from alongside.ground.lib.errors import Refused
from alongside.ground.lib.scanning import scan

MOST_UNPACKED = 300 * 1024 * 1024
"""Bytes: a workbook of 200,000 rows with thirty columns unpacks to about half of that."""
MOST_PARTS = 1_000
PIECE = 256 * 1024
PARTS_OF_A_WORKBOOK = ("[Content_Types].xml", "_rels/", "xl/", "docProps/", "customXml/", "docMetadata/")
NEEDED = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
ZIP, END_OF_ZIP, LENGTH_OF_END = b"PK\x03\x04", b"PK\x05\x06", 22
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
OTHER_KINDS = {
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a photograph", b"GIF8": "a picture", b"%PDF": "a PDF document",
    b"\x1f\x8b": "a compressed file", b"<": "a web page or XML", OLD_OR_LOCKED: "an old or a locked workbook",
    ZIP: "a ZIP or a workbook",
}  # fmt: skip
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
SAVE_AGAIN = "Open it in your spreadsheet program and save it again as CSV or XLSX, without a password."


def check(content: bytes, kind: str) -> None:
    """Raise Refused unless the file may be opened as `kind`, 'csv' or 'xlsx'. Nothing of it is interpreted before."""
    scan(content)
    if kind == "xlsx":
        _check_workbook(content)
    else:
        _check_text(content)


def _check_text(content: bytes) -> None:
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    for begins, what in OTHER_KINDS.items():
        if start.startswith(begins):
            raise _refused(f"The file is named as CSV, but it is {what}.")
    if b"\x00" in content and not content.startswith(UTF_16):
        raise _refused("The file is named as CSV, but it is not text.")


def _check_workbook(content: bytes) -> None:
    if content.startswith(OLD_OR_LOCKED):
        raise _refused("The file is an old workbook, or one with a password.")
    if not content.startswith(ZIP):
        raise _refused("The file is named as XLSX, but it is not a workbook.")
    if content.rfind(END_OF_ZIP) != len(content) - LENGTH_OF_END:
        raise _refused("The file cannot be opened as a spreadsheet: its end is missing, or something follows it.")
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
        _check_parts(parts)
        _unpack(content, parts)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, UnicodeDecodeError) as wrong:
        raise _refused("The file cannot be opened as a spreadsheet.") from wrong


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS:
        raise _refused(f"The workbook has more than {MOST_PARTS:,} parts.")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _too_big()
    if len(set(names)) != len(names) or not set(names) >= NEEDED:
        raise _refused("The file is named as XLSX, but it is not a workbook.")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise _refused("The workbook has macros.")
    if any(part.flag_bits & 1 for part in parts):
        raise _refused("The workbook has a password.")
    if not all(name.startswith(PARTS_OF_A_WORKBOOK) and ".." not in name for name in names):
        raise _refused("The workbook holds something that does not belong in one.")


def _unpack(content: bytes, parts: list[zipfile.ZipInfo]) -> None:
    """Unpack without keeping anything: what a part says of its size is not believed, and readers do not check it."""
    left = MOST_UNPACKED
    for part in parts:
        begin = part.header_offset
        if content[begin : begin + 4] != ZIP:
            raise zipfile.BadZipFile
        lengths = content[begin + 26 : begin + 30]
        begin += 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
        packed = memoryview(content)[begin : begin + part.compress_size]
        size = _size(packed, part.compress_type, left)
        if size != part.file_size:
            raise zipfile.BadZipFile
        left -= size


def _size(packed: memoryview, how: int, most: int) -> int:
    if how == zipfile.ZIP_STORED:
        return len(packed)
    if how != zipfile.ZIP_DEFLATED:
        raise NotImplementedError
    stream, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    for begin in range(0, len(packed), PIECE):
        rest = bytes(packed[begin : begin + PIECE])
        while rest and not stream.eof:
            size += len(stream.decompress(rest, PIECE))
            rest = stream.unconsumed_tail
            if size > most:
                raise _too_big()
        if stream.unused_data:
            raise zipfile.BadZipFile
    size += len(stream.flush())
    if not stream.eof:
        raise zipfile.BadZipFile
    return size


def _too_big() -> Refused:
    return _refused(f"The workbook unpacks to more than {MOST_UNPACKED // 1024**2} MB.")


def _refused(why: str) -> Refused:
    return Refused(why, what_to_do=SAVE_AGAIN, field="file")
