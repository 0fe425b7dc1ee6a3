"""Where each route of the product is in a made-up world: its method, its address's parts, and what is sent."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from alongside.doors.open_referral.policies import NEEDS, id_of_place, id_of_taxonomy, id_of_term
from alongside.helping.plans.models import PlanAction
from alongside.improving.governance.models import SubjectItem
from tests.access.operations import operations
from tests.browser.every_page import PAGES, Shown, _listed
from tests.browser.world import World

Parts = Callable[[World], dict[str, Any]]


@dataclass(frozen=True)
class Place:
    """How to ask for a route."""

    parts: dict[str, Any]
    method: str = "get"
    sent: str = ""
    query: str = ""


def _none(world: World) -> dict[str, Any]:
    return {}


def _family(world: World) -> dict[str, Any]:
    return {"family_id": world.marwood.family.pk}


def _action(world: World) -> dict[str, Any]:
    return {**_family(world), "action_id": PlanAction.objects.filter(pk=world.records["action"].pk).get().pk}


def _contact(world: World) -> dict[str, Any]:
    return {"contact_id": world.contacts["waiting-0"].pk}


def _of_family(**more: Callable[[World], Any]) -> Parts:
    return lambda world: {**_family(world), **{name: found(world) for name, found in more.items()}}


def _provider(world: World) -> dict[str, Any]:
    return {"provider_id": "nobody"}


def _load(world: World) -> dict[str, Any]:
    return {"load_id": world.records["load"].pk}


def _file(kind: str) -> Parts:
    return lambda world: {"file_id": world.records["file"].pk, "kind": kind}


def _item(world: World) -> dict[str, Any]:
    item = SubjectItem.objects.filter(request=world.records["request"]).first()
    return {"request_id": world.records["request"].pk, "item_id": item.pk if item else uuid.uuid4()}


def _service(world: World) -> dict[str, Any]:
    return {"service_id": world.records["service"].pk}


def _signed_copy(world: World) -> uuid.UUID:
    copy: uuid.UUID = world.records["assessment_copy"].pk
    return copy


A_FILE = "a file of partners' records"
CONTACT = '{"route": "", "concern": "Late", "people": []}'
OTHERS: dict[str, tuple[Parts, str, str]] = {
    "alive": (_none, "get", ""), "ready": (_none, "get", ""), "resume": (_none, "post", ""),
    "sign_out": (_none, "post", ""), "demo_sign_in": (_none, "post", ""),
    "save_draft": (lambda world: {"key": "contact"}, "post", ""),
    "take_contact": (_contact, "post", ""), "new_contact_start_again": (_none, "post", ""),
    "sign_in_code": (_none, "get", ""), "recovery_codes": (_none, "get", ""), "new_recovery_codes": (_none, "get", ""),
    "remove_app": (_none, "get", ""), "remove_passkey": (lambda world: {"passkey_id": 1}, "get", ""),
    "end_session": (lambda world: {"session_id": 1}, "get", ""), "new_password": (_none, "get", ""),
    "open_password_link": (lambda world: {"user_id": 1, "token": "x"}, "get", ""),
    "open_invitation": (lambda world: {"token": "x"}, "get", ""), "join": (_none, "get", ""),
    "contact_template": (lambda world: {"kind": "csv"}, "get", ""), "contact_wrong_rows": (_file("csv"), "get", ""),
    "assessments:family_copy_file": (
        _of_family(assessment_id=lambda world: world.records["signed"].pk, copy_id=_signed_copy), "get", ""
    ),
    "plans:plan_pdf": (_of_family(copy_id=lambda world: world.records["plan_copy"].pk), "get", ""),
    "plans:calendar": (_of_family(meeting_id=lambda world: world.marwood.meetings["ahead"].pk), "get", ""),
    "right_help_list_file": (_none, "get", ""),
    "governance:copy": (lambda world: {"request_id": world.records["request"].pk}, "get", ""),
    "api:openapi-json": (_none, "get", ""), "api:api-root": (_none, "get", ""),
    "api:post_contact": (_none, "post", CONTACT), "api:get_contact": (_contact, "get", ""),
    "api:get_queue": (_none, "get", ""), "api:find_person": (_none, "post", '{"text": "nobody at all"}'),
    "api:get_one_family": (_family, "get", ""), "api:get_family_plan": (_family, "get", ""),
    "api:get_plan_action": (_action, "get", ""), "api:patch_plan_action": (_action, "patch", '{"state": "done"}'),
    "api:get_chronology": (_family, "get", ""), "api:get_worklist": (_none, "get", ""),
    "api:get_right_help_list": (_none, "get", ""), "api:get_operating_model": (_none, "get", ""),
    "identification:impact_file": (_none, "get", ""), "api:get_list": (_none, "get", ""),
    "api:get_one": (_listed("candidate_id", "candidate"), "get", ""),
    "refused_rows_csv": (_load, "get", ""), "refused_rows_xlsx": (_load, "get", ""),
    "api:get_feeds": (_none, "get", ""), "api:post_feed_file": (lambda world: {"feed": "canonical"}, "post", A_FILE),
    "api:get_feed_file": (lambda world: {"sent_id": world.records["sent"].pk}, "get", ""),
    "service_picture": (_service, "get", ""),
    **{f"open_referral:{name}": (_none, "get", "") for name in (
        "openapi-json", "api-root", "about", "services", "service_at_locations", "taxonomies", "taxonomy_terms")},
    "open_referral:service": (_service, "get", ""),
    "open_referral:service_at_location": (
        lambda world: {"place_id": id_of_place(world.records["service"].pk)}, "get", ""),
    "open_referral:taxonomy": (lambda world: {"taxonomy_id": id_of_taxonomy(NEEDS)}, "get", ""),
    "open_referral:taxonomy_term": (
        lambda world: {"term_id": id_of_term(NEEDS, world.pack.needs[0].id)}, "get", ""),
    **dict.fromkeys(("openid_connect_login", "openid_connect_callback", "saml_login", "saml_acs", "saml_finish_acs",
                     "saml_metadata"), (_provider, "get", "")),
}  # fmt: skip
"""Routes that are no pages (`every_page.NOT_PAGES`), and how to ask for each."""


def shown_pages() -> dict[str, Shown]:
    """The first of every page's places."""
    found: dict[str, Shown] = {}
    for shown in PAGES:
        found.setdefault(shown.route, shown)
    return found


def places(world: World) -> dict[str, Place]:
    """Where every route of the product is in this world."""
    pages = {route: Place(shown.kwargs(world), query=shown.query) for route, shown in shown_pages().items()}
    others = OTHERS | operations()
    return pages | {route: Place(parts(world), method, sent) for route, (parts, method, sent) in others.items()}
