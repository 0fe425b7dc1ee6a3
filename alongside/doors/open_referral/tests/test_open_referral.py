"""Open Referral UK 3.0: what is published, in the standard's own shape, to anybody."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from alongside.ground.access.models import User
from alongside.helping.directory import actions
from alongside.helping.directory.models import Service
from alongside.helping.directory.tests.factories import SAYS, a_keeper, a_pack, a_picture, a_service

pytestmark = pytest.mark.django_db
HERE = "/open-referral/"
PAGE = {"total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"}
REQUIRED = {
    "service": {"id", "name", "status"}, "organization": {"id", "name", "description"},
    "location": {"id", "location_type"}, "schedules": {"id"}, "service_areas": {"id"}, "cost_options": {"id"},
    "addresses": {
        "id", "address_1", "city", "state_province", "postal_code", "country", "address_type",
    },
    "attributes": {"id"}, "taxonomy_term": {"id", "name", "description"}, "service_at_locations": {"id"},
}  # fmt: skip
"""What the profile demands of each object, by where it stands."""


@pytest.fixture(autouse=True)
def council() -> None:
    """York's operating model."""
    a_pack()


@pytest.fixture
def keeper() -> User:
    return a_keeper()


@pytest.fixture
def service(keeper: User) -> Service:
    return a_service(
        keeper, name="Sleep clinic", needs=["health"], levels=["level_2"], areas=["north"], days=["TU", "SA"],
        opens_at=dt.time(9, 30), closes_at=dt.time(12), from_age=2, to_age=11,
    )  # fmt: skip


def read(client: Client, path: str, status: int = 200, **asked: Any) -> Any:
    """An answer's content; every answer may be read by a page of any site."""
    answer = client.get(f"{HERE}{path}", asked)
    assert answer.status_code == status, answer.content
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def names(client: Client, path: str, **asked: Any) -> list[str]:
    """Which services a list holds."""
    found = read(client, path, **asked)["contents"]
    return [one.get("service", one)["name"] for one in found]


def lacking(content: Any, where: str) -> list[str]:
    """Everything the profile demands and this content, or what it holds, has not."""
    if isinstance(content, list):
        return [one for item in content for one in lacking(item, where)]
    if not isinstance(content, dict):
        return []
    missing = [f"{where}.{name}" for name in REQUIRED.get(where, set()) - set(content)]
    empty = [f"{where}.{name} is null" for name, value in content.items() if value is None]
    return missing + empty + [one for name, value in content.items() for one in lacking(value, name)]


def test_it_says_what_it_is(client: Client) -> None:
    about = read(client, "")
    assert about["version"] == "HSDS-UK-3.0"
    described = client.get(about["openapi_url"]).json()
    assert set(described["paths"]) == {
        f"{HERE}{name}" for name in (
            "", "services", "services/{service_id}", "taxonomies", "taxonomies/{taxonomy_id}", "taxonomy_terms",
            "taxonomy_terms/{term_id}", "service_at_locations", "service_at_locations/{place_id}",
        )
    }  # fmt: skip


def test_every_object_has_what_the_profile_demands(client: Client, service: Service, keeper: User) -> None:
    a_service(keeper, setting="remote", cost="", url="", email="", days=[], when_words="", from_age=None, to_age=None)
    for kind, where in (("services", "service"), ("service_at_locations", "service_at_locations")):
        page = read(client, kind)
        assert set(page) == PAGE
        assert page["total_items"] == page["size"] == 2
        assert lacking(page["contents"], where) == []
        for one in page["contents"]:
            whole = read(client, f"{kind}/{one['id']}")
            assert lacking(whole, where) == []
    assert lacking({"id": 1, "organization": {"name": None}}, "service"), "this would notice"


