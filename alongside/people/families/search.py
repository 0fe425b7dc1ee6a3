"""Finding a person from what somebody typed: any order, other names, slips of the hand, days and months swapped.

Everything is equality or range on stored columns, so that an index serves it and row-level security costs little
(docs: measurements). Two passes: as written first, then by sound and one letter out, only while the first found little.
"""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_

import jellyfish
from django.db import connection
from django.db.models import Case, Prefetch, Q, Value, When
from django.db.models.functions import Concat

from alongside.ground.access.queries import known_to, note_search, viewer
from alongside.ground.lib.clock import today
from alongside.ground.lib.text import comparable, tidy
from alongside.people.families.models import FindableName, Person, PersonName
from alongside.people.families.policies import (
    LONGEST_KEY,
    compact_identifier,
    nhs_number_is_plausible,
    one_letter_away,
    same_names,
    sound_of,
    spellings,
    swapped,
    upn_is_plausible,
)
from alongside.people.families.words import NameKind

ENOUGH = 8
MOST = 30
DATE = re.compile(r"\b(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2}|\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b")
HELD = (
    "SELECT wanted FROM unnest(%s::text[]) wanted WHERE EXISTS (SELECT 1 FROM families_findable_name name "
    "WHERE name.keys @> string_to_array(wanted, ' ')::varchar[])"
)
UPN = re.compile(r"^[A-Z]\d{11}[A-Z\d]$")


@dataclass(frozen=True)
class Sought:
    """What somebody is looking for, as understood from what they typed."""

    words: tuple[str, ...] = ()
    date_of_birth: dt.date | None = None
    identifier: str = ""

    @property
    def in_words(self) -> str:
        """What is sought, for the record of searches."""
        born = self.date_of_birth.isoformat() if self.date_of_birth else ""
        return " ".join(part for part in (*self.words, self.identifier, born) if part)

    @property
    def is_empty(self) -> bool:
        """True when nothing was typed that can be searched for."""
        return not (self.words or self.date_of_birth or self.identifier)


@dataclass
class Found:
    """A person found, and in words why: the better the match, the higher the score."""

    person: Person
    score: float
    why: list[str] = field(default_factory=list)


def understand(text: str, date_of_birth: dt.date | None = None) -> Sought:
    """Read one line of typing: names in any order ('Khan, Amina'), a date of birth, a UPN or an NHS number."""
    text = tidy(text)
    compact = compact_identifier(text)
    if UPN.match(compact) or (compact.isdigit() and len(compact) == 10):
        return Sought(identifier=compact, date_of_birth=date_of_birth)
    match = DATE.search(text)
    if match:
        date_of_birth = date_of_birth or _date(match)
        text = DATE.sub(" ", text)
    words = tuple(word for word in re.split(r"[\s,]+", comparable(text.replace(",", " ")))[:6] if word)
    return Sought(words=words, date_of_birth=date_of_birth)


def find_people(sought: Sought) -> list[Found]:
    """The best matches for what is sought, best first, at most MOST; empty when nothing was sought.

    At most four queries: as written, then nearly (only while the first found little), then the people and their names.
    """
    if sought.is_empty:
        return []
    if sought.identifier:
        wanted = Person.objects.filter(Q(upn=sought.identifier) | Q(nhs_number=sought.identifier))
    elif sought.words:
        ids = _named(sought, _as_written)
        if len(ids) < ENOUGH:
            ids += _named(sought, _nearly)
        wanted = Person.objects.filter(pk__in=set(ids))
    else:
        wanted = Person.objects.filter(_born(sought.date_of_birth))
    if (by := viewer()) is not None:
        wanted = wanted.filter(known_to(by))
    names = Prefetch("names", PersonName.objects.order_by("id"))
    people = wanted.order_by("pk").prefetch_related(names).select_related("school")[: MOST * 6]
    found = sorted((_scored(person, sought) for person in people), key=lambda f: (-f.score, str(f.person.pk)))
    if by is not None:
        note_search(by=by, terms=sought.in_words, found_ids=_ids(found), shown=_ids(found[:MOST]))
    return found[:MOST]


def _ids(found: list[Found]) -> list[uuid.UUID]:
    return [one.person.pk for one in found]


