"""Which published services an Open Referral request asks for."""

import uuid

from django.db.models import QuerySet

from alongside.doors.open_referral.policies import LEVELS, NEEDS, id_of_place, id_of_taxonomy, terms_by_id
from alongside.doors.open_referral.shapes import ServicesAsked
from alongside.ground.lib.errors import NotFoundForYou, Refused
from alongside.ground.operating_models.queries import Pack, postcode_inside
from alongside.helping.directory.models import Service
from alongside.helping.directory.queries import known_spot, like, published, within
from alongside.helping.directory.words import Day

DAYS = {name.upper(): day for day in Day for name in (day.value, day.label, day.label[:3])}


def services(asked: ServicesAsked, pack: Pack) -> QuerySet[Service]:
    """Published services that fit. Raises Refused for a day that is none.

    `minimum_age` finds those whose youngest age is at least that, `maximum_age` those whose oldest is at most that,
    and the times likewise: the standard puts it so. What says nothing of its age or hours fits none of these.
    """
    rows = published()
    if asked.search.strip():
        rows = like(rows, asked.search.strip())
    rows = _sorted_under(rows, asked, pack)
    at_least = {"from_age__gte": asked.minimum_age, "opens_at__gte": asked.start_time}
    at_most = {"to_age__lte": asked.maximum_age, "closes_at__lte": asked.end_time}
    rows = rows.filter(**{name: value for name, value in (at_least | at_most).items() if value is not None})
    if asked.day:
        day = DAYS.get(asked.day.strip().upper())
        if day is None:
            raise Refused("There is no such day: send MO, TU, WE, TH, FR, SA or SU.", field="day")
        rows = rows.filter(days__contains=[day])
    return rows


def _sorted_under(rows: QuerySet[Service], asked: ServicesAsked, pack: Pack) -> QuerySet[Service]:
    """Every service bears a need and a level, so it is sorted under both taxonomies, and under no other."""
    if asked.taxonomy_term_id is not None:
        taxonomy, term = terms_by_id(pack).get(asked.taxonomy_term_id, ("", ""))
        rows = rows.filter(**{"levels__contains" if taxonomy == LEVELS else "needs__contains": [term]})
    if asked.taxonomy_id is not None and asked.taxonomy_id not in map(id_of_taxonomy, (NEEDS, LEVELS)):
        rows = rows.none()
    return rows


def near(rows: QuerySet[Service], postcode: str, metres: float | None, pack: Pack) -> list[Service]:
    """Those for a postcode: with `metres` those given no farther off, the nearest first; without, all if it is ours."""
    if metres is None:
        return list(rows) if postcode_inside(pack, postcode) else []
    spot = known_spot(postcode)
    ids = within(rows, spot, metres) if spot else []
    found = rows.in_bulk(ids)
    return [found[one] for one in ids]


def one_service(service_id: uuid.UUID) -> Service:
    """A published service. Raises NotFoundForYou."""
    found = published().filter(pk=service_id).first()
    if found is None:
        raise NotFoundForYou
    return found


def service_at(place_id: uuid.UUID) -> Service:
    """The published service given at the place with this id. Raises NotFoundForYou."""
    ids = published().values_list("pk", flat=True)
    found = next((one for one in ids if id_of_place(one) == place_id), None)
    if found is None:
        raise NotFoundForYou
    return one_service(found)
