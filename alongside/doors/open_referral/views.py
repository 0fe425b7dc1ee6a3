"""The operations of Open Referral UK 3.0: public, without a key, for whoever builds a directory of directories."""

import uuid
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query

from alongside.doors.api.pages import CarefulParser, InWords, answer_in_words
from alongside.doors.open_referral import presenters, queries, shapes
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.operating_models.queries import current_pack

VERSION = "HSDS-UK-3.0"
PROFILE = "https://openreferraluk.org/specifications/3.0"

api = InWords(
    title="Services for families, as Open Referral UK 3.0",
    version="3.0",
    description="The council’s directory of services. Refusals are RFC 9457 problem documents.",
    urls_namespace="open_referral",
    docs_url=None,
    parser=CarefulParser(),
)
answer_in_words(api)

Row = TypeVar("Row")


@api.get("/", response=shapes.ApiOut, url_name="about", summary="What this is")
def about(request: HttpRequest) -> shapes.ApiOut:
    """The version of the standard, and where the operations are described."""
    described = request.build_absolute_uri(reverse("open_referral:openapi-json"))
    return shapes.ApiOut(version=VERSION, profile=PROFILE, openapi_url=described)


@api.get(
    "/services", response=shapes.PageOut[shapes.ServiceOut], exclude_none=True, url_name="services", summary="Services"
)
def list_services(request: HttpRequest, asked: Query[shapes.ServicesAsked]) -> dict[str, object]:
    """A page of published services, by name."""
    rows = queries.services(asked, current_pack().pack)
    here = rows[asked.begins : asked.begins + asked.per_page]
    return presenters.page_of(list(here), rows.count(), asked, presenters.service)


@api.get(
    "/services/{service_id}", response=shapes.WholeServiceOut, exclude_none=True, url_name="service",
    summary="One service",
)  # fmt: skip
def one_service(request: HttpRequest, service_id: uuid.UUID) -> shapes.WholeServiceOut:
    """Everything about a published service."""
    return presenters.whole_service(queries.one_service(service_id), current_pack().pack)


@api.get(
    "/service_at_locations", response=shapes.PageOut[shapes.ServiceAtLocationOut], exclude_none=True,
    url_name="service_at_locations", summary="Services at their places",
)  # fmt: skip
def list_service_at_locations(request: HttpRequest, asked: Query[shapes.PlacesAsked]) -> dict[str, object]:
    """A page of published services with where each is given; with `postcode` and `proximity` the nearest first."""
    pack = current_pack().pack
    rows = queries.services(asked, pack)
    postcode = asked.postcode.strip()
    found = queries.near(rows, postcode, asked.proximity, pack) if postcode else list(rows)
    return _page(found, asked, presenters.at_location)


@api.get(
    "/service_at_locations/{place_id}", response=shapes.WholeServiceAtLocationOut, exclude_none=True,
    url_name="service_at_location", summary="One service at its place",
)  # fmt: skip
def one_service_at_location(request: HttpRequest, place_id: uuid.UUID) -> shapes.WholeServiceAtLocationOut:
    """Everything about a place and the service given there."""
    return presenters.whole_at_location(queries.service_at(place_id), current_pack().pack)


@api.get("/taxonomies", response=shapes.PageOut[shapes.TaxonomyOut], url_name="taxonomies", summary="Taxonomies")
def list_taxonomies(request: HttpRequest, asked: Query[shapes.PageAsked]) -> dict[str, object]:
    """How services are sorted."""
    return _page(presenters.taxonomies(), asked)


@api.get("/taxonomies/{taxonomy_id}", response=shapes.TaxonomyOut, url_name="taxonomy", summary="One taxonomy")
def one_taxonomy(request: HttpRequest, taxonomy_id: uuid.UUID) -> shapes.TaxonomyOut:
    """One way services are sorted."""
    return _called(taxonomy_id, {one.id: one for one in presenters.taxonomies()})


@api.get("/taxonomy_terms", response=shapes.PageOut[shapes.TaxonomyTermOut], url_name="taxonomy_terms", summary="Terms")
def list_taxonomy_terms(request: HttpRequest, asked: Query[shapes.PageAsked]) -> dict[str, object]:
    """Every need and every level of need."""
    return _page(presenters.terms(current_pack().pack), asked)


@api.get("/taxonomy_terms/{term_id}", response=shapes.TaxonomyTermOut, url_name="taxonomy_term", summary="One term")
def one_taxonomy_term(request: HttpRequest, term_id: uuid.UUID) -> shapes.TaxonomyTermOut:
    """One need or level of need."""
    return _called(term_id, {one.id: one for one in presenters.terms(current_pack().pack)})


def _called(wanted: uuid.UUID, there: dict[uuid.UUID, Row]) -> Row:
    if wanted not in there:
        raise NotFoundForYou
    return there[wanted]


def _page(
    rows: Sequence[Row], asked: shapes.PageAsked, shown: Callable[[Row], object] = lambda row: row
) -> dict[str, object]:
    return presenters.page_of(rows[asked.begins : asked.begins + asked.per_page], len(rows), asked, shown)
