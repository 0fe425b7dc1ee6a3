"""What changes between two packs, in words a council can read: 'Priority Amber: respond within 10 working days → 7'."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from alongside.ground.operating_models.engine.days import in_words
from alongside.ground.operating_models.schema import DatedDays, Pack, Within

THINGS = {
    "info": "The pack", "words": "Words", "levels": "Level", "routes": "Route", "priorities": "Priority",
    "clocks": "Clock", "decisions": "Decision", "factors": "Factor", "needs": "Need", "forms": "Form", "tools": "Tool",
    "consent": "Agreement", "plans": "Plans", "drift": "Drift rule", "localities": "Places",
    "team_kinds": "Team kind", "responses": "Response", "agencies": "Agency kind", "partners_asked": "Partner asked",
    "panels": "Panel", "step_up": "Step up", "examples": "Example", "feeds": "Feed",
    "criteria": "Criteria", "linkage": "Linking records",
    "roles": "Role", "retention": "Retention rule",
}  # fmt: skip
KEYS = ("id", "means", "kind", "to", "from_", "area", "code", "number")  # what tells the items of a list apart
NAMES = ("name", "title", "label", "text", "area", "id", "means", "kind", "to")
REASONS = {"source", "assumption", "unverified"}


@dataclass(frozen=True)
class Change:
    """One difference: what it is about and what it was and becomes; `kind` is added, removed or changed."""

    kind: str
    about: str
    was: str = ""
    becomes: str = ""

    def in_words(self) -> str:
        """The change as one line."""
        if self.kind == "changed":
            return f"{self.about}: {self.was} → {self.becomes}"
        return f"{self.about}: {self.kind}"


def differences(old: Pack, new: Pack) -> list[Change]:
    """Every difference in meaning, in the order of the pack's parts; comments and layout are not differences."""
    changes: list[Change] = []
    for field, thing in THINGS.items():
        before, after = getattr(old, field), getattr(new, field)
        if isinstance(before, tuple):
            changes += _items(thing, before, after)
        elif before is None or after is None:
            changes += [Change("added" if after else "removed", thing)] if before != after else []
        else:
            changes += _fields(thing, before, after)
    return changes


def _items(thing: str, before: tuple[Any, ...], after: tuple[Any, ...]) -> Iterator[Change]:
    old = {_key(item): item for item in before}
    new = {_key(item): item for item in after}
    for key, item in old.items():
        if key in new:
            yield from _fields(f"{thing} {_name(new[key])}", item, new[key])
        else:
            yield Change("removed", f"{thing} {_name(item)}")
    for key, item in new.items():
        if key not in old:
            yield Change("added", f"{thing} {_name(item)}")


def _key(item: Any) -> str:
    return str(next(getattr(item, name) for name in KEYS if hasattr(item, name)))


def _name(item: Any) -> str:
    if isinstance(item, DatedDays):
        return f"from {item.from_.isoformat()} ({in_words(item.days, item.count)})"
    text = str(next(getattr(item, name) for name in NAMES if hasattr(item, name)))
    return text if len(text) <= 60 else f"{text[:57]}..."


def _fields(about: str, before: BaseModel, after: BaseModel) -> Iterator[Change]:
    for name in type(before).model_fields:
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        label = f"{about}: {name.rstrip('_').replace('_', ' ')}"
        if isinstance(old, tuple) and old + new and isinstance((old + new)[0], BaseModel):
            yield from _items(f"{label},", old, new)
        elif isinstance(old, Within) and isinstance(new, Within):
            yield from _within(label, old, new)
        elif isinstance(old, BaseModel) and isinstance(new, BaseModel) and name not in REASONS:
            yield from _fields(label, old, new)
        else:
            yield Change("changed", label, _say(old), _say(new))


def _within(label: str, old: Within, new: Within) -> Iterator[Change]:
    if (old.days, old.count) != (new.days, new.count):
        yield Change("changed", label, in_words(old.days, old.count), in_words(new.days, new.count))
    if old.counting != new.counting:
        yield Change("changed", f"{label}, how days are counted", _say(old.counting), _say(new.counting))
    yield from _items(f"{label},", old.changes, new.changes)


def _say(value: Any) -> str:
    if value is None or value == "" or value == ():
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {part}" for key, part in value.items())
    if isinstance(value, BaseModel):
        return ", ".join(str(part) for part in value.model_dump(exclude_none=True).values())
    return str(value)
