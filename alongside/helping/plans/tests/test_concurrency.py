"""A thousand edits of shared plans at once, on real PostgreSQL: each is saved or refused, none overwrites another."""

import threading
from collections import Counter
from uuid import UUID

import pytest
from django.db import connection

from alongside.ground.audit.models import Event
from alongside.ground.lib.models import Conflict
from alongside.helping.plans import actions
from alongside.helping.plans.models import Outcome, PlanAction
from alongside.helping.plans.tests.factories import Helped, a_plan, an_action, an_open_family, an_outcome
from alongside.people.families.tests.factories import a_pack

EDITS, THREADS = 1_000, 5


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_thousand_edits_at_once_lose_nothing() -> None:
    a_pack()
    helped = an_open_family()
    plan = a_plan(helped)
    outcomes = [an_outcome(plan, f"Outcome {number}") for number in range(3)]
    todo = [an_action(outcomes[0], f"Do {number}") for number in range(2)]
    saved: Counter[UUID] = Counter()
    texts: dict[UUID, dict[int, str]] = {one.pk: {} for one in [*outcomes, *todo]}
    conflicts: Counter[UUID] = Counter()
    errors: list[BaseException] = []
    guard, start = threading.Lock(), threading.Barrier(THREADS)

    def edit(worker: int) -> None:
        try:
            start.wait()
            for number in range(EDITS // THREADS):
                _one_edit(helped, outcomes, todo, f"{worker}-{number}", number, saved, conflicts, texts, guard)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=edit, args=(number,)) for number in range(THREADS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not errors
    assert saved.total() + conflicts.total() == EDITS
    assert conflicts.total() > 0, "nobody met anybody: this shows nothing"
    rows: list[Outcome | PlanAction] = [*Outcome.objects.all(), *PlanAction.objects.all()]
    for row in rows:
        assert row.version == 1 + saved[row.pk]
        changed = Event.objects.filter(kind__endswith="_changed", record_id=str(row.pk))
        versions = sorted(event.detail["version"] for event in changed)
        assert versions == list(range(2, row.version + 1)), "two edits made the same version: one was overwritten"
        now_says = row.words if isinstance(row, Outcome) else row.what
        assert now_says == texts[row.pk][row.version], "the last one saved is not what is there"


def _one_edit(
    helped: Helped, outcomes: list[Outcome], todo: list[PlanAction], text: str, number: int, saved: Counter[UUID],
    conflicts: Counter[UUID], texts: dict[UUID, dict[int, str]], guard: threading.Lock,
) -> None:  # fmt: skip
    one = [*outcomes, *todo][number % 5]
    changed: Outcome | PlanAction
    try:
        if isinstance(one, Outcome):
            seen = Outcome.objects.select_related("plan__family", "plan__episode").get(pk=one.pk)
            changed = actions.change_outcome(
                outcome=seen, seen_version=seen.version, need=seen.need, words=text, by=helped.lead
            )
        else:
            row = PlanAction.objects.select_related("outcome__plan__family", "owner_member").get(pk=one.pk)
            assert row.owner_member
            changed = actions.change_action(
                plan_action=row, seen_version=row.version, what=text, owner=row.owner_member, block=row.block,
                due_on=row.due_on, by=helped.lead,
            )  # fmt: skip
    except Conflict:
        with guard:
            conflicts[one.pk] += 1
    else:
        with guard:
            saved[one.pk] += 1
            texts[one.pk][changed.version] = text
