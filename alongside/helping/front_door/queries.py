"""Reading contacts: the queue, one's own, one whole contact, what partners were asked."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject

from alongside.ground.access.models import User
from alongside.ground.access.queries import get_visible, people_who_may, require, visible_to
from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.statements import Constant, constants
from alongside.ground.lib.text import comparable
from alongside.ground.operating_models.queries import Pack
from alongside.helping.front_door.models import (
    Contact,
    ContactFactor,
    ContactFile,
    ContactPerson,
    ContactStatus,
    Decision,
    MoreInformation,
    PartnerEnquiry,
    PublicKnock,
    WrongRow,
)
from alongside.helping.front_door.policies import areas_within
from alongside.helping.front_door.words import DECIDED, TO_DECIDE, ContactState, EnquiryState
from alongside.people.families.models import Family, Person, PersonName

MINE, NOBODYS = "mine", "nobodys"


@dataclass(frozen=True)
class QueueFilter:
    """What of the queue to show; '' shows all. `whose`: 'mine' or 'nobodys'; `state` '' is everything to decide."""

    priority: str = ""
    area: str = ""
    route: str = ""
    state: str = ""
    whose: str = ""
    overdue: bool = False


def queue(by: User, chosen: QueueFilter, pack: Pack) -> QuerySet[Contact]:
    """The hub's queue, oldest due first: what waits to be decided unless a state is chosen. Raises NotAllowed."""
    require(by, Permission.SEE_QUEUE)
    rows = visible_to(Contact.objects.all(), by, Permission.SEE_CONTACT)
    rows = rows.filter(state=chosen.state) if chosen.state in ContactState.values else rows.filter(state__in=TO_DECIDE)
    if chosen.priority:
        rows = rows.filter(priority="" if chosen.priority == "none" else chosen.priority)
    if chosen.route:
        rows = rows.filter(route=chosen.route)
    if chosen.area:
        rows = rows.filter(area__in=[""] if chosen.area == "none" else areas_within(pack, chosen.area))
    if chosen.whose == MINE:
        rows = rows.filter(taken_by=by)
    elif chosen.whose == NOBODYS:
        rows = rows.filter(taken_by=None)
    if chosen.overdue:
        rows = rows.filter(due_on__lt=today())
    return rows.select_related("taken_by").prefetch_related("people").order_by("due_on", "id")


def how_many(rows: QuerySet[Contact]) -> tuple[int, int]:
    """How many contacts a list holds, and how many of them are overdue."""
    plain = rows.order_by()
    return plain.count(), plain.filter(due_on__lt=today(), state__in=TO_DECIDE).count()


def contacts_to_decide(by: User) -> QuerySet[Contact]:
    """What waits to be decided and this person may decide, oldest due first; for worklists."""
    waiting = Contact.objects.filter(state__in=constants(TO_DECIDE))  # `contact_queue` holds these only
    rows = visible_to(waiting, by, Permission.DECIDE_CONTACT)
    return rows.order_by("due_on", "id")


def contacts_taken_by(user: User) -> QuerySet[Contact]:
    """What this person has taken and not decided yet, oldest due first."""
    return Contact.objects.filter(taken_by=user, state__in=TO_DECIDE).order_by("due_on", "id")


def contacts_returned_to(user: User) -> QuerySet[Contact]:
    """Contacts this person sent that wait for their answer, oldest first."""
    return Contact.objects.filter(author=user, state=ContactState.RETURNED).order_by("id")


def contacts_waiting_of(user: User) -> QuerySet[Contact]:
    """Contacts this person sent that nobody has decided yet, first due first: what they wait for."""
    return Contact.objects.filter(author=user, state__in=TO_DECIDE).order_by("due_on", "id")


def contacts_with_news_for(user: User) -> QuerySet[Contact]:
    """Contacts this person sent whose decision they have been told of and have not looked at, oldest first."""
    told = Contact.objects.filter(author=user, state__in=DECIDED, seen_by_sender_at=None)
    return told.exclude(told_at=None).order_by("told_at", "id")


def senders_to_tell(by: User) -> QuerySet[Contact]:
    """Decided contacts whose sender has not been told yet, oldest first; for those who decide contacts."""
    untold = Contact.objects.filter(told_at=None).exclude(told_text=Constant(""))  # `contact_to_tell` holds these only
    rows = visible_to(untold, by, Permission.DECIDE_CONTACT)
    return rows.filter(state__in=[*DECIDED, ContactState.RETURNED]).order_by("due_on", "id")


def my_contacts(by: User) -> QuerySet[Contact]:
    """The contacts this person sent, latest first."""
    return Contact.objects.filter(author=by).prefetch_related("people").order_by("-id")


def contact_for(by: User, contact_id: uuid.UUID) -> Contact:
    """The contact, if this person may see it; raises NotFoundForYou otherwise."""
    return get_visible(_whole(Contact.objects.all()), by, Permission.SEE_CONTACT, pk=contact_id)


