"""What is possible: when records may be merged or parted, what an answer needs, when a list of places is too old."""

import datetime as dt

from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.people.matching.words import Said

SHORTEST_REASON = 10  # letters
LIST_LASTS = dt.timedelta(days=183)
"""A list of places is looked through again within half a year. Assumption: no source says how often."""

MOST_ADULTS = 5
"""More adults at one address are lodgers, residents or patients, not one family: on a made-up council, leaving out
addresses with six and more took the precision of families from .985 to 1 (linkage reference, 4.1)."""

MOST_PEOPLE = 15
"""More people at one address make no family either: a large one has two parents and ten children. Assumption."""

NOT_BOTH = NotAllowed("You can’t merge these two records. The hub manager can say what to do.")
"""Said alike whatever stands against it, so that it tells nothing of what is kept closely."""


def check_reason(text: str, field: str = "reason") -> str:
    """The reason, tidied; refuses one too short to mean anything to whoever has to undo it."""
    said = " ".join(text.split())
    if len(said) < SHORTEST_REASON:
        raise Refused(
            f"Say why in at least {SHORTEST_REASON} letters.",
            what_to_do="Whoever looks at this later must understand it.",
            field=field,
        )
    return said


def check_two(first: object, second: object) -> None:
    """Refuse one record twice."""
    if first == second:
        raise Refused("These are one record already.", what_to_do="Choose the other record of this person.")


def check_undone_in_order(is_merged_itself: bool, is_undone: bool) -> None:
    """A merge is undone once, and after any later one in which the record that was kept was itself merged."""
    if is_undone:
        raise Refused("These records have been parted already.")
    if is_merged_itself:
        raise Refused(
            "The record that was kept has since been merged with another.",
            what_to_do="Undo that later merge first.",
        )


def check_answer(said: str, note: str) -> str:
    """The note, tidied: 'can’t tell' says what was not clear, so that it can be found out."""
    tidied = " ".join(note.split())
    if Said(said) == Said.CANT_TELL and not tidied:
        raise Refused("Say what is not clear.", what_to_do="Somebody may be able to find it out.", field="note")
    return tidied


def check_list_is_good(check_again_on: dt.date | None, today: dt.date) -> None:
    """Refuse to match without a list of places, or with one nobody looked through for half a year.

    Without it a refuge would make strangers one family (linkage reference, 4.1).
    """
    if check_again_on is None:
        raise Refused(
            "There is no list of places that make no family: refuges, hostels, care homes, blocks.",
            what_to_do="Put one in force on the page ‘Places that make no family’. Nothing is matched until then.",
        )
    if check_again_on < today:
        raise Refused(
            "The list of places that make no family has not been looked through in time.",
            what_to_do="Put the list in force again on the page ‘Places that make no family’.",
        )