def test_a_service_says_everything_it_has(client: Client, service: Service) -> None:
    found = read(client, f"services/{service.pk}")
    assert (found["minimum_age"], found["maximum_age"], found["status"], found["fees"]) == (2, 11, "active", "Free")
    assert "How to get it: Come along." in found["description"]
    assert found["organization"]["id"] == found["organization_id"] == str(service.provider_id)
    assert found["assured_date"] == service.checked_on.isoformat()
    assert "alert" not in found
    (schedule,), (area,) = found["schedules"], found["service_areas"]
    assert (schedule["freq"], schedule["byday"]) == ("WEEKLY", "TU,SA")
    assert (schedule["opens_at"], schedule["closes_at"]) == ("09:30:00", "12:00:00")
    assert area["name"] == "North"
    (place,) = found["service_at_locations"]
    assert place["location"]["addresses"][0]["postal_code"] == "YO1 9QN"
    terms = {one["taxonomy_term"]["name"]: one["taxonomy_term"]["taxonomy"] for one in found["attributes"]}
    assert terms == {
        "Being healthy, in body and mind": "What it helps with", "Level 2, additional needs": "Level of need",
    }  # fmt: skip
    again = read(client, f"service_at_locations/{place['id']}")
    assert again["service"]["id"] == str(service.pk)
    assert again["location"] == place["location"]


def test_only_what_is_published_is_there_and_never_its_keeper(client: Client, service: Service, keeper: User) -> None:
    draft, gone = a_service(keeper, shown=False), a_service(keeper)
    actions.set_picture(service=service, content=a_picture(), says=SAYS, by=keeper)
    actions.take_down(service=gone, by=keeper)
    place = read(client, f"services/{service.pk}")["service_at_locations"][0]["id"]
    assert names(client, "services") == names(client, "service_at_locations") == ["Sleep clinic"]
    absent = read(client, f"services/{uuid.uuid4()}", 404)
    for path in (f"services/{draft.pk}", f"services/{gone.pk}", f"service_at_locations/{uuid.uuid4()}", "nowhere"):
        assert read(client, path, 404) == absent
    actions.take_down(service=service, by=keeper)
    assert read(client, f"service_at_locations/{place}", 404) == absent
    actions.publish(service=service, by=keeper)
    for path in ("services", f"services/{service.pk}", "service_at_locations", f"service_at_locations/{place}"):
        answer = client.get(f"{HERE}{path}")
        assert "Hana" not in answer.content.decode() and keeper.email not in answer.content.decode()


def test_nobody_has_looked_at_it_for_long(client: Client, service: Service) -> None:
    Service.objects.update(checked_on="2020-03-05")
    assert read(client, f"services/{service.pk}")["alert"] == (
        "Nobody has said since 5 March 2020 that this is still right."
    )


