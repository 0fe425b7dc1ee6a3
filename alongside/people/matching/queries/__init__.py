"""What others may ask of matching: who a record is about, what is told of a person, who lives as one household."""

from alongside.people.matching.queries.households import households_now
from alongside.people.matching.queries.people import blanks, known_now, places_in_force
from alongside.people.matching.queries.whose import WhoIs, rows_of, who_is

__all__ = ["WhoIs", "blanks", "households_now", "known_now", "places_in_force", "rows_of", "who_is"]
