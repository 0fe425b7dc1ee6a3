"""The matrix of access: role x what is asked for x how the record is kept x standing, as `docs/access-matrix.csv`.

`docs/access-routes.yaml` says what each page, file and operation asks; the roles say what they permit; `answer` puts
the two together without asking the product, so that `tests/access/test_matrix.py` can hold the product against it.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml

from alongside.ground.access.queries import BaselineRole, baseline_roles
from alongside.ground.access.words import Permission, Reach, RecordClass
from alongside.ground.lib.lifecycle import words_of

ROUTES = Path(__file__).resolve().parents[1] / "docs/access-routes.yaml"
CHANNELS = ("page", "search", "api", "export", "pdf", "message", "report", "open_referral")
CLASSES = {RecordClass.NORMAL: "normal", RecordClass.RESTRICTED: "restricted", RecordClass.SEALED: "sealed"}


class Answer(StrEnum):
    """What somebody gets who asks."""

    OPENS = "opens"
    REFUSED = "refused"  # in words, with who may
    RESTRICTED = "restricted"  # in words, with whom to ask about this record
    ABSENT = "absent"  # as if it were not there
    SIGN_IN = "sign in"


class About(StrEnum):
    """Whose protection decides about a route."""

    NOTHING = "nothing"
    LIST = "list"
    FAMILY = "family"
    CONTENT = "content"


@dataclass(frozen=True)
class Route:
    """One page, file or operation, and what it asks in its order: pairs of a kind and a permission (or None)."""

    name: str
    channel: str
    about: About
    asks: tuple[tuple[str, Permission | None], ...]

    @property
    def public(self) -> bool:
        """Whether nobody needs to sign in for it."""
        return self.asks[0][0] == "anybody"

    @property
    def in_words(self) -> str:
        """What it asks, for a reader: 'see family, then change plan'."""
        return ", ".join(
            f"{_KINDS[kind]}{words_of(permission) if permission else ''}" for kind, permission in self.asks
        )


_KINDS = {
    "anybody": "anybody", "signed_in": "an account", "role": "role with: ", "record": "finds with: ", "then": "then: ",
    "theirs": "only who it belongs to", "given": "only with what was given for it",
    "agreed": "an agency that accepted its agreement", "kept": "only for a restricted record",
    "handled": "one of the two who answered it", "cleared": "who is cleared for it",
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """How the record asked for is kept, and whether the asker works with its family (they are not cleared for it)."""

    record_class: RecordClass = RecordClass.NORMAL
    works_with: bool = False


def routes() -> list[Route]:
    """Every route of the file, in its order."""
    found = []
    for group in yaml.safe_load(ROUTES.read_text(encoding="utf-8")):
        asks = tuple(_ask(text) for text in group["asks"])
        for channel in CHANNELS:
            found += [Route(name, channel, About(group["about"]), asks) for name in group.get(channel, ())]
    return found


def _ask(text: str) -> tuple[str, Permission | None]:
    kind, _, permission = text.partition(" ")
    if kind not in _KINDS:
        raise ValueError(f"There is no ask '{kind}'")
    return kind, Permission(permission) if permission else None


def standings(route: Route) -> list[Standing]:
    """The ways a record can stand: one for a list, or where no record is behind it.

    Working with the family is told apart for a normal record only: without clearance it opens no other.
    """
    if route.about in (About.NOTHING, About.LIST):
        return [Standing()]
    return [Standing(), Standing(works_with=True), *(Standing(one) for one in CLASSES if one != RecordClass.NORMAL)]


def answer(route: Route, permits: Mapping[Permission, Reach] | None, standing: Standing) -> Answer:
    """What somebody with these permissions gets; None for nobody signed in."""
    if permits is None and not route.public:
        return Answer.SIGN_IN
    for kind, permission in route.asks:
        reach = (permits or {}).get(permission) if permission else None
        refused = _refusal(kind, reach, standing, route.about)
        if refused is not None:
            return refused
    return Answer.OPENS


def _refusal(kind: str, reach: Reach | None, standing: Standing, about: About) -> Answer | None:
    if kind in ("theirs", "given") or (kind == "kept" and standing.record_class is not RecordClass.RESTRICTED):
        return Answer.ABSENT
    if kind in ("agreed", "handled", "cleared") or (kind == "role" and not reach):
        return Answer.REFUSED
    reached = reach is Reach.ALL or (reach is Reach.INVOLVED and standing.works_with)
    if kind == "then":
        return None if reached else Answer.REFUSED
    if kind == "record":
        return _of_record(reach, reached, standing, about)
    return None


def _of_record(reach: Reach | None, reached: bool, standing: Standing, about: About) -> Answer | None:
    if reach is None or standing.record_class is RecordClass.SEALED:
        return Answer.ABSENT
    if standing.record_class is RecordClass.RESTRICTED:
        return Answer.RESTRICTED if about is About.FAMILY else Answer.ABSENT
    return None if reached else Answer.ABSENT


def cells(roles: list[BaselineRole]) -> Iterator[tuple[Route, Standing, list[Answer]]]:
    """Each line of the matrix: a route, a standing, and the answer to nobody signed in and to each role."""
    for route in routes():
        for standing in standings(route):
            yield (
                route, standing,
                [answer(route, None, standing), *(answer(route, role.permits, standing) for role in roles)],
            )  # fmt: skip


def table() -> str:
    """`docs/access-matrix.csv`."""
    roles = list(baseline_roles().values())
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(
        ["channel", "route", "asks", "record", "asker works with the family", "not signed in", *(r.name for r in roles)]
    )
    for route, standing, answers in cells(roles):
        of_one = len(standings(route)) > 1
        kept = CLASSES[standing.record_class] if of_one else str(route.about)
        works = ("yes" if standing.works_with else "no") if of_one else ""
        lines.writerow([route.channel, route.name, route.in_words, kept, works, *answers])
    return text.getvalue()


PAGE = """# The access matrix

