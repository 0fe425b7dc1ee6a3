"""Where each operation of the API about access is in a made-up world, with something to send that is well formed."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from alongside.ground.lib.clock import today
from tests.browser.every_page import (
    _barred,
    _closed,
    _family,
    _kept,
    _kept_worker,
    _nothing,
    _request,
    _request_item,
    _tilly,
)
from tests.browser.world import World

Parts = Callable[[World], dict[str, Any]]
WHY = "So that the matrix can be asked about it."


def _json(**told: Any) -> str:
    return json.dumps(told, default=str)


def _of_family(**more: Callable[[World], Any]) -> Parts:
    return lambda world: {**_family(world), **{name: found(world) for name, found in more.items()}}


def _alert(world: World) -> dict[str, Any]:
    return {"alert_id": world.records["alert"].pk}


def _colleague(world: World) -> dict[str, Any]:
    return {"person_id": world.user("pastoral_lead").pk}


def _list(world: World) -> dict[str, Any]:
    return {"list_id": world.records["right_help_list"].pk}


def _keep() -> str:
    return _json(
        record_class=1, category="high_risk", reason=WHY, whom_to_ask="The hub",
        review_on=today() + dt.timedelta(days=30),
    )  # fmt: skip


_agreement = _of_family(agreement_id=lambda world: world.records["agreement"].pk)
_wish = _of_family(wish_id=lambda world: world.records["sharing"].pk)
_basis = _of_family(basis_id=lambda world: world.records["basis"].pk)
_restriction = _kept("restriction_id", "kept")
ANSWER = _json(state="given", how="in_person")
NOT_ANY_MORE = _json(how="in_person", safeguarding_referral_needed=False, safeguarding_reason="Nobody is in danger.")
WISH = _json(agency_id="00000000-0000-4000-8000-000000000000", purpose="help", agrees=False)
BASIS = _json(purpose="", basis="", reason=WHY, despite_objection=False)
REASON, BECAUSE = _json(reason=WHY), _json(why=WHY)


def operations() -> dict[str, tuple[Parts, str, str]]:
    """Each operation's parts of its address, its method, and what is sent."""
    return {
        "api:get_you": (_nothing, "get", ""), "api:get_roles": (_nothing, "get", ""),
        "api:delete_session": (lambda world: {"session_id": 1}, "delete", ""),
        "api:post_session": (_nothing, "post", _json(email="nobody@agency.invalid", password="three unrelated words")),
        "api:post_confirmation": (_nothing, "post", _json(code="000000")),
        "api:delete_this_session": (_nothing, "delete", ""),
        "api:get_may": (_of_family(permission=lambda world: "change_plan"), "get", ""),
        "api:get_own_agency": (_nothing, "get", ""),
        "api:post_accept_agreement": (_nothing, "post", _json(version=1)),
        "api:post_invitation": (_nothing, "post", _json(email="new@agency.invalid", roles=[])),
        "api:delete_invitation": (lambda world: {"invitation_id": world.records["access_invitation"].pk}, "delete", ""),
        "api:delete_colleague": (_colleague, "delete", ""),
        "api:patch_colleague": (_colleague, "patch", _json(job_title="Deputy head", roles=[])),
        "api:post_agreement": (_nothing, "post", _json(text="", review_months=12)),
        "api:post_access_review": (_nothing, "post", _json(keep=[], end=[])),
        "api:get_agencies": (_nothing, "get", ""),
        "api:post_agency": (_nothing, "post", _json(name="Another", kind="school", email="one@agency.invalid")),
        "api:get_sharing": (_family, "get", ""),
        "api:post_answer": (_tilly, "post", ANSWER), "api:post_withdrawal": (_agreement, "post", NOT_ANY_MORE),
        "api:post_sharing": (_tilly, "post", WISH), "api:post_stop_sharing": (_wish, "post", "{}"),
        "api:post_basis": (_family, "post", BASIS), "api:post_end_basis": (_basis, "post", BECAUSE),
        "api:post_plan_copy": (_tilly, "post", "{}"),
        "api:get_kept_records": (_nothing, "get", ""), "api:get_kept_record": (_restriction, "get", ""),
        "api:post_kept_family": (_family, "post", _keep()), "api:post_kept_person": (_tilly, "post", _keep()),
        "api:post_cleared": (_restriction, "post", _json(user_id=1, kind="task", reason=WHY)),
        "api:delete_cleared": (_kept_worker, "delete", ""),
        "api:post_review_kept": (_restriction, "post", _json(review_on=today(), why=WHY)),
        "api:post_ask_to_lift": (_restriction, "post", BECAUSE), "api:post_lift": (_restriction, "post", "{}"),
        "api:get_barred": (_family, "get", ""),
        "api:post_barred": (_family, "post", _json(user_id=1, kind="decided", reason=WHY)),
        "api:post_end_barred": (_barred, "post", BECAUSE),
        "api:post_i_know": (
            lambda world: {"person_id": world.marwood.people["Tilly"].pk}, "post", _json(kinship="knows"),
        ),
        "api:get_alerts": (_nothing, "get", ""), "api:get_alert": (_alert, "get", ""),
        "api:post_close_alert": (_alert, "post", _json(outcome="explained", note="")),
        "api:get_readers": (_family, "get", ""), "api:get_who_has_seen": (_family, "get", ""),
        "api:post_record_request": (_tilly, "post", _json(asked_on=today(), asked_as="themselves")),
        "api:get_record_requests": (_nothing, "get", ""), "api:get_record_request": (_request, "get", ""),
        "api:post_take_on": (_request, "post", _json(identity_checked="")), "api:get_items": (_request, "get", ""),
        "api:patch_item": (_request_item, "patch", _json(decision="disclose")),
        "api:post_plain": (_request, "post", "{}"), "api:post_ask_for_review": (_request, "post", _json(reviewer=1)),
        "api:post_send_back": (_request, "post", BECAUSE), "api:post_send": (_request, "post", "{}"),
        "api:post_refuse": (_request, "post", _json(why="")),
        "api:get_due": (_nothing, "get", ""), "api:get_disposed": (_nothing, "get", ""),
        "api:post_hold": (_family, "post", REASON), "api:post_lift_hold": (_closed, "post", BECAUSE),
        "api:post_confirm_list": (_list, "post", "{}"),
    }  # fmt: skip
