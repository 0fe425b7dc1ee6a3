"""Changes of identification: counting, deciding about a family on a list, objections, what is noticed in places."""

from alongside.improving.identification.actions.counting import count_families
from alongside.improving.identification.actions.deciding import Accepted, accept, decline, defer
from alongside.improving.identification.actions.noticing import log_noticed
from alongside.improving.identification.actions.objecting import answer_objection, record_objection
from alongside.improving.identification.actions.weighing import weigh_fairness

__all__ = [
    "Accepted",
    "accept",
    "answer_objection",
    "count_families",
    "decline",
    "defer",
    "log_noticed",
    "record_objection",
    "weigh_fairness",
]
