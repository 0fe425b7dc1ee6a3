"""Checks on the way in: levels, routes, priorities, clocks, decisions, partners, panels, stepping up."""

import string
from collections.abc import Iterator, Sequence
from itertools import pairwise

from alongside.ground.operating_models.checks.common import repeated
from alongside.ground.operating_models.checks.registry import Found, Loc, check, unknown
from alongside.ground.operating_models.engine.choices import PUBLIC
from alongside.ground.operating_models.schema import DatedDays, Pack
from alongside.ground.operating_models.words import AskKind, ClockKind, ClockStart, DecisionNeed, Follows, StepUpAnswer

STARTS: dict[ClockKind, set[ClockStart]] = {
    ClockKind.CONTACT_RESPONSE: {ClockStart.CONTACT_RECEIVED},
    ClockKind.CONTACT_DECISION: {ClockStart.CONTACT_RECEIVED},
    ClockKind.PARTNER_ANSWER: {ClockStart.PARTNER_ASKED},
    ClockKind.ASSESSMENT_DUE: {ClockStart.AGREEMENT_GIVEN, ClockStart.LEAD_NAMED, ClockStart.CONTACT_DECIDED},
    ClockKind.FIRST_TEAM_MEETING: {ClockStart.ASSESSMENT_SIGNED_OFF, ClockStart.LEAD_NAMED},
    ClockKind.PLAN_REVIEW: {ClockStart.PLAN_AGREED},
    ClockKind.PANEL_WAIT: {ClockStart.PANEL_ASKED},
    ClockKind.STEP_UP_ANSWER: {ClockStart.STEP_UP_SENT},
    ClockKind.REFERRER_TOLD: {ClockStart.CONTACT_DECIDED},
    ClockKind.CONTACT_RETENTION: {ClockStart.CONTACT_CLOSED},
}
REFERRER_MAY_READ = {"reference", "council", "front_door", "level", "lead"}


def placeholders(text: str) -> set[str] | None:
    """The names in braces; None when the braces do not match."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def refer(at: Loc, values: Sequence[str], known: set[str], what: str) -> Iterator[Found]:
    """Each of the values that is not known."""
    for number, value in enumerate(values):
        if value not in known:
            yield unknown((*at, number), value, what, known)


@check
def levels_name_decisions(pack: Pack) -> Iterator[Found]:
    """A level's outcomes are decisions the pack has, still in use, and which name that level too."""
    decisions = {decision.id: decision for decision in pack.decisions}
    for number, level in enumerate(pack.levels):
        at: Loc = ("levels", number, "outcomes")
        yield from refer(at, level.outcomes, set(decisions), "decision")
        for place, outcome in enumerate(level.outcomes):
            decision = decisions.get(outcome)
            if decision is not None and level.id not in decision.levels:
                yield Found(
                    (*at, place),
                    f"Decision '{outcome}' does not name level '{level.id}'.",
                    "Add the level to the decision, or take the decision from the level.",
                )
            if decision is not None and decision.retired_on and not level.retired_on:
                yield Found((*at, place), f"Decision '{outcome}' is retired.", "Take it out of the level's outcomes.")


@check
def decisions_name_levels_and_routes(pack: Pack) -> Iterator[Found]:
    """A decision's levels and routes are the pack's, and those levels allow it."""
    levels = {level.id: level for level in pack.levels}
    for number, decision in enumerate(pack.decisions):
        yield from refer(("decisions", number, "levels"), decision.levels, set(levels), "level")
        yield from refer(("decisions", number, "routes"), decision.routes, {route.id for route in pack.routes}, "route")
        for place, level_id in enumerate(decision.levels):
            if level_id in levels and decision.id not in levels[level_id].outcomes and not decision.retired_on:
                yield Found(
                    ("decisions", number, "levels", place),
                    f"Level '{level_id}' does not allow '{decision.id}'.",
                    "Add the decision to the level's outcomes, or take the level out here.",
                )


@check
def levels_use_assessments(pack: Pack) -> Iterator[Found]:
    """A level's form exists and is an assessment."""
    forms = {form.id: form for form in pack.forms}
    for number, level in enumerate(pack.levels):
        if level.form_id is None:
            continue
        if level.form_id not in forms:
            yield unknown(("levels", number, "form_id"), level.form_id, "form", forms)
        elif forms[level.form_id].kind != "assessment":
            yield Found(
                ("levels", number, "form_id"), f"'{level.form_id}' is not an assessment.", "Name an assessment form."
            )


