"""What people say who compare a description with a person. It counts at once, and whatever later runs weigh."""

from alongside.ground.access.models import User
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import NotFoundForYou, Refused
from alongside.people.families.models import Person
from alongside.people.matching.models import Answer, Description, MatchedRow, PossibleMatch
from alongside.people.matching.policies import check_answer
from alongside.people.matching.rules import require_may_answer, sees_whole
from alongside.people.matching.words import How, Said, Standing
from alongside.people.matching.writing import count_no_more

OLD = "The record has been changed or matched since you opened it."


@action
def answer(
    *, description: Description, person: Person, said: str, by: User, note: str = "", seen_standing: str = ""
) -> Answer:
    """Say that a description and a person are the same, are different, or that nobody can tell; remembered for ever.

    The last word counts; what was said before is kept. 'Different' also undoes a match that was made. Raises
    NotFoundForYou where `by` may not see the person, Refused when the description stands otherwise than they saw.
    """
    if not sees_whole(by, person):
        raise NotFoundForYou
    require_may_answer(by, person)
    tidied = check_answer(said, note)
    locked = Description.objects.select_for_update(of=("self",)).filter(pk=description.pk).first()
    if locked is None or (seen_standing and locked.standing != seen_standing):
        raise Refused(OLD, what_to_do="Go back to the list and open it again.")
    count_no_more(Answer.objects.filter(feed=locked.feed, digest=locked.digest, person=person, taken_back_at=None), by)
    records = MatchedRow.objects.filter(description=locked).order_by("record_id").values_list("record_id", flat=True)
    made = Answer.objects.create(
        feed=locked.feed, digest=locked.digest, record_ids=list(records), person=person, said=Said(said), note=tidied,
        by=by, at=now(),
    )  # fmt: skip
    if made.said == Said.SAME:
        _join(locked, person)
    elif made.said == Said.DIFFERENT:
        _part(locked, person)
    else:
        _set_aside(locked)
    _keep(locked)
    audit.record(
        kind="matching.answered", by=by, record=person,
        detail={"description": str(locked.pk), "feed": locked.feed, "said": str(made.said)},
    )  # fmt: skip
    return made


@action
def take_back(*, answer: Answer, by: User) -> Answer:
    """Take an answer back, as if nobody had said it; that it was said is kept. The next run matches it again."""
    if not sees_whole(by, answer.person):
        raise NotFoundForYou
    require_may_answer(by, answer.person)
    if not count_no_more(Answer.objects.filter(pk=answer.pk, taken_back_at=None), by):
        raise Refused("This answer has been taken back already.")
    answer.refresh_from_db()
    for row in Description.objects.filter(feed=answer.feed, digest=answer.digest):
        if row.standing == Standing.JOINED and row.person_id == answer.person_id and row.how == How.SAID:
            row.standing, row.person, row.how = Standing.WAITING, None, ""
            PossibleMatch.objects.get_or_create(
                description=row, person=answer.person,
                defaults={"place": 1, "weight": row.weight or 0.0, "fields": row.fields},
            )  # fmt: skip
        _keep(row)
    audit.record(kind="matching.answer_taken_back", by=by, record=answer.person, detail={"answer": str(answer.pk)})
    return answer


def _join(row: Description, person: Person) -> None:
    found = PossibleMatch.objects.filter(description=row, person=person).first()
    if found is not None:
        row.weight, row.fields = found.weight, found.fields
    row.standing, row.person, row.how, row.margin = Standing.JOINED, person, How.SAID, None
    row.resembles = row.feed_person = None
    PossibleMatch.objects.filter(description=row).delete()


def _part(row: Description, person: Person) -> None:
    """Not this person. What is set apart stays so until a run has looked who else it resembles."""
    PossibleMatch.objects.filter(description=row, person=person).delete()
    if row.standing == Standing.QUARANTINED:
        return
    if row.person_id == person.pk:
        row.person, row.how, row.weight, row.margin, row.fields = None, "", None, None, []
        row.standing = Standing.FEED_ONLY
    elif not PossibleMatch.objects.filter(description=row).exists():
        row.standing = Standing.FEED_ONLY


def _set_aside(row: Description) -> None:
    said = Answer.objects.filter(feed=row.feed, digest=row.digest, said=Said.CANT_TELL, taken_back_at=None)
    left = PossibleMatch.objects.filter(description=row).exclude(person__in=said.values("person"))
    if row.standing == Standing.WAITING and not left.exists():
        row.standing = Standing.SET_ASIDE


def _keep(row: Description) -> None:
    """As it stands now, to be looked at again by the next run."""
    row.model_version, row.decided_at = "", now()
    row.save()
