"""The whole API tried from its own description: it never breaks, and always answers as it says it does."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from ninja import NinjaAPI
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from alongside.doors.api.views import api
from alongside.doors.open_referral.views import api as open_referral
from alongside.ground.access.actions import grant_role
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.helping.directory.tests.factories import a_keeper, a_service
from alongside.people.families.tests.factories import a_family, a_pack
from alongside.project.wsgi import application

pytestmark = pytest.mark.django_db
CONTRACT = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
EXAMPLES = {GenerationMode.POSITIVE: 9, GenerationMode.NEGATIVE: 6}


def described(api: NinjaAPI) -> tuple[dict[str, Any], set[str]]:
    """Each operation by its label, and the labels of those that take something that could be wrong.

    Signing in is left out of the description, because our cookies stand in for whatever would be made up for it.
    """
    document = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    takes = set()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            operation.pop("security", None)
            if operation.get("parameters") or "requestBody" in operation:
                takes.add(f"{method.upper()} {path}")
    schema = schemathesis.openapi.from_dict(document)
    schema.app = application
    every = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    return {one.label: one for one in every}, takes


OURS, TAKEN = described(api)
PUBLISHED, TAKEN_THERE = described(open_referral)
OPERATIONS, TAKES_SOMETHING = OURS | PUBLISHED, TAKEN | TAKEN_THERE
TRIED = [(label, mode) for label in OPERATIONS for mode in EXAMPLES if mode.is_positive or label in TAKES_SOMETHING]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Have requests leave the test's connection open, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def signed_in(one_connection: None) -> dict[str, Any]:
    """What the browser of somebody in many roles sends: the session's cookie, and the form protection's two."""
    a_pack()
    a_service(a_keeper())
    a_family(parents=1, children=2)
    client = Client()
    everything = a_user("hub_manager")
    for role in ("access_administrator", "agency_administrator", "privacy_officer", "social_worker", "analyst"):
        grant_role(user=everything, role=role, by=the_system())
    client.force_login(everything)
    token = "a" * 32
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": token}
    return {"headers": {"X-CSRFToken": token}, "cookies": cookies}


def test_every_operation_is_described() -> None:
    described_paths = [path for one in (api, open_referral) for path in one.get_openapi_schema()["paths"].values()]
    assert len(OPERATIONS) == sum(map(len, described_paths)) >= 9 + 9
    assert len(TAKES_SOMETHING) >= 7
    assert {"POST /api/v1/contacts", "POST /api/v1/people/find"} <= set(OPERATIONS)


@pytest.mark.parametrize(("label", "mode"), TRIED)
def test_every_operation_keeps_its_contract(signed_in: dict[str, Any], label: str, mode: GenerationMode) -> None:
    @settings(
        max_examples=EXAMPLES[mode], derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode))
    def try_it(case: Case[Any]) -> None:
        case.call_and_validate(checks=CONTRACT, **signed_in)

    try_it()
