"""Laying out a genogram from relationships: who stands where, and which lines join them. Pure; drawn by `genogram_svg`.

Rows are generations. Couples stand side by side, their line hangs below them, and their children hang from its middle;
each couple's line has a level of its own, so that lines of two couples never run over each other. The same people and
relationships give the same picture, whatever order the database returns them in (callers give people in page order).
"""

import datetime as dt
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from alongside.people.families.words import RelationshipKind as Kind

GAP, SHAPE, LEVEL, ROW, MARGIN = 150, 48, 16, 190, 90
BY_BIRTH = frozenset({Kind.MOTHER, Kind.FATHER, Kind.PARENT})
COUPLE = (Kind.PARTNER, Kind.FORMER_PARTNER)
BESIDE = (Kind.SIBLING, Kind.HALF_SIBLING)
STEPS_DOWN: dict[str, int] = {
    **dict.fromkeys((*BY_BIRTH, Kind.STEP_PARENT, Kind.CARER), 1), Kind.GRANDPARENT: 2,
    **dict.fromkeys((*COUPLE, *BESIDE), 0),
}  # fmt: skip


class Shape(StrEnum):
    """What stands for a person, as genograms are drawn everywhere."""

    SQUARE = "square"
    CIRCLE = "circle"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"


class Line(StrEnum):
    """What a line means; each is drawn in its own way, and named in the key."""

    COUPLE = "couple"
    FORMER_COUPLE = "former couple"
    PARENTS = "parents together"
    CHILD = "child"
    TWIN = "twin"
    CARED_FOR = "cared for"
    SIBLING = "sibling"


@dataclass(frozen=True)
class Somebody:
    """A person to draw. `captions` are lines under the shape, the name first."""

    id: str
    shape: Shape
    captions: tuple[str, ...] = ()
    died: bool = False
    born: dt.date | None = None


@dataclass(frozen=True)
class Kin:
    """`person` is `kind` to `other`."""

    person: str
    other: str
    kind: str


@dataclass(frozen=True)
class Place:
    """Where a person's shape has its middle."""

    who: Somebody
    x: float
    y: float


@dataclass(frozen=True)
class Stroke:
    """A line through points; `who` are the people it joins."""

    kind: Line
    points: tuple[tuple[float, float], ...]
    who: tuple[str, ...]


@dataclass
class Genogram:
    """A finished layout: places, strokes, people without a relationship (apart), and its size in pixels."""

    places: list[Place] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    apart: list[Place] = field(default_factory=list)
    width: float = 0
    height: float = 0

    def place_of(self, person: str) -> Place:
        """Where somebody stands; KeyError when they are not drawn."""
        for place in (*self.places, *self.apart):
            if place.who.id == person:
                return place
        raise KeyError(person)


@dataclass(frozen=True)
class Union:
    """People who have children together, or a couple; `children` in the order of birth."""

    adults: tuple[str, ...]
    kind: Line
    children: tuple[str, ...] = ()


def lay_out(people: Sequence[Somebody], kin: Iterable[Kin]) -> Genogram:
    """The genogram of these people; relationships to anybody else are left out."""
    known = {somebody.id: somebody for somebody in people}
    ties = sorted(
        {k for k in kin if k.person in known and k.other in known and k.person != k.other and k.kind in STEPS_DOWN},
        key=lambda k: ([*known].index(k.person), [*known].index(k.other), k.kind),
    )
    related = {one for tie in ties for one in (tie.person, tie.other)}
    drawing = _Drawing(known, ties, generations([p for p in known if p in related], ties))
    return drawing.finished([somebody for somebody in people if somebody.id not in related])


def generations(people: Sequence[str], ties: Sequence[Kin]) -> dict[str, int]:
    """The generation of each person, 0 the eldest; where relationships contradict each other the first said wins."""
    found: dict[str, int] = {}
    for start in people:
        if start in found:
            continue
        part, queue = {start: 0}, deque([start])
        while queue:
            here = queue.popleft()
            for tie in ties:
                step = STEPS_DOWN[tie.kind]
                near, down = (tie.other, step) if tie.person == here else (tie.person, -step)
                if here in (tie.person, tie.other) and near not in part:
                    part[near] = part[here] + down
                    queue.append(near)
        eldest = min(part.values())
        found.update({person: depth - eldest for person, depth in part.items()})
    return found


