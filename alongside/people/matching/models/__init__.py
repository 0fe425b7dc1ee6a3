"""Which records are about one person: two records merged, records of feeds matched, households formed."""

from alongside.people.matching.models.households import Household, HouseholdMember, Place, PlacesList
from alongside.people.matching.models.likenesses import Likeness, LikenessAnswer
from alongside.people.matching.models.linking import (
    Answer,
    ChangedPerson,
    Counts,
    Description,
    FeedPerson,
    KnownPerson,
    MatchedRow,
    PossibleMatch,
    Run,
)
from alongside.people.matching.models.merging import Merge, MovedRow

__all__ = [
    "Answer",
    "ChangedPerson",
    "Counts",
    "Description",
    "FeedPerson",
    "Household",
    "HouseholdMember",
    "KnownPerson",
    "Likeness",
    "LikenessAnswer",
    "MatchedRow",
    "Merge",
    "MovedRow",
    "Place",
    "PlacesList",
    "PossibleMatch",
    "Run",
]
