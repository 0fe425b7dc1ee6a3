"""The closed list of tests a level may make, written as SQL for each engine.

`l` is the record's side and `r` the person's. Splink and the compiled statement get the same text, so they cannot
disagree about what a level means. Nothing here takes a value from a file: only column names out of checked settings.
"""

from collections.abc import Callable
from dataclasses import dataclass

from alongside.people.linkage.settings import Comparison, Level, Settings

Place = Callable[[str, str], str]


@dataclass(frozen=True)
class Engine:
    """What an engine calls the functions of likeness; `words` lists those of a text, `once` each of them once, and
    `common` counts those that two lists share.
    """

    name: str
    jaro_winkler: str
    damerau: str
    words: str
    once: str
    common: str
    count: str


DUCKDB = Engine(
    "duckdb",
    "jaro_winkler_similarity",
    "damerau_levenshtein",
    "string_split({0}, ' ')",
    "list_distinct({0})",
    "len(list_intersect({0}, {1}))",
    "len",
)
SPARK = Engine(
    "spark",
    "jaro_winkler",
    "damerau_levenshtein",
    "split({0}, ' ')",
    "array_distinct({0})",
    "size(array_intersect({0}, {1}))",
    "size",
)
ENGINES = {engine.name: engine for engine in (DUCKDB, SPARK)}


def suffixed(side: str, column: str) -> str:
    """The column as Splink names it: `surname_l`."""
    return f"{column}_{side}"


def fronted(side: str, column: str) -> str:
    """The column as `beside` names it: `l_surname`."""
    return f"{side}_{column}"


def compared(settings: Settings) -> list[str]:
    """The columns of a record and a person that some level looks at."""
    seen: set[str] = set()

    def look(_side: str, column: str) -> str:
        seen.add(column)
        return column

    for comparison in settings.comparisons:
        missing(comparison, look)
        for level in comparison.levels:
            condition(level, DUCKDB, look)
    return sorted(seen)


COSTLY = {"nearly_swapped", "similar", "edits", "shares"}
"""Tests that read every letter: asked last."""


def condition(level: Level, engine: Engine, place: Place) -> str:
    """The level's test as a condition; 'ELSE' for what is left."""
    if level.test is None:
        return "ELSE"
    made = []
    for test, given in sorted(level.test.items(), key=lambda one: one[0] in COSTLY):
        arguments = given if isinstance(given, list) else [given]
        made.append(_WRITERS[test](engine, place, [str(argument) for argument in arguments]))
    return " AND ".join(made)


def missing(comparison: Comparison, place: Place) -> str:
    """True when the two sides have nothing of this field in common to compare."""
    groups = (
        "(" + " OR ".join(f"{place(side, column)} IS NULL" for column in group for side in "lr") + ")"
        for group in comparison.missing_when
    )
    return " AND ".join(groups)


def _same(_engine: Engine, place: Place, columns: list[str]) -> str:
    return " AND ".join(f"{place('l', column)} = {place('r', column)}" for column in columns)


def _crosses(_engine: Engine, place: Place, columns: list[str]) -> str:
    a, b = columns
    return f"({place('l', a)} = {place('r', b)} OR {place('l', b)} = {place('r', a)})"


def _swapped(_engine: Engine, place: Place, columns: list[str]) -> str:
    a, b = columns
    return f"{place('l', a)} = {place('r', b)} AND {place('l', b)} = {place('r', a)}"


def _nearly_swapped(engine: Engine, place: Place, arguments: list[str]) -> str:
    a, b, least = arguments
    return " AND ".join(
        f"{engine.jaro_winkler}({place('l', one)}, {place('r', other)}) >= {float(least)}"
        for one, other in ((a, b), (b, a))
    )


def _similar(engine: Engine, place: Place, arguments: list[str]) -> str:
    column, least = arguments
    return f"{engine.jaro_winkler}({place('l', column)}, {place('r', column)}) >= {float(least)}"


def _edits(engine: Engine, place: Place, arguments: list[str]) -> str:
    column, most = arguments[0], int(float(arguments[1]))
    sides = f"({place('l', column)}, {place('r', column)})"
    # Letters changed over are one step here and two in plain Levenshtein, which is four times as quick.
    return f"levenshtein{sides} <= {2 * most} AND {engine.damerau}{sides} <= {most}"


def _initial(_engine: Engine, place: Place, columns: list[str]) -> str:
    left, right = place("l", columns[0]), place("r", columns[0])
    return f"substr({left}, 1, 1) = substr({right}, 1, 1) AND least(length({left}), length({right})) = 1"


def _differs(_engine: Engine, place: Place, columns: list[str]) -> str:
    return f"{place('l', columns[0])} <> {place('r', columns[0])}"


def _shares(engine: Engine, place: Place, arguments: list[str]) -> str:
    column, least = arguments
    left, right = (engine.words.format(place(side, column)) for side in "lr")
    both = engine.common.format(left, right)
    fewer = ", ".join(f"{engine.count}({engine.once.format(words)})" for words in (left, right))
    # Most pairs share fewer than two words: only of the rest is it counted how many words there are.
    return f"{both} >= 2 AND {both} >= {float(least)} * least({fewer})"


_WRITERS: dict[str, Callable[[Engine, Place, list[str]], str]] = {
    "same": _same,
    "crosses": _crosses,
    "swapped": _swapped,
    "nearly_swapped": _nearly_swapped,
    "similar": _similar,
    "edits": _edits,
    "initial": _initial,
    "differs": _differs,
    "shares": _shares,
}
