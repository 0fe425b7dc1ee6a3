"""What others may ask of matching: who a record is about, what is told of a person, who lives as one household."""

from alongside.people.matching.queries.people import blanks, known_now

__all__ = ["blanks", "known_now"]
