"""What is known already and need not be asked: facts a form may be filled in with, and where each came from."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from alongside.ground.access.models import User
from alongside.ground.access.queries import visible_to
from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import local_date, today
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import Answer, Question
from alongside.ground.operating_models.words import Prefill
from alongside.helping.assessments.models import Answer as AnswerRow
from alongside.helping.assessments.models import Assessment
from alongside.helping.assessments.policies import LONGEST, Choosable, FormPart, clean_answer, is_answered
from alongside.helping.assessments.words import Provenance
from alongside.helping.front_door.models import Contact
from alongside.helping.front_door.queries import contacts_of
from alongside.people.episodes.models import Episode
from alongside.people.families.models import Family
from alongside.people.families.queries import Member, addresses_of, factors_of

MEMBERS_RECORD = "The family's record"


@dataclass(frozen=True)
class Known:
    """An answer filled in, and where it came from."""

    value: Answer
    provenance: Provenance
    origin: str
    origin_on: dt.date | None


def from_the_record(family: Family, members: Sequence[Member]) -> dict[Prefill, Known]:
    """What the family's own record says."""

    def known(value: Answer) -> Known:
        return Known(value, Provenance.KNOWN, MEMBERS_RECORD, today())

    found = {
        Prefill.FAMILY_PEOPLE: known("\n".join(_in_words(member) for member in members)),
        Prefill.FAMILY_FACTORS: known(sorted({factor.factor for factor in factors_of(family)})),
        Prefill.FAMILY_ADDRESS: known(_where(members)),
    }
    return {what: fact for what, fact in found.items() if is_answered(fact.value)}


def from_contacts(contacts: Iterable[Contact]) -> dict[Prefill, Known]:
    """What the family's contacts with the front door said, the latest first; each fact from the latest that says it."""
    found: dict[Prefill, Known] = {}
    for contact in contacts:
        said = {
            Prefill.CONTACT_CONCERN: contact.concern, Prefill.CONTACT_TRIED: contact.tried,
            Prefill.CONTACT_FAMILY_VIEW: contact.family_view, Prefill.CONTACT_GOING_WELL: contact.going_well,
        }  # fmt: skip
        origin, on = f"Contact {contact.reference}", local_date(contact.received_at)
        for what, text in said.items():
            if text.strip() and what not in found:
                found[what] = Known(text.strip(), Provenance.KNOWN, origin, on)
    return found


def contact_facts(family: Family, by: User, episode: Episode) -> dict[Prefill, Known]:
    """What the family's last contacts said: those this person may see, and the one this episode began with.

    Whoever writes the assessment is told what the help was asked for, not who asked. One query.
    """
    visible = visible_to(Contact.objects.filter(family=family), by, Permission.SEE_CONTACT)
    rows = contacts_of(family).filter(Q(pk__in=visible.values("pk")) | Q(pk=episode.from_contact))
    return from_contacts(rows.prefetch_related(None)[:5])


def from_earlier(
    earlier: Assessment, answers: Iterable[AnswerRow], parts: Iterable[FormPart], choosable: Choosable, *,
    everything: bool,
) -> dict[tuple[str, str], Known]:  # fmt: skip
    """The earlier assessment's answers that this form asks for too and that still fit, by (question, subject).

    All of them for the next version in the same episode; on coming back, only where the form says 'the same question'.
    """
    wanted = {
        (question.id, part.subject.id): question
        for part in parts
        for question in part.section.questions
        if everything or question.prefill is Prefill.PREVIOUS_SAME_QUESTION
    }
    origin, on = f"Assessment {earlier.number}", earlier.signed_off_at and local_date(earlier.signed_off_at)
    found = {}
    for row in answers:
        question = wanted.get((row.question, row.subject))
        if question is not None:
            known = fitting(question, Known(row.value, Provenance.EARLIER, origin, on))
            if still_fits(question, known, choosable):
                found[row.question, row.subject] = known
    return found


def still_fits(question: Question, known: Known, choosable: Choosable) -> bool:
    """Whether an earlier answer is one the question takes now: an option may have gone, a person have left."""
    try:
        clean_answer(question, known.value, choosable)
    except Refused:
        return False
    return True


def filled(
    parts: Iterable[FormPart], facts: Mapping[Prefill, Known], earlier: Mapping[tuple[str, str], Known]
) -> dict[tuple[str, str], Known]:
    """Each question that can be filled in, by (question, subject): from an earlier assessment first, then from facts.

    What is known of the whole family fills in questions asked once only: repeated for each need it would mislead.
    """
    found: dict[tuple[str, str], Known] = {}
    for part in parts:
        for question in part.section.questions:
            key = question.id, part.subject.id
            fact = facts.get(question.prefill) if question.prefill and not part.subject.id else None
            if key in earlier:
                found[key] = earlier[key]
            elif fact is not None:
                found[key] = fitting(question, fact)
    return found


def fitting(question: Question, known: Known) -> Known:
    """The fact cut to the question's greatest length."""
    if isinstance(known.value, str):
        cut = known.value[: question.max_length or LONGEST]
        return Known(cut, known.provenance, known.origin, known.origin_on)
    return known


def _in_words(member: Member) -> str:
    about = "child" if member.is_child else "adult"
    return f"{member.name}, {about}, {member.born if member.age is None else member.age}"


def _where(members: Sequence[Member]) -> str:
    lines: dict[str, None] = {}
    for addresses in addresses_of(member.id for member in members).values():
        present = addresses[0]
        if present.until is None:
            written = "No fixed address" if present.no_fixed_address else f"{present.lines} {present.postcode}".strip()
            lines[written] = None
    return "\n".join(lines)