def contact_to_decide(by: User, contact_id: uuid.UUID) -> Contact:
    """The contact, if this person may decide it; raises NotFoundForYou otherwise, and NotAllowed without the role."""
    require(by, Permission.DECIDE_CONTACT)
    return get_visible(_whole(Contact.objects.all()), by, Permission.DECIDE_CONTACT, pk=contact_id)


def people_of(contact: Contact) -> list[ContactPerson]:
    """Everybody named on the contact, in the sender's order."""
    return list(contact.people.order_by("position"))


def person_on(contact: Contact, named_id: uuid.UUID) -> ContactPerson | None:
    """One of the people named on the contact."""
    return contact.people.filter(pk=named_id).first()


def decisions_of(contact: Contact) -> list[Decision]:
    """Every decision on the contact, oldest first (returned ones are decided again)."""
    return list(contact.decisions.select_related("by", "lead__agency", "episode__family"))


def statuses_of(contact: Contact) -> list[tuple[str, dt.datetime, str, str]]:
    """Every change of state, oldest first: its words, when, by whom, and the reason. As `contact_for` read it."""
    return [
        (ContactState(row["state"]).label, dt.datetime.fromisoformat(row["at"]), row["by"], row["reason"])
        for row in getattr(contact, "history_rows", ())
    ]


def added_to(contact: Contact) -> list[tuple[str, str, dt.datetime]]:
    """What the sender added when asked for more, oldest first: text, by whom, when. As `contact_for` read it."""
    return [
        (row["text"], row["by"], dt.datetime.fromisoformat(row["at"])) for row in getattr(contact, "added_rows", ())
    ]


def factors_on(contact: Contact) -> list[tuple[str, str, str]]:
    """The factors noticed on the contact: factor, evidence, id of whom it is about ('' for the family)."""
    rows = getattr(contact, "factor_rows", ())
    return [(row["factor"], row["evidence"], row["about"] or "") for row in rows]


def _whole(rows: QuerySet[Contact]) -> QuerySet[Contact]:
    """The contacts with their history, additions and factors read in the same query."""
    mine = {"contact": OuterRef("pk")}
    history = ContactStatus.objects.filter(**mine).order_by("at", "id")
    added = MoreInformation.objects.filter(**mine).order_by("at", "id")
    factors = ContactFactor.objects.filter(**mine).order_by("id")
    return rows.select_related("author__agency", "taken_by", "family", "graded_by").annotate(
        history_rows=ArraySubquery(
            history.values(row=JSONObject(state="state", at="at", by="by__name", reason="reason"))
        ),
        added_rows=ArraySubquery(added.values(row=JSONObject(text="text", at="at", by="by__name"))),
        factor_rows=ArraySubquery(
            factors.values(row=JSONObject(factor="factor", evidence="evidence", about="about_id"))
        ),
    )


def contacts_of(family: Family) -> QuerySet[Contact]:
    """Every contact about a family, latest first; the caller asks whether they may be read."""
    return Contact.objects.filter(family=family).prefetch_related("people").order_by("-received_at", "-id")


def earlier_contacts_about(contact: Contact, people: Iterable[uuid.UUID]) -> list[Contact]:
    """Other contacts about the same people or family, latest first, at most ten."""
    known = set(people)
    same = Q(people__person_id__in=known)
    if contact.family_id:
        same |= Q(family=contact.family_id)
    if not (known or contact.family_id):
        return []
    rows = Contact.objects.filter(same).exclude(pk=contact.pk).distinct().order_by("-received_at", "-id")
    return list(rows[:10])


