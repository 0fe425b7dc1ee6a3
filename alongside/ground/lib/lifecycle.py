"""A lifecycle is a table: what may follow what, and which event the audit trail then holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from alongside.ground.lib.errors import Refused

State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True)
class Transition(Generic[State]):
    """One permitted change: from any of `sources` to `target`, said as `name`, audited as `event`."""

    name: str
    sources: tuple[State, ...]
    target: State
    event: str


class Lifecycle(Generic[State]):
    """The transitions of one kind of record; its diagram in `docs/` is drawn from this table."""

    def __init__(self, title: str, first: State, transitions: Iterable[Transition[State]]) -> None:
        self.title = title
        self.first = first
        self.transitions = {transition.name: transition for transition in transitions}

    def possible(self, state: State, name: str) -> bool:
        """True when `name` may happen to a record in `state`."""
        return state in self.transitions[name].sources

    def step(self, state: State, name: str) -> Transition[State]:
        """The transition `name` from `state`; raises Refused, naming the state, when it may not happen."""
        transition = self.transitions[name]
        if state not in transition.sources:
            raise Refused(
                f"This can't be done now: {self.title.lower()} is '{words_of(state)}'.",
                what_to_do="Reload the page to see what happened since you opened it.",
            )
        return transition

    def as_mermaid(self) -> str:
        """The state diagram, for the documentation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.first}"]
        for transition in self.transitions.values():
            lines += [
                f"    {source} --> {transition.target}: {words_of(transition.name)}" for source in transition.sources
            ]
        targets = {source for transition in self.transitions.values() for source in transition.sources}
        ends = dict.fromkeys(t.target for t in self.transitions.values() if t.target not in targets)
        lines += [f"    {state} --> [*]" for state in ends]
        return "\n".join(lines)


def words_of(name: str) -> str:
    """An identifier as words: 'waiting_for_panel' is 'waiting for panel'."""
    return name.replace("_", " ")