@check
def statutory_levels_refer_up(pack: Pack) -> Iterator[Found]:
    """A statutory level is not early help, and can be referred up."""
    follows = {decision.id: decision.follows for decision in pack.decisions}
    for number, level in enumerate(pack.levels):
        if level.is_statutory and level.is_early_help:
            yield Found(
                ("levels", number, "is_early_help"), "A statutory level is not early help.", "Make one of them false."
            )
        if level.is_statutory and all(follows.get(one) is not Follows.REFER_UP for one in level.outcomes):
            yield Found(
                ("levels", number, "outcomes"),
                "Nothing here refers the child to social care.",
                "Add a decision with follows: refer_up.",
            )


@check
def early_help_can_start(pack: Pack) -> Iterator[Found]:
    """At least one level is early help, has an assessment form and a review."""
    for number, level in enumerate(pack.levels):
        if level.is_early_help and level.form_id is not None and level.review_every_weeks is None:
            yield Found(
                ("levels", number, "id"),
                f"'{level.id}' has an assessment but its plan is never reviewed.",
                "Add review_every_weeks.",
            )
    if not any(level.is_early_help and level.form_id for level in pack.levels):
        yield Found(("levels",), "No early help level has an assessment form.", "Give one of them a form_id.")


@check
def routes_are_for_known_agencies(pack: Pack) -> Iterator[Found]:
    """A route is for agency kinds the pack has or for the public, and somebody outside can use one."""
    known = {agency.id for agency in pack.agencies} | {PUBLIC}
    for number, route in enumerate(pack.routes):
        yield from refer(("routes", number, "who_may_use"), route.who_may_use, known, "agency kind")
    if not any(PUBLIC in route.who_may_use and not route.retired_on for route in pack.routes):
        yield Found(
            ("routes",), "No route is open to families and the public.", "Add a route with who_may_use: [public]."
        )


@check
def route_questions_have_options(pack: Pack) -> Iterator[Found]:
    """A route's choice question has at least two options; its other questions have none."""
    for number, route in enumerate(pack.routes):
        for place, ask in enumerate(route.asks):
            at: Loc = ("routes", number, "asks", place, "kind")
            if ask.kind is AskKind.CHOICE and len(ask.options) < 2:
                yield Found(at, "A choice needs two options or more.", "Add options with id and label.")
            if ask.kind is not AskKind.CHOICE and ask.options:
                yield Found(at, f"A {ask.kind} question has no options.", "Make it a choice, or remove the options.")


@check
def priorities_are_in_order(pack: Pack) -> Iterator[Found]:
    """Priorities are numbered once each, and an earlier one is not answered later than a later one."""
    yield from repeated((("priorities", n, "in_order"), str(p.in_order)) for n, p in enumerate(pack.priorities))
    ordered = sorted(enumerate(pack.priorities), key=lambda pair: pair[1].in_order)
    for (_, first), (number, second) in pairwise(ordered):
        if (
            first.respond_within.count == second.respond_within.count
            and first.respond_within.days > second.respond_within.days
        ):
            yield Found(
                ("priorities", number, "respond_within", "days"),
                f"'{second.name}' comes after '{first.name}' but is answered sooner.",
                "Change the days or the order.",
            )
    if not pack.priorities:
        yield Found(("priorities",), "There are no priorities, so nothing says what is urgent.", "Add at least one.")


def _dated_once(at: Loc, values: Sequence[DatedDays]) -> Iterator[Found]:
    for number, (earlier, later) in enumerate(pairwise(values), start=1):
        if later.from_ <= earlier.from_:
            yield Found(
                (*at, number, "from"),
                "Dated values must run from the earliest to the latest, one for a date.",
                "Sort them, and keep one for each date.",
            )


@check
def dated_values_run_forward(pack: Pack) -> Iterator[Found]:
    """Dated values stand in the order of their dates, one for a date."""
    for number, clock in enumerate(pack.clocks):
        yield from _dated_once(("clocks", number, "values"), clock.values)
    for number, priority in enumerate(pack.priorities):
        yield from _dated_once(("priorities", number, "respond_within", "changes"), priority.respond_within.changes)


