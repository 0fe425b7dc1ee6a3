"""Checks on the council's own roles: nothing invented, nobody given more than somebody could give."""

from collections.abc import Iterator

from alongside.ground.operating_models.baseline import Permits, baseline_roles, widest, within
from alongside.ground.operating_models.checks.registry import Found, check, unknown
from alongside.ground.operating_models.schema import Pack, Role
from alongside.ground.operating_models.words import REACHED_BY_LOCALITY, WIDEST_FIRST, Permission, Reach


@check
def roles_have_ids_of_their_own(pack: Pack) -> Iterator[Found]:
    """A role of the council's does not take the id of a role that comes with the product."""
    for number, role in enumerate(pack.roles):
        if role.id in baseline_roles():
            yield Found(
                ("roles", number, "id"), f"'{role.id}' is a role that comes with the product.", "Give it another id."
            )


@check
def roles_can_be_given(pack: Pack) -> Iterator[Found]:
    """Some other role holds each permission of a role as far: nobody gives more than they hold themselves."""
    for number, role in enumerate(pack.roles):
        others: list[Permits] = [one.permits for one in baseline_roles().values()]
        others += [one.permits for one in pack.roles if one.id != role.id]
        for permission, reach in role.permits.items():
            held = widest(others, permission)
            if held is None or WIDEST_FIRST.index(held) > WIDEST_FIRST.index(reach):
                yield Found(
                    ("roles", number, "permits", permission.value),
                    f"No other role permits {permission.value} as far as '{reach.value}': nobody could give this role.",
                    f"Use '{held.value}'." if held else "Remove it.",
                )


@check
def roles_give_no_more_than_they_hold(pack: Pack) -> Iterator[Found]:
    """The roles a role gives exist and permit nothing that it does not permit itself, as far."""
    known: dict[str, Permits] = {key: one.permits for key, one in baseline_roles().items()}
    known |= {role.id: role.permits for role in pack.roles}
    for number, role in enumerate(pack.roles):
        for place, given in enumerate(role.gives or ()):
            at = ("roles", number, "gives", place)
            if given not in known:
                yield unknown(at, given, "role", known)
            elif not within(known[given], [role.permits]):
                yield Found(at, f"'{given}' permits more than '{role.id}' does.", "Remove it, or permit as much here.")


@check
def roles_that_give_look_after_staff(pack: Pack) -> Iterator[Found]:
    """Only a role that looks after an agency's staff gives roles."""
    for number, role in enumerate(pack.roles):
        if role.gives is not None and Permission.MANAGE_OWN_AGENCY not in role.permits:
            yield Found(
                ("roles", number, "gives"), f"'{role.id}' does not look after staff, so it gives nobody a role.",
                "Remove 'gives', or permit manage_own_agency.",
            )  # fmt: skip


@check
def localities_reach_families(pack: Pack) -> Iterator[Found]:
    """Only what is about a family that has a home in the record reaches it by locality."""
    for number, role in enumerate(pack.roles):
        for permission in _by_locality(role):
            if permission not in REACHED_BY_LOCALITY:
                yield Found(
                    ("roles", number, "permits", permission.value),
                    f"{permission.value} is not about a family with a home, so it cannot reach by locality.",
                    "Use 'all', 'involved' or 'own'.",
                )


def _by_locality(role: Role) -> list[Permission]:
    return [permission for permission, reach in role.permits.items() if reach is Reach.LOCALITY]
