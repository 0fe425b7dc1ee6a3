"""Changes of matching: merging and parting people, matching records, answers, households, places."""

from alongside.people.matching.actions.merging import merge_people, part_people

__all__ = ["merge_people", "part_people"]