def _named(sought: Sought, keys_of: Callable[[str], list[str]]) -> list[uuid.UUID]:
    """Ids of people of this name, one query. With a date, those born then; if nobody was, the name alone decides.

    Sorted by an expression, not by the columns themselves: an index on those would tempt PostgreSQL to walk the whole
    council in order instead of asking the keys' index who matches (measured at 200,000 people: 300 ms against 10).
    """
    named = reduce(or_, (_all_words(words, keys_of) for words in spellings(sought.words)))
    born_then = Case(When(_born(sought.date_of_birth), then=Value(0)), default=Value(1))
    in_order = Concat("surname_key", Value(" "), "forename_key")
    rows = FindableName.objects.filter(named).annotate(other_date=born_then, in_order=in_order)
    ordered = rows.order_by("other_date", "in_order", "id")
    found = list(ordered.values_list("person_id", "other_date")[: MOST * 3])
    same_date = [person for person, other_date in found if not other_date]
    return same_date or [person for person, _ in found]


def _all_words(words: tuple[str, ...], keys_of: Callable[[str], list[str]]) -> Q:
    return reduce(and_, (Q(keys__overlap=keys_of(word[:LONGEST_KEY])) for word in words))


def _scored(person: Person, sought: Sought) -> Found:
    best = max((_name_score(name, sought.words) for name in person.names.all()), default=(0.0, ""))
    score, why = best[0], [best[1]] if best[1] else []
    if sought.identifier:
        score, why = 10.0, ["Same UPN" if person.upn == sought.identifier else "Same NHS number"]
        if not (nhs_number_is_plausible(sought.identifier) or upn_is_plausible(sought.identifier)):
            why.append("the number fails its check")
    if sought.date_of_birth and person.date_of_birth:
        if person.date_of_birth == sought.date_of_birth:
            score, why = score + 2, [*why, "same date of birth"]
        elif person.date_of_birth == swapped(sought.date_of_birth):
            score, why = score + 1.5, [*why, "day and month the other way round"]
        elif sought.words or sought.identifier:
            score, why = score - 1, [*why, "another date of birth"]
    return Found(person, score, why)


def _name_score(name: PersonName, words: tuple[str, ...]) -> tuple[float, str]:
    if not words:
        return 0.0, ""
    parts = {part for key in (name.forename_key, name.surname_key) for s in spellings(tuple(key.split())) for part in s}
    best = max((_likeness(spelling, parts) for spelling in spellings(words)), default=(0.0, False, False))
    likeness, familiar, exact = best
    kind = "" if name.kind == NameKind.USUAL else f" ({name.get_kind_display().lower()})"
    how = "Same name" if exact else "Short or full form of the name" if familiar else "Similar name"
    return likeness * 3 + exact + familiar * 0.8, f"{how}{kind}"


def _likeness(words: tuple[str, ...], parts: set[str]) -> tuple[float, bool, bool]:
    """How alike (0 to 1), whether by short forms the same, and whether exactly the same."""
    alike = [max((jellyfish.jaro_winkler_similarity(word, part) for part in parts), default=0.0) for word in words]
    exact = all(word in parts for word in words)
    familiar = all(word in parts or parts & same_names(word) for word in words)
    return sum(alike) / len(words), bool(familiar), exact


def keys_held(wanted: Iterable[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Which of these stored keys, each or several together, some name has that the reader may find. One statement."""
    together = {" ".join(keys): keys for keys in wanted}
    with connection.cursor() as cursor:
        cursor.execute(HELD, [list(together)])
        return {together[one] for (one,) in cursor.fetchall()}


def _as_written(word: str) -> list[str]:
    return [f"s={word}", *(f"f={form}" for form in sorted(same_names(word)))]


def _nearly(word: str) -> list[str]:
    sound = sound_of(word)
    slips = [f"{mark}-{form}" for mark in "fs" for form in sorted(one_letter_away(word))]
    return [*_as_written(word), *slips, *([f"s~{sound}", f"f~{sound}"] if sound else [])]


def _born(date: dt.date | None) -> Q:
    days = [day for day in (date, swapped(date) if date else None) if day]
    return reduce(or_, (Q(date_of_birth=day) for day in days), Q(pk__in=[]))


def _date(match: re.Match[str]) -> dt.date | None:
    day, month, year, iso_year, iso_month, iso_day = match.groups()
    try:
        if iso_year:
            return dt.date(int(iso_year), int(iso_month), int(iso_day))
        full = int(year) if len(year) == 4 else 2000 + int(year) - (100 if int(year) > today().year % 100 else 0)
        try:
            return dt.date(full, int(month), int(day))
        except ValueError:
            return dt.date(full, int(day), int(month))
    except ValueError:
        return None