def unions_of(people: dict[str, Somebody], ties: Sequence[Kin]) -> list[Union]:
    """Couples, and the parents of each group of children, in page order."""
    order = {person: at for at, person in enumerate(people)}
    parents: dict[str, tuple[str, ...]] = {}
    for tie in ties:
        if tie.kind in BY_BIRTH and tie.person not in parents.get(tie.other, ()):
            parents[tie.other] = tuple(sorted((*parents.get(tie.other, ()), tie.person), key=order.__getitem__))
    children: dict[tuple[str, ...], list[str]] = {}
    for child in sorted(parents, key=lambda c: (people[c].born or dt.date.max, order[c])):
        children.setdefault(parents[child], []).append(child)
    kinds: dict[tuple[str, ...], Line] = {}
    for tie in ties:
        if tie.kind in COUPLE:
            pair = tuple(sorted((tie.person, tie.other), key=order.__getitem__))
            now = tie.kind == Kind.PARTNER or kinds.get(pair) == Line.COUPLE
            kinds[pair] = Line.COUPLE if now else Line.FORMER_COUPLE
    every = sorted({*kinds, *children}, key=lambda adults: [order[a] for a in adults])
    return [Union(a, kinds.get(a, Line.PARENTS), tuple(children.get(a, ()))) for a in every]


