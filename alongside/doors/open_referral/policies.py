"""The ids of what is published: the row's own, or made from it and a name by RFC 9562's version 5, so that each is the
same in every answer.
"""

import uuid

from alongside.ground.operating_models.queries import Pack

OURS = uuid.UUID("0d9e4b6f-6c38-4f0e-8f4c-2b5a4a1f7c11")
NEEDS, LEVELS = "What it helps with", "Level of need"


def id_of_taxonomy(name: str) -> uuid.UUID:
    """The id of one of the two ways our services are sorted."""
    return uuid.uuid5(OURS, name)


def id_of_term(taxonomy: str, key: str) -> uuid.UUID:
    """The id of a need or a level by its id in the operating model."""
    return uuid.uuid5(OURS, f"{taxonomy}/{key}")


def terms_by_id(pack: Pack) -> dict[uuid.UUID, tuple[str, str]]:
    """The taxonomy and the operating model's own id behind each term's id."""
    return {
        id_of_term(taxonomy, one.id): (taxonomy, one.id)
        for taxonomy, items in ((NEEDS, pack.needs), (LEVELS, pack.levels))
        for one in items
    }


def id_of(service_id: uuid.UUID, *names: str) -> uuid.UUID:
    """The id of a part of a service."""
    return uuid.uuid5(service_id, "/".join(names))


def id_of_place(service_id: uuid.UUID) -> uuid.UUID:
    """The id of a service at its place: each service has one place."""
    return id_of(service_id, "service_at_location")
