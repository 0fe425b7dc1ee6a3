"""Services of the directory as Open Referral UK 3.0 has them."""

import uuid
from collections.abc import Callable, Sequence
from typing import TypeVar

from alongside.doors.open_referral import shapes
from alongside.doors.open_referral.policies import LEVELS, NEEDS, id_of, id_of_place, id_of_taxonomy, id_of_term
from alongside.ground.lib.clock import as_text, today
from alongside.ground.operating_models.queries import Pack
from alongside.helping.directory.models import Service
from alongside.helping.directory.queries import is_stale
from alongside.helping.directory.words import Day, Setting

ABOUT = {
    NEEDS: "The needs of children and families that the council’s operating model names.",
    LEVELS: "The levels of need that the council’s operating model names, from universal to statutory.",
}
COUNTRY = "GB"
Row = TypeVar("Row")


def taxonomies() -> list[shapes.TaxonomyOut]:
    """The two ways our services are sorted."""
    return [shapes.TaxonomyOut(id=id_of_taxonomy(name), name=name, description=said) for name, said in ABOUT.items()]


def terms(pack: Pack) -> list[shapes.TaxonomyTermOut]:
    """Every need and every level of the operating model, retired ones too, for a service may still bear them."""
    needs = [_term(NEEDS, need.id, need.family_name, need.prompt) for need in pack.needs]
    return needs + [_term(LEVELS, level.id, level.name, level.threshold_text) for level in pack.levels]


def service(one: Service) -> shapes.ServiceOut:
    """A service in a list."""
    return shapes.ServiceOut(
        id=one.pk, organization_id=one.provider_id, name=one.name,
        description=f"{one.description}\n\nHow to get it: {one.how_to_ask}", url=one.url or None,
        email=one.email or None, status="active", fees=one.cost or None, minimum_age=one.from_age,
        maximum_age=one.to_age, assured_date=one.checked_on, alert=_alert(one), last_modified=one.changed_at,
        organization=shapes.OrganizationOut(
            id=one.provider.pk, name=one.provider.name, description=one.provider.description
        ),
    )  # fmt: skip


def whole_service(one: Service, pack: Pack, *, with_place: bool = True) -> shapes.WholeServiceOut:
    """Everything about a service; inside its place without the place."""
    return shapes.WholeServiceOut(
        **service(one).dict(), schedules=_schedules(one), service_areas=_areas(one, pack),
        service_at_locations=[_place(one)] if with_place else None,
        cost_options=[_cost(one)] if one.cost else [], attributes=_attributes(one, pack),
    )  # fmt: skip


def at_location(one: Service) -> shapes.ServiceAtLocationOut:
    """A place and its service, in a list: without the place's address, which there can be several of."""
    place = _place(one)
    place.location.addresses = None
    return shapes.ServiceAtLocationOut(**place.dict(), service=service(one))


def whole_at_location(one: Service, pack: Pack) -> shapes.WholeServiceAtLocationOut:
    """Everything about a place and its service."""
    return shapes.WholeServiceAtLocationOut(**_place(one).dict(), service=whole_service(one, pack, with_place=False))


def page_of(
    rows: Sequence[Row], total: int, asked: shapes.PageAsked, shown: Callable[[Row], object]
) -> dict[str, object]:
    """A page of a list, as the standard counts it; beyond the end it is empty."""
    pages = max(1, -(-total // asked.per_page))
    return {
        "total_items": total, "total_pages": pages, "page_number": asked.page, "size": len(rows),
        "first_page": asked.page == 1, "last_page": asked.page >= pages, "empty": not rows,
        "contents": [shown(row) for row in rows],
    }  # fmt: skip


def _term(taxonomy: str, key: str, name: str, description: str) -> shapes.TaxonomyTermOut:
    return shapes.TaxonomyTermOut(
        id=id_of_term(taxonomy, key), name=name, description=description, taxonomy=taxonomy,
        taxonomy_id=id_of_taxonomy(taxonomy),
    )  # fmt: skip


def _alert(one: Service) -> str | None:
    if not is_stale(one.checked_on, today()):
        return None
    return f"Nobody has said since {as_text(one.checked_on)} that this is still right."


def _schedules(one: Service) -> list[shapes.ScheduleOut]:
    if not (one.days or one.when_words):
        return []
    byday = ",".join(day for day in Day.values if day in one.days)
    return [
        shapes.ScheduleOut(
            id=id_of(one.pk, "schedule"), service_id=one.pk, freq="WEEKLY" if byday else None, byday=byday or None,
            opens_at=one.opens_at, closes_at=one.closes_at, description=one.when_words or None,
        )
    ]  # fmt: skip


def _areas(one: Service, pack: Pack) -> list[shapes.ServiceAreaOut]:
    named = {area.id: area.name for area in pack.localities.areas}
    found = [named[area] for area in one.areas if area in named] or [pack.info.council]
    return [
        shapes.ServiceAreaOut(id=id_of(one.pk, "service_area", name), service_id=one.pk, name=name) for name in found
    ]


def _cost(one: Service) -> shapes.CostOptionOut:
    return shapes.CostOptionOut(id=id_of(one.pk, "cost_option"), service_id=one.pk, option=one.cost)


def _attributes(one: Service, pack: Pack) -> list[shapes.AttributeOut]:
    borne = {id_of_term(NEEDS, need) for need in one.needs} | {id_of_term(LEVELS, level) for level in one.levels}
    return [
        shapes.AttributeOut(
            id=id_of(one.pk, "attribute", str(term.id)), link_id=one.pk, link_type="service", taxonomy_term_id=term.id,
            taxonomy_term=term,
        )
        for term in terms(pack)
        if term.id in borne
    ]  # fmt: skip


def _place(one: Service) -> shapes.PlaceOut:
    location = id_of(one.pk, "location")
    return shapes.PlaceOut(
        id=id_of_place(one.pk), service_id=one.pk, location_id=location, location=_location(one, location)
    )


def _location(one: Service, location: uuid.UUID) -> shapes.LocationOut:
    if one.setting != Setting.PLACE:
        return shapes.LocationOut(id=location, location_type="virtual", name=str(Setting(one.setting).label))
    address = shapes.AddressOut(
        id=id_of(one.pk, "address"), location_id=location, address_1=one.address, city=one.town, state_province="",
        postal_code=one.postcode, country=COUNTRY, address_type="physical",
    )  # fmt: skip
    return shapes.LocationOut(id=location, location_type="physical", name=one.place or one.address, addresses=[address])
