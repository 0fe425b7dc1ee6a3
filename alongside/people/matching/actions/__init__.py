"""Changes of matching: merging and parting people, matching records, answers, households, places."""

from alongside.people.matching.actions.answering import answer, take_back
from alongside.people.matching.actions.households import form_households
from alongside.people.matching.actions.likenesses import answer_alike, take_back_alike
from alongside.people.matching.actions.linking import ask_to_stop
from alongside.people.matching.actions.merging import merge_people, part_people
from alongside.people.matching.actions.places import put_places_in_force
from alongside.people.matching.running import link_changes, link_everything

__all__ = [
    "answer",
    "answer_alike",
    "ask_to_stop",
    "form_households",
    "link_changes",
    "link_everything",
    "merge_people",
    "part_people",
    "put_places_in_force",
    "take_back",
    "take_back_alike",
]
