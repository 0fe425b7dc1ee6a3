"""How records are compared, found and decided about: data, read from YAML and checked.

`the_settings()` are the package's own; a pack may lay `decision` and `finding` over them (`overridden`), and whoever
trains a model of their own `comparisons` too. Nothing in it is SQL: what a level tests is one of a closed list, which
`levels` writes for each engine.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from alongside.people.linkage.errors import Unusable

Test = Literal["same", "crosses", "swapped", "nearly_swapped", "similar", "edits", "initial", "differs", "shares"]
WHERE_FROM = frozenset({"source", "assumption", "unverified"})
"""What a pack's file says about itself."""


class Part(BaseModel):
    """A part of the settings: frozen, and nothing unknown is accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Level(Part):
    """One step of a comparison; without a test it is what is left."""

    name: str
    words: str
    test: Mapping[Test, list[str | float] | str] | None = None
    frequency: str | None = None
    chance: float | None = None
    often: float | None = None
    neutral: bool = False


class Comparison(Part):
    """One field compared, its levels from the most telling down.

    `missing_when` lists what must be on both sides; an identifier is `checked` when it has a check digit, so that
    another valid one is somebody else's rather than a slip.
    """

    name: str
    shows: str
    missing_when: list[list[str]]
    levels: list[Level]
    identifier: Literal["checked", "unchecked"] | None = None

    @model_validator(mode="after")
    def _ends_with_the_rest(self) -> "Comparison":
        if any(level.test is None for level in self.levels[:-1]) or self.levels[-1].test is not None:
            raise ValueError(f"{self.name}: the last level, and only it, has no test")
        if len({level.name for level in self.levels}) != len(self.levels):
            raise ValueError(f"{self.name}: two levels have one name")
        return self

    def at(self, name: str) -> int:
        """The number of a level, counted from the top."""
        return next(number for number, level in enumerate(self.levels) if level.name == name)


class Rule(Part):
    """Whom to look at: those with the same key; 'a=b' puts the record's column beside another of the person's."""

    keys: list[str]
    wide: bool = False

    @property
    def record_side(self) -> list[str]:
        """Columns of the record that make its key."""
        return [key.split("=")[0] for key in self.keys]

    @property
    def person_side(self) -> list[str]:
        """Columns of the person that make theirs, in the same order."""
        return [key.split("=")[-1] for key in self.keys]


class Finding(Part):
    """Whom to look at for a record."""

    crowd: int
    rules: list[Rule]


class Decision(Part):
    """When a record joins by itself (bits), and when it is asked about."""

    join_at: float
    review_at: float
    margin: float
    generation: int
    kept: int


class Settings(Part):
    """All of it."""

    comparisons: list[Comparison]
    finding: Finding
    decision: Decision

    def comparison(self, name: str) -> Comparison:
        """The comparison of that name."""
        return next(one for one in self.comparisons if one.name == name)

    @property
    def digest(self) -> str:
        """Changes when anything does that the trained parameters depend on."""
        return _digest("\n".join(one.model_dump_json() for one in self.comparisons))

    @property
    def whole_digest(self) -> str:
        """Changes when anything does that a decision depends on, beside the trained parameters."""
        return _digest(self.model_dump_json())


def _digest(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def checked(given: Mapping[str, Any]) -> Settings:
    """Settings from plain data; what is wrong is said with its place."""
    try:
        return Settings.model_validate(given)
    except ValidationError as wrong:
        places = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors()]
        raise Unusable("The linkage settings are not right: " + "; ".join(places)) from wrong


@cache
def the_settings() -> Settings:
    """The package's own settings."""
    return checked(YAML(typ="safe").load((files(__package__) / "settings.yaml").read_text(encoding="utf-8")))


def overridden(given: Mapping[str, Any]) -> Settings:
    """The package's settings with parts (`decision`, `finding`, `comparisons`) laid over them; Unusable for others."""
    base = the_settings().model_dump()
    for part, value in given.items():
        base[part] = {**base[part], **value} if isinstance(value, Mapping) and part in base else value
    return checked(base)


def settings_of(path: Path) -> Settings:
    """The package's settings with what a file in the shape of a pack's `linkage.yaml` lays over them."""
    try:
        given = YAML(typ="safe").load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, YAMLError) as wrong:
        raise Unusable(f"{path.name} cannot be read as YAML.", what_to_do="Give a pack's linkage.yaml.") from wrong
    if not isinstance(given, Mapping):
        raise Unusable(f"{path.name} holds no settings.", what_to_do="Give a pack's linkage.yaml.")
    return overridden({part: value for part, value in given.items() if part not in WHERE_FROM})
