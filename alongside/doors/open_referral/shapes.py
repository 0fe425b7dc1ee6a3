"""The objects of Open Referral UK 3.0 that we publish, with the standard's own names.

Source: the Open Referral UK profile of the Human Services Data Specification, version 3.0. What is None is left out.
"""

import datetime as dt
import uuid
from typing import Any, Generic, Literal, TypeVar

from ninja import Schema
from pydantic import Field, model_validator

A_PAGE, MOST_OF_A_PAGE = 25, 100
LAST_PAGE = 100_000
OLDEST = 150
MOST_METRES = 1_000_000
Content = TypeVar("Content")


class PageAsked(Schema):
    """Which page of a list, from 1. What is left blank counts as left out: directories send their whole form."""

    page: int = Field(1, ge=1, le=LAST_PAGE)
    per_page: int = Field(A_PAGE, ge=1, le=MOST_OF_A_PAGE)

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, given: Any) -> Any:
        return {name: value for name in cls.model_fields if (value := getattr(given, name, None)) not in (None, "")}

    @property
    def begins(self) -> int:
        """How many come before this page."""
        return (self.page - 1) * self.per_page


class ServicesAsked(PageAsked):
    """What a list of services is narrowed by, with the standard's own names. Ages in years."""

    search: str = Field("", max_length=200)
    taxonomy_term_id: uuid.UUID | None = None
    taxonomy_id: uuid.UUID | None = None
    minimum_age: float | None = Field(None, ge=0, le=OLDEST)
    maximum_age: float | None = Field(None, ge=0, le=OLDEST)
    start_time: dt.time | None = None
    end_time: dt.time | None = None
    day: str = Field("", max_length=20, description="MO, TU, WE, TH, FR, SA or SU")


class PlacesAsked(ServicesAsked):
    """Where, too: metres from the middle of a postcode; without metres, whether the postcode is the council's."""

    postcode: str = Field("", max_length=10)
    proximity: float | None = Field(None, ge=0, le=MOST_METRES)


class ApiOut(Schema):
    """What this is: the version of the standard, its profile, and the description of the operations."""

    version: str
    profile: str
    openapi_url: str


class PageOut(Schema, Generic[Content]):
    """One page of a list; `size` is how many are on it."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[Content]


class TaxonomyOut(Schema):
    """A way to sort services: by what they help with, or by level of need."""

    id: uuid.UUID
    name: str
    description: str


class TaxonomyTermOut(Schema):
    """One need, or one level of need, of the council's operating model."""

    id: uuid.UUID
    name: str
    description: str
    taxonomy: str
    taxonomy_id: uuid.UUID


class AttributeOut(Schema):
    """A term that a service is sorted under."""

    id: uuid.UUID
    link_id: uuid.UUID
    link_type: str
    taxonomy_term_id: uuid.UUID
    taxonomy_term: TaxonomyTermOut


class OrganizationOut(Schema):
    """Who runs a service."""

    id: uuid.UUID
    name: str
    description: str


class ScheduleOut(Schema):
    """When a service can be had: every week on `byday`, or in words only."""

    id: uuid.UUID
    service_id: uuid.UUID
    freq: Literal["WEEKLY"] | None = None
    byday: str | None = None
    opens_at: dt.time | None = None
    closes_at: dt.time | None = None
    description: str | None = None


class ServiceAreaOut(Schema):
    """For families living where."""

    id: uuid.UUID
    service_id: uuid.UUID
    name: str


class CostOptionOut(Schema):
    """What it costs, in words."""

    id: uuid.UUID
    service_id: uuid.UUID
    option: str


class AddressOut(Schema):
    """The address of a place."""

    id: uuid.UUID
    location_id: uuid.UUID
    address_1: str
    city: str
    state_province: str
    postal_code: str
    country: str
    address_type: Literal["physical"]


class LocationOut(Schema):
    """A place where a service is given, or that it is given nowhere in particular."""

    id: uuid.UUID
    location_type: Literal["physical", "virtual"]
    name: str
    addresses: list[AddressOut] | None = None


class PlaceOut(Schema):
    """A service's place, as part of the service."""

    id: uuid.UUID
    service_id: uuid.UUID
    location_id: uuid.UUID
    location: LocationOut


class ServiceOut(Schema):
    """A service; what there can be several of is in an answer about one service only."""

    id: uuid.UUID
    organization_id: uuid.UUID
    name: str
    description: str
    url: str | None = None
    email: str | None = None
    status: Literal["active"]
    fees: str | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    assured_date: dt.date
    alert: str | None = None
    last_modified: dt.datetime
    organization: OrganizationOut


class WholeServiceOut(ServiceOut):
    """Everything about one service."""

    schedules: list[ScheduleOut] = Field(default_factory=list)
    service_areas: list[ServiceAreaOut] = Field(default_factory=list)
    service_at_locations: list[PlaceOut] | None = None
    cost_options: list[CostOptionOut] = Field(default_factory=list)
    attributes: list[AttributeOut] = Field(default_factory=list)


class ServiceAtLocationOut(PlaceOut):
    """A place, and the service given there."""

    service: ServiceOut


class WholeServiceAtLocationOut(PlaceOut):
    """A place, and everything about the service given there."""

    service: WholeServiceOut
