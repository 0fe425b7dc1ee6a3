"""Why a record is thought to be about a person, field by field, in words and in bits.

One bit doubles the odds. The sum of the fields and of 'before looking' is the weight a decision is made by, so a
person can check it with a pencil.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from alongside.people.linkage.link import Linker
from alongside.people.linkage.scoring import MISSING, bits_column, level_column
from alongside.people.linkage.settings import Settings
from alongside.people.linkage.words import HOW_WORDS, REASON_WORDS, Reason

NOT_KNOWN = "not known on one side or both"


@dataclass(frozen=True)
class FieldSaid:
    """One field of a pair: what it is, what was found, and what that adds (bits)."""

    field: str
    words: str
    bits: float

    @property
    def sentence(self) -> str:
        """'Surname: same surname (+8.9)'."""
        name = self.field.replace("_", " ").replace("nhs", "NHS").replace("upn", "UPN")
        return f"{name[0].upper()}{name[1:]}: {self.words} ({self.bits:+.1f})"


def fields(candidate: Mapping[str, Any], settings: Settings) -> list[FieldSaid]:
    """A row of `Links.candidates`, field by field."""
    said = []
    for comparison in settings.comparisons:
        level = candidate[level_column(comparison)]
        words = NOT_KNOWN if level == MISSING else comparison.levels[level].words
        said.append(FieldSaid(comparison.shows, words, float(candidate[bits_column(comparison)])))
    return said


def decisions_in_words(decisions: pa.Table) -> pa.Table:
    """`Links.decisions` with how each was decided, and why a person is asked, as sentences beside the codes."""
    how = _said(decisions["how"].combine_chunks(), HOW_WORDS)
    reasons = decisions["reasons"].combine_chunks()
    why = pa.ListArray.from_arrays(reasons.offsets, _said(reasons.values, REASON_WORDS))
    return decisions.append_column("how_in_words", how).append_column("reasons_in_words", why)


def _said(codes: pa.Array, words: Mapping[Any, str]) -> pa.Array:
    at = pc.index_in(codes, value_set=pa.array([str(code) for code in words]))
    return pa.array(list(words.values())).take(at)


def candidates_in_words(candidates: pa.Table, settings: Settings, prior: float) -> pa.Table:
    """`Links.candidates` as somebody reads them: for each field what was found in words, and its bits.

    With the bits before looking (`prior`), which make up the weight together with those of the fields.
    """
    columns = {name: candidates[name] for name in ("record_id", "place", "person_id", "weight")}
    columns["before_looking_bits"] = pa.repeat(round(prior, 6), candidates.num_rows)
    for comparison in settings.comparisons:
        words = pa.array([NOT_KNOWN, *(level.words for level in comparison.levels)])
        levels = candidates[level_column(comparison)].combine_chunks()
        columns[comparison.shows] = words.take(pc.subtract(levels, MISSING))
        columns[f"{comparison.shows}_bits"] = candidates[bits_column(comparison)]
    return pa.table(columns)


def in_words(weight: float) -> str:
    """How much a weight is, said in words."""
    for least, words in ((20, "almost certainly the same person"), (10, "very likely the same person"),
                         (5, "likely the same person"), (0, "perhaps the same person")):  # fmt: skip
        if weight >= least:
            return words
    return "probably another person"


def why_asked(reasons: list[str]) -> list[str]:
    """The reasons of a decision as sentences."""
    return [REASON_WORDS[Reason(reason)] for reason in reasons]


def explained(linker: Linker, records: pa.Table, record_id: str, person_id: str) -> list[FieldSaid]:
    """Any pair, field by field, however it was decided; the last line is the odds before looking."""
    candidate = linker.weigh(records, record_id, person_id)
    before = FieldSaid("before_looking", f"one person among {linker.spine.counted:,}", linker.prior)
    return [*fields(candidate, linker.settings), before]
