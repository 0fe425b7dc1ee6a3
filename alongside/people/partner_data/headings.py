"""Which column of a file is which: by the feed's own headings, and by the canonical ones, always understood."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import Feed, Pack
from alongside.people.partner_data.sheets import Line
from alongside.people.partner_data.words import COLUMN_NAMES, COLUMNS, SAID_ONCE

NEAR_ENOUGH = 0.75
ANOTHER_FEED_FROM = 3


@dataclass(frozen=True)
class Found:
    """The line the headings stand in (from 0), and for each canonical column the places it is filled from."""

    at: int
    places: Mapping[str, Sequence[int]]


def plain(text: str) -> str:
    """A heading or a code as it is compared: small letters and digits only."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def meanings(feed: Feed) -> dict[str, str]:
    """Every heading the feed understands, made plain, with its canonical column."""
    known = {plain(name): name for name in (*COLUMNS, SAID_ONCE)}
    return known | {plain(heading): column.to for column in feed.layout.columns for heading in column.headings}


def find_headings(first: Sequence[Line], feed: Feed, pack: Pack) -> Found:
    """Where the headings are and what they mean, whatever stands above them.

    Raises Refused when a column that is needed is not there, saying which headings come close; or, when the file is
    rather one of another feed, of which.
    """
    known = meanings(feed)
    if not first:
        raise Refused("The file is empty.", field="file")
    at = max(range(len(first)), key=lambda n: _understood(first[n][1], known))
    headings = [cell.strip() for cell in first[at][1]]
    places: dict[str, list[int]] = {}
    for place, heading in enumerate(headings):
        if plain(heading) in known:
            places.setdefault(known[plain(heading)], []).append(place)
    missing = _missing(feed, places)
    if missing:
        raise _refused(feed, pack, headings, missing, set(places))
    return Found(at, places)


def _understood(cells: Iterable[str], known: Mapping[str, str]) -> int:
    return len({known[plain(cell)] for cell in cells if plain(cell) in known})


def _missing(feed: Feed, places: Mapping[str, object]) -> list[str]:
    missing = [str(column.to) for column in feed.layout.columns if column.needed and column.to not in places]
    if "record_id" not in places and "record_id" not in missing:
        made_from = feed.layout.record_from
        if not made_from:
            missing.insert(0, "record_id")
        missing += [str(name) for name in made_from if name not in places and str(name) not in missing]
    return missing


def _refused(feed: Feed, pack: Pack, headings: Sequence[str], missing: Sequence[str], found: set[str]) -> Refused:
    other = _rather(feed, pack, headings)
    if other is not None:
        return Refused(
            f"This is not a file of ‘{feed.name}’: its headings are those of ‘{other.name}’.",
            what_to_do=f"Load it as {other.id}.", field="file",
        )  # fmt: skip
    free = [heading for heading in headings if heading and plain(heading) not in meanings(feed)]
    said = [_told(feed, name, free) for name in missing]
    has = ", ".join(f"‘{heading}’" for heading in headings if heading)[:300]
    # Where no heading is known, the first line may be somebody's record: it is not repeated.
    known = f"Its headings: {has}." if found else "None of its first lines holds a heading that is known."
    return Refused(
        f"The file has no column for {'; nor for '.join(said)}. {known}",
        what_to_do="Put the heading in, or have the feed’s file in the operating model name this one.",
        field="file",
    )


def _told(feed: Feed, name: str, free: Sequence[str]) -> str:
    column = next((one for one in feed.layout.columns if one.to == name), None)
    wanted = list(column.headings) if column else [name]
    near = {plain(heading): heading for heading in free}
    close = difflib.get_close_matches(plain(wanted[0]), near, n=1, cutoff=NEAR_ENOUGH)
    for heading in wanted[1:]:
        close = close or difflib.get_close_matches(plain(heading), near, n=1, cutoff=NEAR_ENOUGH)
    hint = f"; ‘{near[close[0]]}’ comes close" if close else ""
    return f"‘{COLUMN_NAMES[name]}’ (a heading such as ‘{wanted[0]}’{hint})"


def _rather(feed: Feed, pack: Pack, headings: Sequence[str]) -> Feed | None:
    """Another feed whose headings, beyond those of any person, these are."""
    mine = _own(feed, headings)
    scores = {other.id: _own(other, headings) for other in pack.feeds if other.id != feed.id}
    best = max(scores, key=lambda one: scores[one], default=None)
    if best is None or scores[best] < ANOTHER_FEED_FROM or scores[best] <= mine:
        return None
    return pack.feed(best)


def _own(feed: Feed, headings: Sequence[str]) -> int:
    """How many needed columns of a feed the headings have; nothing when one is missing."""
    known = meanings(feed)
    found = {known[plain(heading)] for heading in headings if plain(heading) in known}
    own = {str(heading) for column in feed.layout.columns for heading in map(plain, column.headings)}
    return 0 if _missing(feed, dict.fromkeys(found)) else len(own & set(map(plain, headings)))
