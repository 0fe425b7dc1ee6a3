"""The watched folder: partners' files put there are taken in, and moved to taken/ or, with the reason, to refused/.

`ALONGSIDE_FEEDS_FOLDER` names it; in it one folder for each feed, called by its id (`attendance/`). A file may say its
day in its name ('attendance 2026-03-02.csv'). What was written to within the last minute is left for the next look: it
may still be arriving.
"""

import datetime as dt
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

from alongside.ground.access.queries import the_system
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import Feed, current_pack
from alongside.people.partner_data.actions import Taken, load_file
from alongside.people.partner_data.queries import feeds_in_use, sender

STILL_ARRIVING_SECONDS = 60
LARGEST_BYTES = 1024**3


def watched_folder() -> Path | None:
    """The folder the environment names; None when there is none to watch."""
    name = os.environ.get("ALONGSIDE_FEEDS_FOLDER", "")
    return Path(name) if name else None


def look_in_folder() -> list[Path]:
    """Take in every file that lies ready, the oldest first; where each was moved to."""
    folder = watched_folder()
    if folder is None or not folder.is_dir():
        return []
    moved = []
    for feed in feeds_in_use(current_pack().pack):
        for path in _ready(folder / feed.id):
            moved.append(_take(feed, path))
    return moved


def _ready(folder: Path) -> Iterator[Path]:
    """Plain files nobody is still writing; links are not followed, for they could lead anywhere."""
    if not folder.is_dir() or folder.is_symlink():
        return
    files = [one for one in folder.iterdir() if one.is_file() and not one.is_symlink() and not one.name.startswith(".")]
    for path in sorted(files, key=lambda one: (one.stat().st_mtime, one.name)):
        if time.time() - path.stat().st_mtime >= STILL_ARRIVING_SECONDS:
            yield path


def _take(feed: Feed, path: Path) -> Path:
    try:
        _taken(feed, path)
    except Refused as refused:
        kept = _move(path, "refused")
        kept.with_name(f"{kept.name}.why.txt").write_text(f"{refused}\n", encoding="utf-8")
        return kept
    return _move(path, "taken")


def _taken(feed: Feed, path: Path) -> Taken:
    if path.stat().st_size > LARGEST_BYTES:
        raise Refused("The file is larger than a gigabyte.", what_to_do="Send it in parts, as files of changes.")
    return load_file(
        feed=feed, content=path.read_bytes(), file_name=path.name, agency=sender(feed), as_of=_day_in(path.stem),
        extent=feed.extent, by=the_system(),
    )  # fmt: skip


def _day_in(name: str) -> dt.date | None:
    found = re.search(r"(20\d\d)-?(\d\d)-?(\d\d)", name)
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _move(path: Path, to: str) -> Path:
    """Beside the feed's folder, under a name of its own, so that nothing kept is overwritten."""
    folder = path.parent / to
    folder.mkdir(exist_ok=True)
    kept = folder / f"{now():%Y%m%dT%H%M%S%f}-{path.name}"
    return path.rename(kept)
