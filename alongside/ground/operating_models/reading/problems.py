"""A mistake in a pack, told so that whoever wrote the pack can put it right."""

from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: where it is (`line` counts from 1), what is wrong, what to do, and which check found it."""

    file: str
    line: int
    key: str
    reason: str
    fix: str
    check: str

    def in_words(self) -> str:
        """One line for a terminal: 'levels.yaml, line 12, levels → 2 → form_id: ... Fix: ...'."""
        return f"{self.file}, line {self.line}, {self.key}: {self.reason} Fix: {self.fix}"

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)


def key_text(path: Path) -> str:
    """A path in words: (2, 'form_id') is '3rd item, form_id' written as 'item 3 → form_id'."""
    return " → ".join(f"item {part + 1}" if isinstance(part, int) else part for part in path) or "the whole file"
