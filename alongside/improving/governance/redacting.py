"""Taking what is about other people out of a text. Pure: texts and names in, texts out.

What it does is proposed, never final: a person decides each item, and a second one agrees.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from alongside.ground.lib.text import comparable

ANOTHER, ADDRESS, CONTACT = "[another person]", "[address removed]", "[contact details removed]"
PATTERNS = (
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    re.compile(r"(?<!\w)(?:\+44|0)(?:[\s()-]*\d){9,10}(?!\d)"),
    re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE),
)
SHORTEST = 4  # squeezed letters; anything shorter would be found by chance in any text


@dataclass(frozen=True)
class Known:
    """What is known of the subject and of others: whose names and details must and must not appear.

    `names` are pairs (forename, surname) of other people; `hidden` full names of those whose records are kept closely;
    `places` addresses and identifiers of others, and confidential addresses of anybody; `own` the subject's own names
    and details, which stay.
    """

    own: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    places: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    @property
    def protected(self) -> list[str]:
        """What may stand in no copy, squeezed; the shortest, found by chance anywhere, are left out."""
        return sorted({squeezed(one) for one in (*self.places, *self.hidden) if len(squeezed(one)) >= SHORTEST})


def squeezed(text: str) -> str:
    """The letters and digits alone, so that 'YO1 6GA' and 'yo16ga' are the same."""
    return comparable(text).replace(" ", "")


def redacted(text: str, known: Known) -> tuple[str, list[str]]:
    """The text with other people's names, addresses and details removed; and which other people were named."""
    for place in sorted(known.places, key=len, reverse=True):
        if len(squeezed(place)) >= SHORTEST:
            text = _loosely(place).sub(ADDRESS, text)
    own = {squeezed(one) for one in known.own}
    for pattern in PATTERNS:
        text = pattern.sub(lambda found: found[0] if squeezed(found[0]) in own else CONTACT, text)
    named = []
    for forename, surname in known.names:
        text, found = _without(text, forename, surname, own)
        if found:
            named.append(f"{forename} {surname}".strip())
    return text, sorted(set(named))


def hits(text: str, protected: Iterable[str]) -> list[str]:
    """Which protected values a text holds, however they are spaced or punctuated."""
    tight = squeezed(text)
    return [one for one in protected if one in tight]


def _without(text: str, forename: str, surname: str, own: set[str]) -> tuple[str, bool]:
    """Without the full name; then without each part of it that is not the subject's own name too."""
    parts = [f"{forename} {surname}".strip(), *(part for part in (forename, surname) if squeezed(part) not in own)]
    total = 0
    for part in dict.fromkeys(part for part in parts if part and squeezed(part) not in own):
        text, count = re.subn(rf"(?<!\w){_loosely(part).pattern}(?!\w)", ANOTHER, text, flags=re.IGNORECASE)
        total += count
    return text, total > 0


def _loosely(words: str) -> re.Pattern[str]:
    """The words, however they are spaced, cased or punctuated between."""
    parts = (re.escape(word) for word in re.split(r"[\s,.\-]+", words) if word)
    return re.compile(r"[\s,.\-]*".join(parts), re.IGNORECASE)
