"""What each feed says of a family, and how fresh it is: found, searched without finding, not searched, not for you."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Subquery

from alongside.ground.access.models import User
from alongside.ground.access.queries import is_masked, may
from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import as_text
from alongside.ground.operating_models.queries import Feed, Pack
from alongside.improving.identification.words import Answer
from alongside.people.families.models import Family, Membership
from alongside.people.matching.models import MatchedRow, Run
from alongside.people.matching.words import RunState, Standing
from alongside.people.partner_data.models import Load
from alongside.people.partner_data.words import LoadState


@dataclass(frozen=True)
class FeedStanding:
    """A feed as it stands: the day it shows, what its last file covered, and why it is not searched ('' if it is)."""

    feed: Feed
    as_of: dt.date | None
    coverage: str
    why_not: str


@dataclass(frozen=True)
class KnownLine:
    """One line of 'what is known, and how fresh'."""

    feed: str
    holds: str
    as_of: dt.date | None
    coverage: str
    contact: str
    answer: Answer
    said: str


def standings_of(pack: Pack, today: dt.date) -> list[FeedStanding]:
    """Every feed of the pack that is about people's lives, and whether it is searched. One query."""
    done = Run.objects.filter(state=RunState.DONE).order_by("-marker").values("marker")[:1]
    loads = Load.objects.filter(state=LoadState.TAKEN).select_related("agreement").annotate(matched=Subquery(done))
    last = {load.feed: load for load in loads.order_by("feed", "-number").distinct("feed")}
    return [_standing(feed, last.get(feed.id), today) for feed in pack.feeds if feed.kinds]


def _standing(feed: Feed, load: Any, today: dt.date) -> FeedStanding:
    if load is None:
        return FeedStanding(feed, None, "", "No file of it has come.")
    coverage = f"{load.rows:,} records in the last file, {load.get_extent_display().partition(':')[0].lower()}"
    why = ""
    if load.agreement.review_on <= today:
        why = "The sharing agreement it came under has ended."
    elif (today - load.as_of).days > feed.fresh.within_days:
        why = f"It is older than the {feed.fresh.within_days} days for which it counts as fresh."
    elif load.number > (load.matched or 0):
        why = "The last file has not been matched to people yet."
    return FeedStanding(feed, load.as_of, coverage, why)


def not_searched(standings: Sequence[FeedStanding]) -> list[FeedStanding]:
    """Feeds in which nothing was looked for, with why."""
    return [one for one in standings if one.why_not]


def known_of(by: User, family: Family, pack: Pack, today: dt.date) -> list[KnownLine]:
    """One line for each feed: what it says of the family's people, or why that is not known. Three queries.

    Whoever may not read the family's assessment is told that they may not see what feeds say, and whom to ask.
    """
    members = Membership.objects.filter(family=family, until=None).select_related("person").order_by("id")
    people = [row.person for row in members]
    allowed = bool(may(by, Permission.SEE_ASSESSMENT, family)) and not any(is_masked(one) for one in people)
    counts = _counts([one.pk for one in people]) if allowed else {}
    return [_line(one, counts.get(one.feed.id, 0), allowed) for one in standings_of(pack, today)]


def _counts(people: Collection[uuid.UUID]) -> dict[str, int]:
    theirs = Q(description__person__in=people, description__standing=Standing.JOINED)
    rows = MatchedRow.objects.filter(theirs).order_by().values_list("feed").annotate(Count("pk"))
    return dict(rows)


def _line(standing: FeedStanding, number: int, allowed: bool) -> KnownLine:
    feed = standing.feed
    if not allowed:
        answer, said = Answer.NOT_ALLOWED, "Ask the named contact, or the family’s lead practitioner."
    elif standing.why_not:
        answer, said = Answer.NOT_SEARCHED, standing.why_not
        if number and standing.as_of:
            said += f" When it last came it held {_records(number)} of them."
    elif number:
        answer, said = Answer.FOUND, f"{_records(number)} of people in this family."
    else:
        answer, said = (
            Answer.NOTHING,
            f"Nothing of anybody in this family up to {as_text(standing.as_of or dt.date.min)}.",
        )
    contact = f"{feed.contact.who}. {feed.contact.reach}."
    return KnownLine(feed.name, feed.holds, standing.as_of, standing.coverage, contact, answer, said)


def _records(number: int) -> str:
    return "1 record" if number == 1 else f"{number:,} records"
