"""Writing down what came of matching: a run's course, whom descriptions are about, who is known to feeds only."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.statements import many
from alongside.people.matching.comparing import Counted, model_version
from alongside.people.matching.deciding import Settled
from alongside.people.matching.models import Counts, Description, FeedPerson, PossibleMatch, Run
from alongside.people.matching.models.linking import Told
from alongside.people.matching.policies import check_list_is_good
from alongside.people.matching.queries.linking import standings
from alongside.people.matching.queries.people import places_checked_until
from alongside.people.matching.rules import require_matcher
from alongside.people.matching.telling import best_told, told_in
from alongside.people.matching.words import Kind, RunState, Standing
from alongside.people.matching.writing import write_in, write_over

DECIDED = ["standing", "person_id", "feed_person_id", "resembles_id", "how", "weight", "margin", "fields",
           "model_version", "decided_at"]  # fmt: skip

KEYS = ["keys", "own_keys"]

BEST_TOLD = [str(field.column) for field in Told._meta.fields]
"""Columns of somebody known to feeds only that follow what is told of them."""


@action
def begin_run(*, kind: Kind, by: User) -> Run:
    """Begin to match; a run cut off before counts as stopped. Refused without a list of places that make no family."""
    if by != the_system():
        require_matcher(by)
    check_list_is_good(places_checked_until(), today())
    Run.objects.filter(state=RunState.RUNNING).update(state=RunState.STOPPED, ended_at=now())
    last = Run.objects.filter(state=RunState.DONE).order_by("-began_at", "-id").first()
    run = Run.objects.create(kind=kind, by=by, began_at=now(), marker=last.marker if last else 0)
    audit.record(kind="matching.run_begun", by=by, record=run, detail={"kind": str(kind)})
    return run


@action
def keep_counts(*, run: Run, counted: Counted, people: int, by: User) -> Counts:
    """Keep what was counted, under which everything is weighed from now on."""
    kept = Counts.objects.create(
        at=now(), people=people, model_version=model_version(), content=counted.written()
    )  # fmt: skip
    audit.record(kind="matching.counted", by=by, record=run, detail={"people": people})
    return kept


@action
def go_on(*, run: Run, done: int, of: int, by: User) -> Run:
    """Say how far a run came. Raises Refused when somebody asked it to stop."""
    Run.objects.filter(pk=run.pk).update(done=done, of=of)
    run.refresh_from_db()
    if run.stop_asked:
        raise Stopped
    return run


class Stopped(Refused):
    """Somebody asked the run to stop; what was decided is kept, and the next run goes on from there."""

    def __init__(self) -> None:
        super().__init__("The run was stopped.", what_to_do="The next run goes on from there.")


@action
def ask_to_stop(*, run: Run, by: User) -> None:
    """Ask a run to stop when it has written what it is at."""
    require_matcher(by)
    Run.objects.filter(pk=run.pk, state=RunState.RUNNING).update(stop_asked=True)
    audit.record(kind="matching.stop_asked", by=by, record=run)


@action
def end_run(*, run: Run, state: RunState, marker: int, by: User) -> Run:
    """The run is done, or stopped; only a run that is done moves the marker on."""
    run.state, run.ended_at, run.counts = state, now(), standings()
    run.marker = marker if state == RunState.DONE else run.marker
    run.save(update_fields=["state", "ended_at", "counts", "marker"])
    audit.record(kind="matching.run_ended", by=by, record=run, detail={"state": str(state)})
    return run


@action
def put_links(
    *, run: Run, rows: Sequence[Description], settled: Sequence[Settled], version: str, with_keys: bool, by: User
) -> None:
    """Write down of whom descriptions are, what waits to be compared, and what is set apart.

    `with_keys` writes the numbers the rows were given too: a row is written once, not twice.
    """
    by_id = {row.pk: row for row in rows}
    moment, possible = now(), []
    for one in settled:
        row = by_id[one.description]
        _write(row, one, version, moment)
        possible += [
            PossibleMatch(
                description=row, person_id=uuid.UUID(candidate.person), place=place, weight=candidate.weight,
                reasons=one.reasons, fields=candidate.fields,
            )
            for place, candidate in enumerate(one.possible, start=1)
        ]  # fmt: skip
    PossibleMatch.objects.filter(description_id__in=many(by_id)).delete()
    write_over(rows, [*DECIDED, *KEYS] if with_keys else DECIDED)
    write_in(possible)
    audit.record(kind="matching.linked", by=by, record=run, detail={"descriptions": len(rows)})


def _write(row: Description, one: Settled, version: str, moment: dt.datetime) -> None:
    if row.standing != one.standing or row.person_id != one.person:
        row.decided_at = moment
    row.standing, row.person_id, row.resembles_id = one.standing, one.person, one.resembles
    row.how, row.weight, row.margin, row.fields = one.how, one.weight, one.margin, one.fields
    row.model_version = version
    if one.standing not in (Standing.FEED_ONLY, Standing.SET_ASIDE):
        row.feed_person = None


@action
def put_groups(
    *, run: Run, groups: Sequence[Sequence[uuid.UUID]], by: User, taken: set[uuid.UUID] | None = None
) -> None:
    """Make each group of descriptions one person known to feeds only, keeping who was known as far as they stay.

    A group takes the person most of its descriptions were of; of equals, the one known longest. `taken` collects who
    was taken by a group already, over several calls.
    """
    wanted = [one for group in groups for one in group]
    rows = {row.pk: row for row in Description.objects.filter(pk__in=many(wanted))}
    taken = set() if taken is None else taken
    was = {row.feed_person_id for row in rows.values() if row.feed_person_id}
    people = {person.pk: person for person in FeedPerson.objects.filter(pk__in=many(was))}
    made: dict[uuid.UUID, FeedPerson] = {}
    for group in sorted(groups, key=lambda one: (-len(one), one)):
        members = [rows[one] for one in group if one in rows]
        person = _person_of(members, people, taken)
        for name, value in best_told([told_in(one) for one in members]).items():
            setattr(person, name, value)
        made[person.pk] = person
        taken.add(person.pk)
        for row in members:
            row.feed_person = person
    write_in(made.values(), unique=("id",), otherwise=BEST_TOLD)
    write_over(rows.values(), ["feed_person_id"])
    FeedPerson.objects.filter(pk__in=many(was - taken), descriptions=None).delete()
    audit.record(kind="matching.grouped", by=by, record=run, detail={"groups": len(groups)})


def _person_of(
    members: Sequence[Description], people: Mapping[uuid.UUID, FeedPerson], taken: set[uuid.UUID]
) -> FeedPerson:
    before = [row.feed_person_id for row in members if row.feed_person_id and row.feed_person_id not in taken]
    if not before:
        return FeedPerson(made_at=now())
    return people[min(before, key=lambda one: (-before.count(one), one))]


@action
def drop_unheld(*, run: Run, by: User) -> int:
    """Forget people known to feeds only whom no description is of any more. How many."""
    gone, _ = FeedPerson.objects.filter(descriptions=None).delete()
    audit.record(kind="matching.unheld_dropped", by=by, record=run, detail={"people": gone})
    return gone
