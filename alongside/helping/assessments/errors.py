"""Refusals that carry more than a sentence."""

from alongside.ground.lib.errors import Refused
from alongside.helping.assessments.policies import Missing


class NotComplete(Refused):
    """An assessment cannot be signed off yet; `missing` lists what is left, page by page."""

    def __init__(self, missing: list[Missing]) -> None:
        left = "1 thing is" if len(missing) == 1 else f"{len(missing)} things are"
        super().__init__(f"{left} still missing.", what_to_do="Complete what is listed, then sign off.")
        self.missing = missing
