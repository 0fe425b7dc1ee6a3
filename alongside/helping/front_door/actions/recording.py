"""Receiving contacts, one or many."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from alongside.ground.access.models import User
from alongside.ground.access.queries import is_masked, may
from alongside.ground.access.words import Permission
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import as_time, now, today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.ids import new_reference
from alongside.ground.lib.text import tidy, tidy_postcode
from alongside.ground.operating_models.queries import AdoptedPack, current_pack
from alongside.helping.front_door.actions.common import _audit
from alongside.helping.front_door.keeping import keep_as_family, set_apart
from alongside.helping.front_door.models import Contact, ContactFactor, ContactPerson, ContactStatus, PublicKnock
from alongside.helping.front_door.policies import Named, Report, area_of, first_due, wrong_with_report
from alongside.helping.front_door.queries import knocks_since, oldest_knock_since
from alongside.helping.front_door.rules import is_public_door, may_import, may_record
from alongside.helping.front_door.words import Match, TellHow
from alongside.people.episodes.actions import tell
from alongside.people.episodes.queries import open_families_of
from alongside.people.episodes.words import StoryKind
from alongside.people.families.models import Family
from alongside.people.families.queries import addresses_of, families_of_people, people_named

HOUR = dt.timedelta(hours=1)
MOST_DRAWN = 3
KNOCKS_AN_HOUR = {"address": 6, "all": 120}


class TooMany(Refused):
    """The public form has been sent too often; the message says how else to get help."""


@dataclass
class Built:
    """A contact and its rows, ready to be saved."""

    contact: Contact
    people: list[ContactPerson] = field(default_factory=list)
    factors: list[ContactFactor] = field(default_factory=list)
    status: ContactStatus = field(default_factory=ContactStatus)


@action
def record_contact(*, report: Report, by: User) -> Contact:
    """Receive a contact (A1): it gets a reference, a clock and a place in the queue.

    When somebody it names belongs to a family that is open, the contact is about that family and its story says so.
    Raises NotAllowed, and Refused with the field to put right.
    """
    verdict = may_record(by)
    if not verdict:
        raise NotAllowed(verdict.reason)
    adopted = current_pack()
    wrong = wrong_with_report(adopted.pack, report, agency_kind=_kind(report, by), today=today())
    if wrong:
        raise wrong
    known = [named.person_id for named in report.people if named.person_id]
    if len(people_named(known)) != len(set(known)):
        raise Refused("One of the people chosen is not in the records.", what_to_do="Search again.", field="people")
    built = _built(report, by, adopted)
    built.contact.family = _family_of(report, known, by)
    if not built.contact.area and known:
        wards = [
            address.ward_code for rows in addresses_of(known).values() for address in rows if address.until is None
        ]
        built.contact.area = area_of(adopted.pack, wards)
    _save([built])
    set_apart(built.contact, built.people)
    keep_as_family(built.contact, by)
    _audit_received(built.contact, by, adopted.version_id)
    if built.contact.family and not is_masked(built.contact.family):
        tell(
            family=built.contact.family, kind=StoryKind.CONTACT, by=by, source=built.contact, people=known,
            headline=f"A contact about the family reached {adopted.pack.words.front_door}",
            detail=f"From: {built.contact.sender_agency or 'the public'}. Reference {built.contact.reference}.",
        )  # fmt: skip
    return built.contact


@action
def record_many(*, reports: Sequence[Report], by: User) -> list[Contact]:
    """Receive many contacts at once, as from a file: they name nobody already known.

    Raises Refused for the first that is wrong, and then keeps none: check each with `policies.wrong_with_report` first.
    """
    verdict = may_import(by)
    if not verdict:
        raise NotAllowed(verdict.reason)
    adopted, built = current_pack(), []
    for report in reports:
        wrong = wrong_with_report(adopted.pack, report, agency_kind=_kind(report, by), today=today())
        if wrong:
            raise wrong
        built.append(_built(report, by, adopted))
    _save(built)
    for one in built:
        set_apart(one.contact, one.people)
        _audit_received(one.contact, by, adopted.version_id)
    return [one.contact for one in built]


@action
def knock(*, address: str, by: User) -> None:
    """Count one sending of the public form from a network address, and refuse politely when there are too many.

    Six an hour from one address and 120 an hour from all. The address is kept as a keyed hash for a day.
    """
    moment = now()
    PublicKnock.objects.filter(at__lt=moment - dt.timedelta(days=1)).delete()
    hashed = salted_hmac("front_door.knock", address, algorithm="sha256").hexdigest()
    since = moment - HOUR
    if knocks_since(since, hashed) >= KNOCKS_AN_HOUR["address"] or knocks_since(since) >= KNOCKS_AN_HOUR["all"]:
        words = current_pack().pack.words
        numbers = "; ".join(f"{phone.name}: {phone.number}" for phone in words.emergency.telephones)
        raise TooMany(
            "We have had many messages from this page and cannot take another just now. What you typed is still below.",
            what_to_do=f"Please try again after {as_time(oldest_knock_since(since) + HOUR)}, or ring us. {numbers}.",
        )
    PublicKnock.objects.create(at=moment, address_hash=hashed)


def _kind(report: Report, by: User) -> str:
    return "public" if is_public_door(by) else report.agency_kind or by.agency.kind


def _built(report: Report, by: User, adopted: AdoptedPack) -> Built:
    moment = now()
    received = report.received_at or moment
    due = first_due(adopted.pack, received, report.in_danger)
    own = not is_public_door(by) and not report.from_file
    contact = Contact(
        reference=new_reference("C"), received_at=received, recorded_at=moment, pack_version_id=adopted.version_id,
        route=report.route, route_answers=dict(report.route_answers), agency_kind=_kind(report, by), author=by,
        sender_name=tidy(report.sender_name) or (by.name if own else ""),
        sender_role=tidy(report.sender_role) or (by.job_title if own else ""),
        sender_agency=tidy(report.sender_agency) or (by.agency.name if own else ""),
        sender_telephone=tidy(report.sender_telephone) or (by.telephone if own else ""),
        sender_email=report.sender_email or (by.email if own else ""), tell_how=report.tell_how or TellHow.ON_SCREEN,
        readers=[by.principal] if own else [], due_on=due.on, due_rule=due.rule_id,
        due_pack_version_id=adopted.version_id,
        area=area_of(adopted.pack, [named.ward_code for named in report.people]), in_danger=report.in_danger,
        concern=report.concern.strip(), going_well=report.going_well.strip(), tried=report.tried.strip(),
        family_view=report.family_view.strip(), anything_else=report.anything_else.strip(),
        agreement=report.agreement, agreement_why=report.agreement_why.strip(),
        outside_age_reason=report.outside_age_reason.strip(), source_key=report.source_key,
    )  # fmt: skip
    people = [_person(contact, position, named) for position, named in enumerate(report.people)]
    factors = [
        ContactFactor(
            contact=contact, factor=one.factor, evidence=one.evidence.strip(),
            about=people[one.about] if one.about is not None else None,
        )
        for one in report.factors
    ]  # fmt: skip
    return Built(contact, people, factors, ContactStatus(contact=contact, state=contact.state, at=moment, by=by))


def _person(contact: Contact, position: int, named: Named) -> ContactPerson:
    return ContactPerson(
        contact=contact, position=position, person_id=named.person_id, role=named.role,
        match=Match.SAME if named.person_id else Match.UNDECIDED, forename=tidy(named.forename)[:120],
        surname=tidy(named.surname)[:120], date_of_birth=named.date_of_birth, date_known=named.known, sex=named.sex,
        has_send=named.has_send, upn=_compact(named.upn), nhs_number=_compact(named.nhs_number),
        telephone=tidy(named.telephone)[:60], no_fixed_address=named.no_fixed_address,
        lines="" if named.no_fixed_address else tidy(named.lines)[:300], postcode=tidy_postcode(named.postcode)[:10],
        ward_code=named.ward_code, school=tidy(named.school)[:200], relationship=tidy(named.relationship)[:80],
    )  # fmt: skip


def _compact(number: str) -> str:
    return number.replace(" ", "").replace("-", "").upper()[:20]


def _save(built: Iterable[Built]) -> None:
    rows = list(built)
    _save_contacts([one.contact for one in rows])
    ContactPerson.objects.bulk_create([person for one in rows for person in one.people], batch_size=500)
    ContactFactor.objects.bulk_create([factor for one in rows for factor in one.factors], batch_size=500)
    ContactStatus.objects.bulk_create([one.status for one in rows], batch_size=500)


def _save_contacts(contacts: list[Contact]) -> None:
    """Save them, under other references when one was drawn that stands already: a great file makes that likely."""
    drawn = 1
    while True:
        try:
            with transaction.atomic():
                Contact.objects.bulk_create(contacts, batch_size=500)
        except IntegrityError as error:
            if drawn == MOST_DRAWN or "reference" not in str(error).partition("\n")[0]:
                raise
            drawn += 1
            for contact in contacts:
                contact.reference = new_reference("C")
        else:
            return


def _audit_received(contact: Contact, by: User, version_id: uuid.UUID) -> None:
    _audit(
        "contact_received", contact, by, pack_version_id=version_id, rule_id=contact.due_rule, route=contact.route,
        in_danger=contact.in_danger,
    )  # fmt: skip


def _family_of(report: Report, known: Sequence[uuid.UUID], by: User) -> Family | None:
    if report.family_id:
        theirs = {family.pk: family for families in families_of_people(known).values() for family in families}
        chosen = theirs.get(report.family_id) or Family.objects.filter(pk=report.family_id).first()
        if chosen is None or not (chosen.pk in theirs or may(by, Permission.SEE_FAMILY, chosen)):
            raise Refused(
                "None of the people chosen belongs to that family.", what_to_do="Search again.", field="people"
            )
        return chosen
    found = open_families_of(known) if known else []
    return found[0] if len(found) == 1 else None
