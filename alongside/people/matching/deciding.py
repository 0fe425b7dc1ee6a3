"""From linkage's decision, what people answered, and who is kept closely, to where a description stands."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from alongside.people.linkage.words import Outcome
from alongside.people.matching.comparing import Candidate, Decision
from alongside.people.matching.words import How, Said, Standing


@dataclass(frozen=True)
class Settled:
    """Where one description stands from now on."""

    description: uuid.UUID
    standing: Standing
    person: uuid.UUID | None = None
    resembles: uuid.UUID | None = None
    how: str = ""
    weight: float | None = None
    margin: float | None = None
    fields: list[dict[str, Any]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    possible: list[Candidate] = field(default_factory=list)


def said_same(description: uuid.UUID, candidate: Candidate) -> Settled:
    """A person said so: that stands whatever is weighed."""
    return Settled(
        description, Standing.JOINED, person=uuid.UUID(candidate.person), how=How.SAID, weight=candidate.weight,
        fields=candidate.fields,
    )  # fmt: skip


def settle(
    decision: Decision, *, answered: Mapping[str, Said], kept: Collection[str], resembled: Sequence[Candidate]
) -> Settled:
    """Where it stands: joined, waiting, compared without result, set apart, or somebody known to feeds only.

    `answered` is what was said of this description and each person; `kept` are the people kept closely among the
    candidates; `resembled` are closely kept people it resembles although linkage did not find them.
    """
    description = uuid.UUID(decision.record)
    best = decision.candidates[0] if decision.candidates else None
    doubted = decision.how == How.WEIGHED and answered.get(decision.person or "") == Said.CANT_TELL
    if decision.outcome == Outcome.JOINED and decision.person and not doubted:
        return Settled(
            description, Standing.JOINED, person=uuid.UUID(decision.person), how=decision.how,
            weight=best.weight if best else decision.weight, margin=decision.margin, fields=best.fields if best else [],
        )  # fmt: skip
    review = decision.outcome != Outcome.NEW
    possible = [one for one in decision.candidates if one.weight >= 0] if review else []
    close = [one for one in possible if one.person in kept]
    apart = [*close, *(one for one in resembled if one.person not in {c.person for c in close})]
    if apart:
        everybody = [*possible, *(one for one in apart if one not in possible)]
        return _not_joined(decision, Standing.QUARANTINED, everybody, resembles=uuid.UUID(apart[0].person))
    if not possible:
        return Settled(description, Standing.FEED_ONLY)
    open_still = [one for one in possible if answered.get(one.person) != Said.CANT_TELL]
    standing = Standing.WAITING if open_still else Standing.SET_ASIDE
    return _not_joined(decision, standing, open_still or possible)


def _not_joined(
    decision: Decision, standing: Standing, possible: list[Candidate], resembles: uuid.UUID | None = None
) -> Settled:
    return Settled(
        uuid.UUID(decision.record), standing, resembles=resembles, weight=decision.weight, margin=decision.margin,
        reasons=decision.reasons, possible=possible,
    )  # fmt: skip
