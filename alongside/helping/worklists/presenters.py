"""Work in words, with the link to where it is done."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from alongside.ground.lib.clock import today
from alongside.helping.worklists.gathering import Row
from alongside.helping.worklists.registry import FAMILY, RECORD, added
from alongside.helping.worklists.words import Need, Wait

# Where each kind of work is done: the page's name, and which of the row's ids each part of its address is.
PLACES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    Need.DECIDE_CONTACT: ("decide_contact", {"contact_id": RECORD}),
    Need.TELL_SENDER: ("contact", {"contact_id": RECORD}),
    Need.ANSWER_RETURNED: ("contact", {"contact_id": RECORD}),
    Need.CONTACT_NEWS: ("contact", {"contact_id": RECORD}),
    Need.ANSWER_ENQUIRY: ("enquiry", {"enquiry_id": RECORD}),
    Need.ANSWER_HANDOVER: ("plans:answer_handover", {"family_id": FAMILY}),
    Need.ASSESSMENT: ("assessments:overview", {"family_id": FAMILY}),
    Need.ACTION: ("plans:action", {"family_id": FAMILY, "action_id": RECORD}),
    Need.REVIEW: ("plans:hold_review", {"family_id": FAMILY}),
    Need.MINUTES: ("plans:minutes", {"family_id": FAMILY, "meeting_id": RECORD}),
    Need.INVITATION: ("plans:meetings", {"family_id": FAMILY}),
    Need.START_PLAN: ("plans:plan", {"family_id": FAMILY}),
    Need.ASK_AGAIN: ("consent:overview", {"family_id": FAMILY}),
    Need.FINISH_REFERRAL: ("step_up_down:referral", {"referral_id": RECORD}),
    Need.ANSWER_REFERRAL: ("step_up_down:referral", {"referral_id": RECORD}),
    Need.PANEL: ("chronology:overview", {"family_id": FAMILY}),
    Need.NAME_LEAD: ("plans:name_lead", {"family_id": FAMILY}),
    Need.RIGHT_HELP_LIST: ("right_help_list", {}),
    Need.REVIEW_ACCESS: ("review_access", {}),
    Wait.CONTACT: ("contact", {"contact_id": RECORD}),
    Wait.HANDOVER: ("plans:team", {"family_id": FAMILY}),
    Wait.REFERRAL: ("step_up_down:referral", {"referral_id": RECORD}),
}


def label_of(kind: str, kinds: type[Need] | type[Wait]) -> str:
    """What a kind of work is called, whichever package it comes from."""
    more = added(kind)
    return more.label if more else str(kinds(kind).label)


@dataclass(frozen=True)
class Task:
    """One line of a worklist."""

    label: str
    what: str
    family: str
    href: str
    due_on: dt.date | None
    since: dt.date
    is_overdue: bool


def task(row: Row, kinds: type[Need] | type[Wait], labels: Mapping[uuid.UUID, str]) -> Task:
    """The row in words; `labels` says what each family is called."""
    more = added(row.kind)
    name, parts = (more.place, more.parts) if more else PLACES[row.kind]
    ids = {FAMILY: row.family_id, RECORD: row.record_id}
    return Task(
        label=label_of(row.kind, kinds),
        what=row.what,
        family=labels.get(row.family_id, "") if row.family_id else "",
        href=reverse(name, kwargs={part: ids[which] for part, which in parts.items()}),
        due_on=row.due_on,
        since=row.since,
        is_overdue=row.due_on is not None and row.due_on < today(),
    )