@check
def every_clock_is_set(pack: Pack) -> Iterator[Found]:
    """The pack says how long every kind of step may take."""
    missing = [kind.value for kind in ClockKind if kind not in {clock.id for clock in pack.clocks}]
    if missing:
        yield Found(
            ("clocks",), f"These clocks are not set: {', '.join(missing)}.", "Add them, as assumptions if need be."
        )


@check
def clocks_start_where_they_can(pack: Pack) -> Iterator[Found]:
    """A clock counts from an event that belongs to it, and has a value from the day the pack is in force."""
    for number, clock in enumerate(pack.clocks):
        if clock.starts_on not in STARTS[clock.id]:
            yield Found(
                ("clocks", number, "starts_on"),
                f"{clock.id} cannot start on {clock.starts_on}.",
                f"Use {' or '.join(sorted(STARTS[clock.id]))}.",
            )
        if clock.values[0].from_ > pack.info.in_force_from:
            yield Found(
                ("clocks", number, "values", 0, "from"),
                "There is no value for the first days of this pack.",
                f"Begin on {pack.info.in_force_from.isoformat()} or before.",
            )


@check
def decisions_ask_for_what_follows(pack: Pack) -> Iterator[Found]:
    """Every decision records why; one that names a lead practitioner needs one; refusal-prone ones ask about safety."""
    for number, decision in enumerate(pack.decisions):
        at: Loc = ("decisions", number, "needs")
        if DecisionNeed.RATIONALE not in decision.needs:
            yield Found(at, "A decision must record why.", "Add rationale to needs.")
        if decision.follows is Follows.NAME_LEAD_PRACTITIONER and DecisionNeed.LEAD_PRACTITIONER not in decision.needs:
            yield Found(at, "It names a lead practitioner but does not ask who.", "Add lead_practitioner to needs.")
        if DecisionNeed.PARTNER_ANSWERS in decision.needs and not pack.partners_asked:
            yield Found(
                at,
                "It needs partners' answers but partners_asked.yaml asks nobody.",
                "List the partners, or remove partner_answers.",
            )


@check
def panels_hear_what_waits(pack: Pack) -> Iterator[Found]:
    """A decision that waits for a panel has a panel at its level; a panel's levels and members are the pack's."""
    kinds, levels = {agency.id for agency in pack.agencies}, {level.id for level in pack.levels}
    for number, panel in enumerate(pack.panels):
        yield from refer(("panels", number, "levels"), panel.levels, levels, "level")
        yield from refer(("panels", number, "members"), panel.members, kinds, "agency kind")
    heard = {level for panel in pack.panels if not panel.retired_on for level in panel.levels}
    for number, decision in enumerate(pack.decisions):
        unheard = [level for level in decision.levels if level not in heard]
        if decision.follows is Follows.WAIT_FOR_PANEL and unheard and not decision.retired_on:
            yield Found(
                ("decisions", number, "follows"),
                f"No panel hears {', '.join(unheard)}.",
                "Add a panel for the level in panels.yaml.",
            )


@check
def referrers_are_told_in_known_words(pack: Pack) -> Iterator[Found]:
    """What the referrer is told uses only placeholders the system can fill in."""
    for number, decision in enumerate(pack.decisions):
        names = placeholders(decision.tells_referrer)
        if names is None or names - REFERRER_MAY_READ:
            wrong = (
                "its braces do not match"
                if names is None
                else "it uses " + ", ".join(sorted(names - REFERRER_MAY_READ))
            )
            yield Found(
                ("decisions", number, "tells_referrer"),
                f"This text cannot be filled in: {wrong}.",
                f"Use only {', '.join('{' + name + '}' for name in sorted(REFERRER_MAY_READ))}.",
            )


@check
def partners_are_known_agencies(pack: Pack) -> Iterator[Found]:
    """A partner asked is of an agency kind the pack has."""
    known = {agency.id for agency in pack.agencies}
    for number, partner in enumerate(pack.partners_asked):
        if partner.agency_kind not in known:
            yield unknown(("partners_asked", number, "agency_kind"), partner.agency_kind, "agency kind", known)


@check
def step_up_can_be_accepted(pack: Pack) -> Iterator[Found]:
    """Social care can answer a referral in all the ways the system knows."""
    missing = [answer.value for answer in StepUpAnswer if answer not in {one.id for one in pack.step_up.answers}]
    if missing:
        yield Found(("step_up", "answers"), f"These answers have no words: {', '.join(missing)}.", "Add them.")
