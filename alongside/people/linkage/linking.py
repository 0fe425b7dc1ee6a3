"""`alongside linkage link`: files in, two Parquet files out, for whoever links more than one council holds.

`decisions.parquet` has a row for each record: what came of it, to whom, how, and what speaks against it.
`candidates.parquet` has the few best of each record that was weighed, field by field in words and bits. Both hold ids
and what was found, and nothing else of anybody.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from alongside.people.linkage import files
from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.explain import candidates_in_words, decisions_in_words
from alongside.people.linkage.link import Linker
from alongside.people.linkage.placeholders import ready
from alongside.people.linkage.settings import Settings
from alongside.people.linkage.spine import Spine
from alongside.people.linkage.words import Outcome

DECISIONS, CANDIDATES = "decisions.parquet", "candidates.parquet"
STEPS = ("reading", "cleaning", "counting names and places", "linking", "writing")


def link_files(
    records: Path, people: Path, out: Path, settings: Settings, *, engine: str, say: Callable[[str], None]
) -> dict[str, Any]:
    """Link a file of records to a file of people. Answers how many came to what, and the files written.

    `say` is told each of STEPS as it begins. Raises Unusable for files that cannot be read, and where either of the two
    files is there already: nothing is written over.
    """
    _check_is_free(out)
    step = iter(STEPS)
    say(next(step))
    asked, known = files.people(records), files.people(people)
    say(next(step))
    asked, known = ready(asked), ready(known)
    say(next(step))
    linker = Linker(Spine.of(known, settings), settings, engine=engine)
    say(next(step))
    links, prior = linker.link(asked), linker.prior
    linker.close()
    say(next(step))
    _write_whole(decisions_in_words(links.decisions), out / DECISIONS)
    _write_whole(candidates_in_words(links.candidates, settings, prior), out / CANDIDATES)
    came_to = Counter(links.decisions["outcome"].to_pylist())
    return {
        "engine": engine, "records": asked.num_rows, "people": known.num_rows,
        **{str(outcome): came_to[outcome] for outcome in Outcome},
        "files": [DECISIONS, CANDIDATES],
    }  # fmt: skip


def _check_is_free(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise Unusable(
            f"{out.name} is no folder, and none can be made there.", what_to_do="Give another folder."
        ) from wrong
    for name in (DECISIONS, CANDIDATES):
        if (out / name).exists():
            raise Unusable(f"{name} is in that folder already.", what_to_do="Give another folder, or move it away.")


def _write_whole(table: pa.Table, path: Path) -> None:
    """All of it or nothing: a file cut off half way would look like an answer."""
    half = path.with_suffix(".part")
    try:
        pq.write_table(table, half, compression="zstd")
        half.replace(path)
    except OSError as wrong:
        half.unlink(missing_ok=True)
        raise Unusable(f"{path.name} could not be written.", what_to_do="Is there room, and may you?") from wrong