def test_lists_are_narrowed_as_the_standard_says(client: Client, service: Service, keeper: User) -> None:
    a_service(keeper, name="Swimming", from_age=8, to_age=16, levels=["level_1"], days=["SU"], postcode="YO24 3BZ",
              opens_at=dt.time(14), closes_at=dt.time(16))  # fmt: skip
    a_service(keeper, name="Text line", setting="remote", from_age=None, to_age=None, days=[], when_words="Always")
    terms = {one["name"]: one for one in read(client, "taxonomy_terms", per_page=100)["contents"]}
    health, level = terms["Being healthy, in body and mind"], terms["Level 1, universal"]
    everything = ["Sleep clinic", "Swimming", "Text line"]
    for asked, found in (
        ({}, everything), ({"search": "sleeping"}, everything[:1]), ({"search": "\u00e9\u200b"}, []),
        ({"minimum_age": 5}, ["Swimming"]), ({"maximum_age": 12}, ["Sleep clinic"]),
        ({"minimum_age": 2.5}, ["Swimming"]),
        ({"day": "SU"}, ["Swimming"]), ({"day": "saturday"}, ["Sleep clinic"]), ({"day": "Mon"}, []),
        ({"start_time": "10:00"}, ["Swimming"]), ({"end_time": "13:00:00"}, ["Sleep clinic"]),
        ({"taxonomy_term_id": health["id"]}, ["Sleep clinic"]), ({"taxonomy_id": health["taxonomy_id"]}, everything),
        ({"taxonomy_term_id": level["id"]}, ["Swimming", "Text line"]),
        ({"search": "", "taxonomy_id": "", "minimum_age": "", "day": "", "page": ""}, everything),
        ({"taxonomy_term_id": str(uuid.uuid4())}, []), ({"taxonomy_id": str(uuid.uuid4())}, []),
    ):  # fmt: skip
        for path in ("services", "service_at_locations"):
            assert names(client, path, **asked) == found, asked
    for asked, found in (
        ({"postcode": "YO24 3BZ"}, everything), ({"postcode": "TS18 1TU"}, []),
        ({"postcode": "yo243bz", "proximity": 9_000}, ["Swimming", "Sleep clinic"]),
        ({"postcode": "YO1 9QN", "proximity": 9_000}, ["Sleep clinic", "Swimming"]),
        ({"postcode": "YO1 9QN", "proximity": 100}, ["Sleep clinic"]),
        ({"postcode": "YO1 0AA", "proximity": 100_000}, []), ({"postcode": "nowhere", "proximity": 100}, []),
    ):  # fmt: skip
        assert names(client, "service_at_locations", **asked) == found, asked


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("services", {"page": 0}), ("services", {"per_page": 101}), ("services", {"per_page": "many"}),
        ("services", {"day": "someday"}), ("services", {"start_time": "late"}), ("services", {"minimum_age": -1}),
        ("services", {"taxonomy_id": "health"}), ("service_at_locations", {"postcode": "YO1 9QN", "proximity": "near"}),
        ("taxonomies", {"page": "nan"}), ("service_at_locations", {"postcode": "Y" * 11}),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_words(client: Client, path: str, asked: dict[str, Any]) -> None:
    refused = read(client, path, 422, **asked)
    assert refused["status"] == 422
    assert refused["detail"]


def test_pages_are_counted(client: Client, keeper: User) -> None:
    assert read(client, "services")["empty"] is True
    for number in range(5):
        a_service(keeper, name=f"Group {number}")
    pages = [read(client, "services", page=page, per_page=2) for page in (1, 2, 3, 4)]
    assert [one["size"] for one in pages] == [2, 2, 1, 0]
    assert [one["first_page"] for one in pages] == [True, False, False, False]
    assert [one["last_page"] for one in pages] == [False, False, True, True]
    assert {(one["total_items"], one["total_pages"]) for one in pages} == {(5, 3)}
    assert [name["name"] for one in pages for name in one["contents"]] == [f"Group {number}" for number in range(5)]


def test_taxonomies_and_terms_are_the_operating_models(client: Client) -> None:
    taxonomies = read(client, "taxonomies")["contents"]
    assert [one["name"] for one in taxonomies] == ["What it helps with", "Level of need"]
    assert read(client, f"taxonomies/{taxonomies[0]['id']}") == taxonomies[0]
    terms = read(client, "taxonomy_terms", per_page=100)["contents"]
    assert len(terms) == 7 + 4
    assert lacking(terms, "taxonomy_term") == []
    assert read(client, f"taxonomy_terms/{terms[3]['id']}") == terms[3]
    read(client, f"taxonomy_terms/{uuid.uuid4()}", 404)
    read(client, f"taxonomies/{uuid.uuid4()}", 404)


def test_few_queries_however_long_the_list(
    client: Client, keeper: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = [a_service(keeper) for _ in range(30)]
    for path in (
        "services?per_page=100",
        "service_at_locations?postcode=YO1+9QN&proximity=500",
        f"services/{made[0].pk}",
    ):
        with django_assert_max_num_queries(8):
            assert client.get(f"{HERE}{path}").status_code == 200
