"""Who may give which role. Rights only add, and nobody grants above their own."""

from collections.abc import Iterable

from alongside.ground.access.words import Permission, Reach

ADMINISTRATOR = "agency_administrator"
# What the council's access administrator gives the first administrator of an agency. 'Practitioner' reaches only the
# records the person made or is named on, so it opens nothing by itself.
FIRST_ROLES = (ADMINISTRATOR, "practitioner")

Permits = dict[Permission, Reach]
WIDTH = {Reach.OWN: 0, Reach.INVOLVED: 1, Reach.ALL: 2}


def within(role: Permits, held: Iterable[Permits]) -> bool:
    """True when every permission of the role is held already, at least as far."""
    mine: dict[Permission, int] = {}
    for permits in held:
        for permission, reach in permits.items():
            mine[permission] = max(mine.get(permission, -1), WIDTH[reach])
    return all(mine.get(permission, -1) >= WIDTH[reach] for permission, reach in role.items())
