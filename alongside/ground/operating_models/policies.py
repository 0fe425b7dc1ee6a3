"""When a pack may be adopted: its ids are those of every earlier version, or more."""

from collections.abc import Sequence

from alongside.ground.operating_models.checks.common import lists
from alongside.ground.operating_models.schema import Pack

KEPT_BY_RECORDS_ELSEWHERE = {"examples"}


def ids_of(pack: Pack) -> dict[str, set[str]]:
    """The ids in each list of the pack, by the list's place; lists inside items are placed by the item's id."""
    found: dict[str, set[str]] = {}
    for at, items in lists(pack):
        if at[0] not in KEPT_BY_RECORDS_ELSEWHERE:
            found.setdefault(_place(pack, at), set()).update(str(item.id) for item in items)
    return found


def _place(pack: Pack, at: tuple[str | int, ...]) -> str:
    node: object = pack
    words: list[str] = []
    for part in at:
        if isinstance(part, int):
            node = node[part]  # type: ignore[index]
            words.append(str(getattr(node, "id", part)))
        else:
            node = getattr(node, part)
            words.append(part)
    return ".".join(words)


def removed_ids(new: Pack, earlier: Sequence[Pack]) -> list[str]:
    """Ids an earlier version had and the new one does not, as 'levels: level_2': records may still name them.

    A list that belongs to a form of an older version, or to an item that is itself gone, is not reported twice.
    """
    now = ids_of(new) if earlier else {}
    missing: set[str] = set()
    for pack in earlier:
        for place, ids in ids_of(pack).items():
            if place in now:
                missing.update(f"{place}: {one}" for one in ids - now[place] if not _new_form_version(pack, new, place))
            elif "." not in place:
                missing.update(f"{place}: {one}" for one in ids)
    return sorted(missing)


def _new_form_version(old: Pack, new: Pack, place: str) -> bool:
    """Questions may leave a form when its version changes: answers stay tied to the version they were given on."""
    parts = place.split(".")
    if parts[0] != "forms" or len(parts) == 1:
        return False
    return old.form(parts[1]).version != new.form(parts[1]).version


def reused_ids(new: Pack, earlier: Sequence[Pack]) -> list[str]:
    """Roles an earlier version had retired, which the new one has again: old grants would come back to life."""
    live = {role.id for role in new.roles if role.retired_on is None}
    retired = {role.id for pack in earlier for role in pack.roles if role.retired_on is not None}
    return sorted(f"roles: {one}" for one in live & retired)
