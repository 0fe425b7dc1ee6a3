"""What may be chosen under a pack, and why not."""

import datetime as dt
from collections.abc import Collection

from alongside.ground.lib.clock import today
from alongside.ground.operating_models.schema import Decision, Form, Pack, Route
from alongside.ground.operating_models.words import DecisionNeed

PUBLIC = "public"
NEEDED = {
    DecisionNeed.RATIONALE: "the reason for the decision",
    DecisionNeed.LEAD_PRACTITIONER: "a lead practitioner",
    DecisionNeed.AGREEMENT: "the family's agreement",
    DecisionNeed.SAFEGUARDING_QUESTION: "an answer to 'is a safeguarding referral needed?'",
    DecisionNeed.PARTNER_ANSWERS: "an answer from each partner who was asked",
}


def allowed_decisions(
    pack: Pack, level_id: str, route_id: str | None = None, *, on: dt.date | None = None
) -> tuple[Decision, ...]:
    """The decisions that may follow a contact at this level (and by this route), in the pack's order.

    A decision that names no routes is open to all of them. Those retired by `on` (today, if not given) are left out.
    """
    level = pack.level(level_id)
    return tuple(
        decision
        for decision in pack.decisions
        if decision.id in level.outcomes
        and level_id in decision.levels
        and decision.in_use_on(on or today())
        and (route_id is None or not decision.routes or route_id in decision.routes)
    )


def why_not(
    pack: Pack, *, decision_id: str, level_id: str, route_id: str | None, has: Collection[DecisionNeed]
) -> str | None:
    """Why this decision cannot be made now, in words for the person deciding; None when it can."""
    decision = pack.decision(decision_id)
    level = pack.level(level_id)
    if decision not in allowed_decisions(pack, level_id, route_id):
        return f"'{decision.name}' cannot follow a contact at {level.name}."
    missing = [NEEDED[need] for need in decision.needs if need not in has]
    if missing:
        return f"'{decision.name}' needs {' and '.join(missing)} first."
    return None


def routes_for(pack: Pack, agency_kind: str) -> tuple[Route, ...]:
    """The routes an agency of this kind may use; 'public' for anybody outside the agencies."""
    return tuple(
        route
        for route in pack.routes
        if route.in_use_on(today()) and (agency_kind in route.who_may_use or PUBLIC in route.who_may_use)
    )


def why_not_route(pack: Pack, route_id: str, agency_kind: str) -> str | None:
    """Why an agency of this kind may not use the route; None when it may."""
    route = pack.route(route_id)
    if route in routes_for(pack, agency_kind):
        return None
    kinds = [pack.agency(kind).name for kind in route.who_may_use]
    return f"'{route.name}' is for {', '.join(kinds)}."


def form_for_level(pack: Pack, level_id: str) -> Form | None:
    """The assessment form used at this level; None where no early help assessment is made (KeyError: no such level)."""
    form_id = pack.level(level_id).form_id
    return pack.form(form_id) if form_id is not None else None


def why_not_age(pack: Pack, age: int, *, has_send: bool) -> str | None:
    """Why a person of this age in whole years is outside the service; None when inside. Never a block on helping."""
    ages = pack.info.service_age
    limit = ages.to_with_send if has_send else ages.to
    if ages.from_ <= age <= limit:
        return None
    return f"This service is for ages {ages.from_} to {ages.to}, or to {ages.to_with_send} with SEND."
