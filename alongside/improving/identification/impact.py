"""A data protection impact assessment of the lists, filled from the operating model; what only people know is asked.

Its headings follow UK GDPR Article 35(7): what is done and why, whether it is needed and no more than needed, what
could go wrong for people, and what is done about that.
"""

import datetime as dt
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from alongside.ground.lib.clock import as_text
from alongside.ground.lib.pdf import typeset
from alongside.ground.operating_models.queries import Criteria, FamilyList, Pack
from alongside.improving.identification.policies import FEWEST
from alongside.improving.identification.queries.known import FeedStanding

TO_FILL = "To be written by the council: "
WRONG_RECORD = (
    "Sure matches only are counted; possible ones wait for a person. Each count opens to its records, and a person"
    " decides."
)
WATCHED = (
    "Each report compares who is listed, accepted and declined with the people counted, by sex, age, ethnicity,"
    f" disability, locality and source; counts under {FEWEST} are not shown."
)
HIDING = (
    "A family with anybody whose record is kept closely is on the list of named people only; confidential addresses"
    " link nobody and give no locality; refuges, hostels and care homes make no family."
)
LABELLED = "There is no score and no prediction. A rank is counts of published criteria, which can be read aloud."
ADULTS = (
    "Each record is counted for the person it is about and shown with their name; a criterion about children counts"
    " no adult."
)
RISKS = (
    ("A family is listed because a record is wrong or about somebody else", WRONG_RECORD),
    ("Families that services watch more closely are listed more often", WATCHED),
    ("Somebody in hiding is found through a list", HIDING),
    ("Somebody is labelled by a score", LABELLED),
    ("An adult’s record is held against a child", ADULTS),
    ("A family does not know", "The privacy notice and a page for parents say how families are found and object."),
)
FINISHED = (
    f"Whatever begins ‘{TO_FILL.rstrip(' :')}’ is for people to fill in. It is finished when the data protection"
    " officer has advised and somebody accountable has signed."
)
HAPPENS = (
    "Partners’ records are matched to people and counted for each household by published criteria. People see a ranked"
    " list and decide about each family: they accept, decline with a reason, or put it off."
)
RIGHTS = (
    "People are told, may ask for what is held about them, and may object: until an objection is answered nothing about"
    " them is counted."
)


def content_for(pack: Pack, criteria: Criteria, feeds: Sequence[FeedStanding], on: dt.date) -> dict[str, Any]:
    """What the document says, as data for the page and the PDF alike."""
    return {
        "title": "Data protection impact assessment: families who may need help", "council": pack.info.council,
        "intro": [
            f"Filled from the operating model ‘{pack.info.title}’, version {pack.info.version}, on {as_text(on)}.",
            FINISHED,
        ],
        "sections": [
            {"title": "What is done, and why", "items": _what(criteria)},
            {"title": "Whose data, and by what right", "items": [_feed(one) for one in feeds]},
            {"title": "What is counted", "items": [_list(one, criteria) for one in criteria.lists]},
            {"title": "Whether it is needed, and no more than needed", "items": _needed(criteria)},
            {"title": "What could go wrong, and what is done about it",
             "items": [{"title": risk, "says": [done, f"{TO_FILL}how likely, how grave, what remains."]}
                       for risk, done in RISKS]},
        ],
        "closing": {
            "title": "Advice and decision",
            "says": [f"{TO_FILL}advice of the data protection officer, and the day.",
                     f"{TO_FILL}what families and practitioners said when they were asked.",
                     f"{TO_FILL}who decides, what they decided, and when it is looked at again."],
        },
    }  # fmt: skip


def impact_pdf(told: dict[str, Any], written_at: dt.datetime) -> bytes:
    """The document as an accessible PDF."""
    return typeset(_template(), told, written_at=written_at).pdf


def _what(criteria: Criteria) -> list[dict[str, Any]]:
    stays = f"A family not seen again leaves the list after {criteria.leaves_after.days} days."
    comes = (
        "A family somebody accepts comes to the front door as a contact, by the route"
        f" ‘{criteria.accepted.route}’. Nobody is contacted, and nothing is decided, by the computer."
    )
    purpose = "To offer help early to families who may need it, from what partners hold already."
    return [
        {"title": "Purpose", "says": [purpose]},
        {"title": "What happens", "says": [HAPPENS, comes]},
        {"title": "How long", "says": [stays, *filter(None, [criteria.leaves_after.caveat])]},
    ]


def _feed(standing: FeedStanding) -> dict[str, Any]:
    feed = standing.feed
    shown = f"As of {as_text(standing.as_of)}." if standing.as_of else "No file has come yet."
    lines = [feed.holds, f"Law: {feed.sharing.legal_basis}.", f"Agreement: {feed.sharing.agreement}.",
             f"Whom to ask: {feed.contact.who}.", shown]  # fmt: skip
    return {"title": feed.name, "says": [*lines, *filter(None, [feed.sharing.caveat])]}


def _list(one: FamilyList, criteria: Criteria) -> dict[str, Any]:
    lines = [f"{one.says}: at least {one.at_least} of {len(one.groups)}."]
    for group in one.groups:
        names = ", ".join(criteria.criterion(which).name for which in group.criteria)
        lines.append(f"{group.name}: {names or group.not_in_data}")
    return {"title": one.name, "says": [*lines, *filter(None, [one.caveat])]}


def _needed(criteria: Criteria) -> list[dict[str, Any]]:
    unverified = [one.name for one in criteria.criteria if one.unverified or one.assumption]
    return [
        {"title": "Less would do?", "says": [f"{TO_FILL}why each feed is needed, and what was left out."]},
        {"title": "Thresholds nobody has confirmed", "says": [", ".join(unverified) or "None."]},
        {"title": "People’s rights", "says": [RIGHTS]},
    ]  # fmt: skip


@cache
def _template() -> bytes:
    return (Path(__file__).parent / "typst" / "impact.typ").read_bytes()