class _Drawing:
    """The work of one layout."""

    def __init__(self, people: dict[str, Somebody], ties: Sequence[Kin], depth: dict[str, int]) -> None:
        self.people, self.ties, self.depth = people, ties, depth
        self.unions = unions_of(people, ties)
        self.order = {person: at for at, person in enumerate(people)}
        self.x: dict[str, float] = {}
        self.tops: dict[int, float] = {}
        self.levels = self._levels()

    def finished(self, alone: Sequence[Somebody]) -> Genogram:
        """Place row by row, draw the lines, and put those without a relationship below."""
        for row in range(max(self.depth.values(), default=-1) + 1):
            self._place_row(row)
        left = min(self.x.values(), default=0) - MARGIN
        self.x = {person: x - left for person, x in self.x.items()}
        done = Genogram([Place(self.people[p], self.x[p], self._y(p)) for p in self.people if p in self.x])
        done.strokes = [*self._couples(), *self._descents(), *self._others()]
        below = max((place.y for place in done.places), default=-ROW + MARGIN / 2) + ROW
        done.apart = [Place(somebody, MARGIN + GAP * at, below) for at, somebody in enumerate(alone)]
        every = [*done.places, *done.apart]
        done.width = max((place.x for place in every), default=0) + MARGIN
        done.height = max((place.y for place in every), default=0) + SHAPE / 2 + MARGIN
        return done

    def _levels(self) -> dict[tuple[str, ...], int]:
        """How far below its row each union's line hangs: the next free level in that row."""
        used: dict[int, int] = {}
        levels = {}
        for union in self.unions:
            row = max(self.depth[adult] for adult in union.adults)
            levels[union.adults] = used.get(row, 0)
            used[row] = levels[union.adults] + 1
        self.deepest = used
        return levels

    def _place_row(self, row: int) -> None:
        before = self.tops.get(row - 1)
        self.tops[row] = MARGIN / 2 if before is None else before + ROW + 2 * LEVEL * self.deepest.get(row - 1, 0)
        cursor = float("-inf") if row else 0.0
        runs: list[tuple[float, list[str]]] = []
        for middle, cluster in self._clusters(row):
            if runs and runs[-1][0] == middle:
                runs[-1][1].extend(cluster)
            else:
                runs.append((middle, list(cluster)))
        for middle, run in runs:
            wanted = middle - (len(run) - 1) / 2 * GAP if middle != float("inf") else max(cursor, 0.0)
            start = max(cursor, wanted)
            for at, person in enumerate(run):
                self.x[person] = start + at * GAP
            cursor = start + len(run) * GAP

    def _clusters(self, row: int) -> list[tuple[float, list[str]]]:
        """People of one generation with those they have been a couple with, left to right, under their parents."""
        here = [person for person in self.people if self.depth.get(person) == row]
        beside = {person: self._beside(person, row) for person in here}
        seen: set[str] = set()
        clusters = []
        for start in sorted(here, key=lambda p: (len(beside[p]) != 1, self.order[p])):
            if start not in seen:
                clusters.append(self._walk(start, beside, seen))
        found = [(min(self._parents_middle(p) for p in cluster), cluster) for cluster in clusters]
        return sorted(found, key=lambda f: (f[0], min(self._birth(p) for p in f[1])))

    def _birth(self, person: str) -> tuple[dt.date, int]:
        return (self.people[person].born or dt.date.max, self.order[person])

    def _beside(self, person: str, row: int) -> list[str]:
        near = [
            (union.kind != Line.FORMER_COUPLE, self.order[adult], adult)
            for union in self.unions
            if person in union.adults
            for adult in union.adults
            if adult != person and self.depth[adult] == row
        ]
        return list(dict.fromkeys(adult for _, _, adult in sorted(near)))

    def _walk(self, start: str, beside: dict[str, list[str]], seen: set[str]) -> list[str]:
        line, waiting = [], [start]
        while waiting:
            person = waiting.pop(0)
            if person not in seen:
                seen.add(person)
                line.append(person)
                waiting = [*(n for n in beside[person] if n not in seen), *waiting]
        return line

    def _parents_middle(self, person: str) -> float:
        for union in self.unions:
            if person in union.children and all(adult in self.x for adult in union.adults):
                return sum(self.x[adult] for adult in union.adults) / len(union.adults)
        return float("inf")

    def _y(self, person: str) -> float:
        return self.tops[self.depth[person]] + SHAPE / 2

    def _hang(self, union: Union) -> tuple[float, float]:
        """Where the children of a union hang from: the middle of its line."""
        xs = [self.x[adult] for adult in union.adults]
        bottom = max(self._y(adult) for adult in union.adults) + SHAPE / 2
        drop = 0 if len(union.adults) == 1 else (self.levels[union.adults] + 1) * LEVEL + 54
        return (min(xs) + max(xs)) / 2, bottom + drop

    def _couples(self) -> Iterable[Stroke]:
        for union in self.unions:
            if len(union.adults) > 1:
                _, level = self._hang(union)
                for one, other in zip(union.adults, union.adults[1:], strict=False):
                    corners = (self.x[one], self._y(one)), (self.x[other], self._y(other))
                    (x1, y1), (x2, y2) = corners
                    points = ((x1, y1 + SHAPE / 2), (x1, level), (x2, level), (x2, y2 + SHAPE / 2))
                    yield Stroke(union.kind, points, (one, other))

    def _descents(self) -> Iterable[Stroke]:
        for union in self.unions:
            if not union.children:
                continue
            x, y = self._hang(union)
            top = min(self._y(child) for child in union.children) - SHAPE / 2
            bar = top - (self.levels[union.adults] + 1) * LEVEL
            ends = [x, *(self._foot(child, union) for child in union.children)]
            yield Stroke(Line.CHILD, ((x, y), (x, bar)), union.adults)
            yield Stroke(Line.CHILD, ((min(ends), bar), (max(ends), bar)), union.children)
            for child in union.children:
                foot, kind = self._foot(child, union), Line.TWIN if self._twins(child, union) else Line.CHILD
                end = (self.x[child], self._y(child) - SHAPE / 2)
                yield Stroke(kind, ((foot, bar), end), (*union.adults, child))

    def _twins(self, child: str, union: Union) -> list[str]:
        """Those of one birth, when there is more than one."""
        born = self.people[child].born
        same = [c for c in union.children if born is not None and self.people[c].born == born]
        return same if len(same) > 1 else []

    def _foot(self, child: str, union: Union) -> float:
        same = self._twins(child, union) or [child]
        return sum(self.x[c] for c in same) / len(same)

    def _others(self) -> Iterable[Stroke]:
        """Carers, step-parents, grandparents with no parent between; brothers and sisters of unknown parents."""
        for tie in self.ties:
            start, end = (self.x[tie.person], self._y(tie.person)), (self.x[tie.other], self._y(tie.other))
            if tie.kind in BESIDE and not self._share_a_parent(tie.person, tie.other):
                above = min(start[1], end[1]) - SHAPE / 2
                points = ((start[0], above), (start[0], above - 12), (end[0], above - 12), (end[0], above))
                yield Stroke(Line.SIBLING, points, (tie.person, tie.other))
            elif tie.kind in (Kind.STEP_PARENT, Kind.CARER) or (
                tie.kind == Kind.GRANDPARENT and not self._descends(tie.person, tie.other)
            ):
                down = SHAPE / 2 if end[1] >= start[1] else -SHAPE / 2
                straight = ((start[0] + 12, start[1] + down), (end[0] + 12, end[1] - down))
                yield Stroke(Line.CARED_FOR, straight, (tie.person, tie.other))

    def _parents(self, child: str) -> set[str]:
        return {adult for union in self.unions if child in union.children for adult in union.adults}

    def _share_a_parent(self, one: str, other: str) -> bool:
        return bool(self._parents(one) & self._parents(other))

    def _descends(self, elder: str, younger: str) -> bool:
        return any(elder in self._parents(parent) for parent in self._parents(younger))


def overlaps(drawing: Genogram) -> list[tuple[str, str]]:
    """Pairs of people drawn over each other: none, in a good picture."""
    every = [*drawing.places, *drawing.apart]
    return [
        (a.who.id, b.who.id)
        for a, b in combinations(every, 2)
        if abs(a.x - b.x) < SHAPE * 2 and abs(a.y - b.y) < SHAPE * 2
    ]
