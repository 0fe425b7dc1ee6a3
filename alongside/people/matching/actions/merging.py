"""Making two records of one person one, and parting them again."""

from django.db import connection

from alongside.ground.access.models import User
from alongside.ground.access.viewing import tell_again
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now
from alongside.people.families.actions import CHANGED
from alongside.people.families.models import Person
from alongside.people.matching.models import Merge
from alongside.people.matching.policies import NOT_BOTH, check_reason, check_two, check_undone_in_order
from alongside.people.matching.rules import require_matcher, sees_whole


@action
def merge_people(*, kept: Person, other: Person, reason: str, by: User) -> Merge:
    """Make two records of one person one. Everything goes to `kept`; `other` is shown to nobody until they are parted.

    The stricter of the two counts: class, who is cleared (whoever is cleared for both), who is barred (from either),
    confidential addresses. Raises NotAllowed, in the same words whatever the reason, unless `by` sees all of both.
    """
    require_matcher(by)
    check_two(kept.pk, other.pk)
    said = check_reason(reason)
    people = {one.pk: one for one in Person.objects.filter(pk__in=[kept.pk, other.pk])}
    merged = Merge.objects.filter(other__in=people, undone_at=None).exists()
    if len(people) < 2 or merged or not all(sees_whole(by, one) for one in people.values()):
        raise NOT_BOTH
    merge = Merge.objects.create(kept=kept, other=other, reason=said, by=by, at=now())
    _carry_out("matching_join", merge)
    audit.record(kind="matching.merged", by=by, record=kept, detail={"merge": str(merge.pk), "other": str(other.pk)})
    _tell(merge, by)
    return merge


@action
def part_people(*, merge: Merge, why: str, by: User) -> Merge:
    """Undo a merge: every row goes back where it was, as it was, unless somebody changed it meanwhile.

    What was added since stays with the record that was kept; a restriction or a bar set since holds for both. Raises
    Refused when it was undone already, or when a later merge stands on it.
    """
    require_matcher(by)
    locked = Merge.objects.select_for_update(of=("self",)).select_related("kept").get(pk=merge.pk)
    later = Merge.objects.filter(other=locked.kept_id, undone_at=None).exists()
    check_undone_in_order(later, locked.undone_at is not None)
    if not sees_whole(by, locked.kept):
        raise NOT_BOTH
    locked.undone_at, locked.undone_by, locked.why_undone = now(), by, check_reason(why, "why")
    locked.save(update_fields=["undone_at", "undone_by", "why_undone"])
    _carry_out("matching_part", locked)
    audit.record(
        kind="matching.parted", by=by, record=locked.kept,
        detail={"merge": str(locked.pk), "other": str(locked.other_id)},
    )  # fmt: skip
    _tell(locked, by)
    return locked


def _carry_out(function: str, merge: Merge) -> None:
    """The database does it, with its owner's rights: rows lie where whoever merges may not look."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [merge.pk])
    merge.refresh_from_db()


def _tell(merge: Merge, by: User) -> None:
    """Who may see what has changed with them: `by`'s own rights, and what schools see."""
    tell_again(by)
    for person in Person.objects.filter(pk__in=[merge.kept_id, merge.other_id]):
        CHANGED(person, frozenset({"school"}), by)
