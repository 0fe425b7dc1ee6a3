"""Pictures people send, made anew: what a camera or a stranger put into the file beside the picture stays behind."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from alongside.ground.lib.errors import Refused
from alongside.ground.lib.scanning import scan

MOST_MB = 10
MOST_PIXELS = 50_000_000
"""A camera's picture has up to this many; more is a file that unpacks to what no page shows."""
LONGEST_SIDE = 1200
KINDS = ("JPEG", "PNG", "WEBP")
TYPE = "image/jpeg"


@dataclass(frozen=True)
class Picture:
    """A JPEG and its size in pixels."""

    content: bytes
    width: int
    height: int


def made_anew(content: bytes) -> Picture:
    """The picture drawn once more as a JPEG of at most `LONGEST_SIDE` pixels, upright, with nothing beside it.

    Where it was taken, when, and with what is gone, and so is whatever else the file was. What the file is called is
    not asked: it is read as a JPEG, PNG or WebP or not at all. Raises Refused, also where the scanner says no.
    """
    scan(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow warns of pictures that unpack to too much
            with Image.open(io.BytesIO(content), formats=KINDS) as sent:
                if sent.width * sent.height > MOST_PIXELS:
                    raise _refused("The picture is too large.")
                upright = ImageOps.exif_transpose(sent).convert("RGB")
    except Refused:
        raise
    except Exception as wrong:  # a decoder fails in as many ways as a file can be broken
        raise _refused("The file is not a picture that can be read.") from wrong
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = Image.new("RGB", upright.size)
    drawn.paste(upright)
    written = io.BytesIO()
    drawn.save(written, "JPEG", quality=82, optimize=True)
    return Picture(written.getvalue(), drawn.width, drawn.height)


def _refused(why: str) -> Refused:
    return Refused(why, what_to_do="Send a JPEG, PNG or WebP of at most 50 million pixels.", field="file")
