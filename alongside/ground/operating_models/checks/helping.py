"""Checks on helping: tools, plans, drift, responses."""

from collections.abc import Iterator

from alongside.ground.operating_models.checks.front import placeholders, refer
from alongside.ground.operating_models.checks.registry import Found, check
from alongside.ground.operating_models.schema import Pack
from alongside.ground.operating_models.words import DriftKind, OutcomeState

DRIFT_NEEDS = {
    DriftKind.NO_REVIEW: ("days",),
    DriftKind.NO_CONTACT: ("days",),
    DriftKind.ACTIONS_LATE: ("days", "count"),
    DriftKind.NO_CHANGE_IN_SCALE: ("count",),
    DriftKind.NO_LEAD: ("days",),
    DriftKind.NO_MEETING: ("days",),
    DriftKind.OPEN_TOO_LONG: ("days",),
}


@check
def tools_have_a_range(pack: Pack) -> Iterator[Found]:
    """A tool's measure runs from a smaller to a larger number."""
    for number, tool in enumerate(pack.tools):
        for place, measure in enumerate(tool.measures):
            if measure.min >= measure.max:
                yield Found(
                    ("tools", number, "measures", place, "max"), "The range is empty.", "Make max larger than min."
                )


@check
def outcome_statuses_cover_every_state(pack: Pack) -> Iterator[Found]:
    """The council has a name for each state an outcome can be in."""
    named = {status.counts_as for status in pack.plans.outcome_statuses if status.retired_on is None}
    missing = [state.value for state in OutcomeState if state not in named]
    if missing:
        yield Found(("plans", "outcome_statuses"), f"Nothing counts as {', '.join(missing)}.", "Add a status for each.")


@check
def plans_have_three_building_blocks(pack: Pack) -> Iterator[Found]:
    """An action belongs to one of three building blocks (York 2016: problem solve, build capacity, direct work)."""
    live = [block for block in pack.plans.building_blocks if block.retired_on is None]
    if len(live) != 3:
        yield Found(("plans", "building_blocks"), f"There are {len(live)} building blocks in use.", "Have three.")


@check
def drift_rules_have_their_numbers(pack: Pack) -> Iterator[Found]:
    """A drift rule has the numbers its kind is measured by."""
    for number, rule in enumerate(pack.drift):
        for name in DRIFT_NEEDS[rule.kind]:
            if getattr(rule, name) is None:
                yield Found(("drift", number, "kind"), f"{rule.kind} is measured in {name}.", f"Add {name}.")


@check
def drift_rules_speak_in_known_words(pack: Pack) -> Iterator[Found]:
    """What a drift rule says uses only {days} and {count}, and only the ones it has."""
    for number, rule in enumerate(pack.drift):
        has = {name for name in ("days", "count") if getattr(rule, name) is not None}
        names = placeholders(rule.says)
        if names is None or names - has:
            yield Found(
                ("drift", number, "says"),
                "This text cannot be filled in.",
                f"Use only {', '.join('{' + name + '}' for name in sorted(has)) or 'plain words'}.",
            )


@check
def drift_rules_name_levels(pack: Pack) -> Iterator[Found]:
    """A drift rule is for levels the pack has."""
    for number, rule in enumerate(pack.drift):
        yield from refer(("drift", number, "levels"), rule.levels, {level.id for level in pack.levels}, "level")


@check
def responses_can_be_held(pack: Pack) -> Iterator[Found]:
    """A response is held by kinds of team the pack has, at levels it has, and fits its own limit."""
    teams, levels = {kind.id for kind in pack.team_kinds}, {level.id for level in pack.levels}
    for number, response in enumerate(pack.responses):
        yield from refer(("responses", number, "held_by_team_kinds"), response.held_by_team_kinds, teams, "team kind")
        yield from refer(("responses", number, "levels"), response.levels, levels, "level")
        if response.caseload_limit is not None and response.weight > response.caseload_limit:
            yield Found(
                ("responses", number, "weight"),
                "One family is more than the limit.",
                "Lower weight or raise the limit.",
            )
