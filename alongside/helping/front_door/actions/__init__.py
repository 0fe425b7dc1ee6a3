"""Every change to contacts with the front door."""

from alongside.helping.front_door.actions.deciding import AlreadyDecided, decide, give_more, send_to_social_care
from alongside.helping.front_door.actions.following import REFERRED_UP, ReferredUp
from alongside.helping.front_door.actions.grading import (
    Assigned,
    assign_many,
    grade,
    pass_on,
    put_back,
    record_agreement,
    take,
)
from alongside.helping.front_door.actions.importing import accept_file, begin_file, finish_file, take_in_rows
from alongside.helping.front_door.actions.matching import match_person
from alongside.helping.front_door.actions.partners import answer_enquiry, ask_partners
from alongside.helping.front_door.actions.recording import TooMany, knock, record_contact, record_many
from alongside.helping.front_door.actions.telling import mark_seen, record_told
from alongside.helping.front_door.policies import Named, Noticed, Report

__all__ = [
    "REFERRED_UP", "AlreadyDecided", "Assigned", "Named", "Noticed", "ReferredUp", "Report", "TooMany", "accept_file",
    "answer_enquiry", "ask_partners", "assign_many",
    "begin_file", "decide", "finish_file", "give_more", "grade", "knock",
    "mark_seen", "match_person",
    "pass_on", "put_back", "record_agreement", "record_contact", "record_many", "record_told", "send_to_social_care",
    "take", "take_in_rows",
]  # fmt: skip