def likely_same(people: Collection[ContactPerson]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """For each person named and not yet settled: ids of people already known who are very likely the same.

    Likely means the same NHS number or UPN, or the same surname and date of birth. Two queries, however many people.
    """
    open_ones = [named for named in people if not named.match]
    if not open_ones:
        return {}
    names = PersonName.objects.none()
    wanted = Q(pk__in=[])
    for named in open_ones:
        if named.upn:
            wanted |= Q(person__upn=named.upn)
        if named.nhs_number:
            wanted |= Q(person__nhs_number=named.nhs_number)
        if named.date_of_birth and named.surname:
            wanted |= Q(person__date_of_birth=named.date_of_birth, surname_key=comparable(named.surname)[:120])
    if wanted != Q(pk__in=[]):
        names = PersonName.objects.filter(wanted).select_related("person").order_by("person_id", "id")[:200]
    rows = list(names)
    return {
        named.pk: found
        for named in open_ones
        if (found := list(dict.fromkeys(row.person_id for row in rows if _is_alike(named, row))))
    }


def _is_alike(named: ContactPerson, row: PersonName) -> bool:
    known = row.person
    if named.upn and named.upn == known.upn:
        return True
    if named.nhs_number and named.nhs_number == known.nhs_number:
        return True
    return (
        named.date_of_birth is not None
        and named.date_of_birth == known.date_of_birth
        and comparable(named.surname)[:120] == row.surname_key
        and _first_names_may_agree(named, row)
    )


def _first_names_may_agree(named: ContactPerson, row: PersonName) -> bool:
    """Twins share surname and date of birth: a different first letter of the first name sets them apart."""
    mine, theirs = comparable(named.forename), row.forename_key
    return not mine or not theirs or mine[0] == theirs[0]


def enquiries_of(contact: Contact) -> list[PartnerEnquiry]:
    """Every partner asked about the contact, in the order asked."""
    return list(contact.enquiries.select_related("asked_of__agency", "answered_by"))


def enquiries_waiting_for(user: User) -> QuerySet[PartnerEnquiry]:
    """Questions asked of this person and not answered, oldest due first."""
    rows = PartnerEnquiry.objects.filter(asked_of=user, state=EnquiryState.ASKED).select_related("contact")
    return rows.order_by("due_on", "id")


def enquiry_for(by: User, enquiry_id: uuid.UUID) -> PartnerEnquiry:
    """The question to a partner, if this person may answer it; raises NotFoundForYou otherwise."""
    rows = PartnerEnquiry.objects.select_related("contact", "asked_by", "asked_of").prefetch_related("contact__people")
    return get_visible(rows, by, Permission.ANSWER_ENQUIRY, pk=enquiry_id)


def who_can_answer(agency_kinds: Collection[str]) -> list[User]:
    """People of these kinds of agency who may answer a partner's question, by name."""
    return list(people_who_may(Permission.ANSWER_ENQUIRY).filter(agency__kind__in=agency_kinds)[:200])


def people_who_decide() -> list[User]:
    """Everybody who may decide contacts, by name: to whom one can be passed on."""
    return list(people_who_may(Permission.DECIDE_CONTACT))


def possible_leads() -> list[User]:
    """Everybody who could lead a team around a family, by agency and name."""
    return list(people_who_may(Permission.WRITE_ASSESSMENT).order_by("agency__name", "name", "id")[:400])


def knocks_since(moment: dt.datetime, address_hash: str = "") -> int:
    """How often the public form was sent since a moment, from one address or from all."""
    rows = PublicKnock.objects.filter(at__gte=moment)
    return rows.filter(address_hash=address_hash).count() if address_hash else rows.count()


def oldest_knock_since(moment: dt.datetime) -> dt.datetime:
    """When the first of the knocks since a moment came; now when there was none."""
    return PublicKnock.objects.filter(at__gte=moment).order_by("at").values_list("at", flat=True).first() or now()


def keys_taken(keys: Collection[str]) -> set[str]:
    """Which of these fingerprints of rows have been taken in already."""
    return set(Contact.objects.filter(source_key__in=keys).values_list("source_key", flat=True)) - {None}  # type: ignore[return-value]


def files_sent(by: User) -> list[ContactFile]:
    """The latest files this person sent, without their content."""
    return list(ContactFile.objects.filter(sent_by=by).defer("content").order_by("-id")[:20])


def file_for(by: User, file_id: uuid.UUID) -> ContactFile:
    """A file this person sent; raises NotFoundForYou otherwise."""
    require(by, Permission.IMPORT_CONTACTS)
    rows = ContactFile.objects.filter(sent_by=by).defer("content")
    return get_visible(rows, by, Permission.IMPORT_CONTACTS, pk=file_id)


def wrong_rows_of(file: ContactFile) -> QuerySet[WrongRow]:
    """The rows of a file that could not be taken, in the file's order."""
    return WrongRow.objects.filter(file=file).order_by("line")


def has_open_enquiry(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """The contacts with `waits_for_partner` added: whether a partner has still to answer."""
    asked = PartnerEnquiry.objects.filter(contact=OuterRef("pk"), state=EnquiryState.ASKED)
    return contacts.annotate(waits_for_partner=Exists(asked))


def with_people(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """The contacts with the people named on them read in one more query."""
    return contacts.prefetch_related(Prefetch("people", ContactPerson.objects.order_by("position")))


def file_to_take_in(file_id: uuid.UUID) -> ContactFile | None:
    """A file that has not been taken in yet, with its content and sender; for the worker."""
    rows = ContactFile.objects.filter(pk=file_id, content__isnull=False)
    return rows.select_related("sent_by__agency", "sent_by__team").first()


def contacts_with_ids(by: User, ids: Collection[uuid.UUID]) -> list[Contact]:
    """Those of these contacts that this person may decide."""
    return list(visible_to(Contact.objects.filter(pk__in=ids), by, Permission.DECIDE_CONTACT).order_by("id"))


def families_by_id(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Family]:
    """Families by id, for a choice already offered."""
    return {family.pk: family for family in Family.objects.filter(pk__in=ids)}


def person_known(person_id: uuid.UUID) -> Person | None:
    """Somebody in the records."""
    return Person.objects.filter(pk=person_id).first()
