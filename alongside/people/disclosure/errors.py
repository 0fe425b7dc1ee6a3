"""Why something may not leave the system."""

from collections.abc import Collection

from alongside.ground.lib.errors import Refused
from alongside.people.disclosure.words import MAY_SAY, Kind


class MayNotLeave(Refused):
    """What was to be sent, printed or told may hold something its reader must not learn. `kinds` says of which kind."""

    def __init__(self, kinds: Collection[Kind], *, what: str, kept: str, where: str, field: str = "") -> None:
        said = " and ".join(MAY_SAY[kind] for kind in kinds)
        super().__init__(
            f"{what} may say {said}. {kept}", what_to_do=f"Take it out of {where} and try again.", field=field
        )
        self.kinds = frozenset(kinds)


class NotChecked(Refused):
    """Whether it may leave could not be checked, so it does not."""

    def __init__(self, *, what: str, kept: str, field: str = "") -> None:
        super().__init__(
            f"{what} could not be checked for what its reader must not learn. {kept}",
            what_to_do="Try again. If it happens again, tell whoever looks after this system.",
            field=field,
        )