{cells} cells: {routes} pages, files and operations, each in {roles} roles and for nobody signed in, with a record kept
normally, restricted and sealed, and with or without working with its family. All of them are in
[access-matrix.csv](access-matrix.csv). What each asks is in [access-routes.yaml](access-routes.yaml); what each role
permits, in [who can do what](who-can-do-what.md). A test fails when a route of the product is missing here, and
another asks the product for each cell and fails when it answers otherwise.

| answer | what the asker gets |
|---|---|
| opens | the page, the file, the list or the answer; a list leaves out what its reader may not see |
| refused | a page that says why not, and which roles may |
| restricted | a page that says the record is restricted, and whom to ask |
| absent | the page for an address that leads nowhere, the same for a record that is not there |
| sign in | the way to sign in |

Nobody here is cleared for the record: who is, and why, is said record by record ('Protection'). Somebody who is
barred from a record gets 'absent' in every cell about it. 'Works with the family': their name, team or agency stands
in the family's team. What the product mails are links to set a password or to join, which name nobody. What is
published as Open Referral is the directory of services, which is about nobody; a route of it outside its channel fails
a test.

## By channel

| channel | routes | cells | opens | refused | restricted | absent | sign in |
|---|---|---|---|---|---|---|---|
"""


def page() -> str:
    """`docs/access-matrix.md`: what the matrix is, its numbers by channel, and what opens to a stranger."""
    roles = list(baseline_roles().values())
    every = list(cells(roles))
    counted: dict[str, Counter[Answer]] = {channel: Counter() for channel in CHANNELS}
    for route, _, answers in every:
        counted[route.channel].update(answers)
    text = PAGE.format(cells=sum(len(a) for *_, a in every), routes=len(routes()), roles=len(roles))
    for channel, counts in counted.items():
        here = sum(1 for route in routes() if route.channel == channel)
        numbers = " | ".join(str(counts[one]) for one in Answer)
        text += f"| {channel} | {here} | {counts.total()} | {numbers} |\n"
    return text + _by_question(roles)


def _by_question(roles: list[BaselineRole]) -> str:
    """What each kind of question answers, role by role, for a normal record and somebody without a part in it."""
    text = "\n## By what is asked, for a normal record and somebody who does not work with the family\n\n"
    text += f"| asks | routes | {' | '.join(role.name for role in roles)} |\n|---|---|{'---|' * len(roles)}\n"
    by_asks: dict[str, list[Route]] = {}
    for route in routes():
        by_asks.setdefault(route.in_words, []).append(route)
    for asks, found in sorted(by_asks.items()):
        answers = " | ".join(answer(found[0], role.permits, Standing()) for role in roles)
        text += f"| {asks} | {len(found)} | {answers} |\n"
    return text
