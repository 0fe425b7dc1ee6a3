"""Running a worked example: what the pack makes of what is given, against what the example expects."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from alongside.ground.lib.clock import LONDON, as_text, local_date
from alongside.ground.operating_models.engine import choices
from alongside.ground.operating_models.engine.days import due_on, priority_due, review_on
from alongside.ground.operating_models.engine.forms import blank_stale, visible_questions
from alongside.ground.operating_models.engine.places import locality_of_ward, postcode_inside
from alongside.ground.operating_models.schema import Given, Pack, Story

Disagreement: TypeAlias = tuple[tuple[str, ...], str, str]


class CannotRunError(Exception):
    """The example leaves out something its expectation needs."""


def _need(value: Any, name: str) -> Any:
    if value is None:
        raise CannotRunError(f"given has no {name}")
    return value


def _moment(given: Given) -> dt.datetime:
    at: dt.datetime = _need(given.at, "at")
    return at.replace(tzinfo=LONDON)


def _due(pack: Pack, given: Given) -> dt.date:
    if given.clock is not None:
        return due_on(pack, given.clock.value, _moment(given)).on
    return priority_due(pack, _need(given.priority, "clock or priority"), _moment(given)).on


def _refusals(pack: Pack, given: Given) -> Iterator[str | None]:
    """Every reason why what is given would be refused or flagged."""
    if given.route is not None and given.agency_kind is not None:
        yield choices.why_not_route(pack, given.route, given.agency_kind)
    if given.decision is not None:
        level = _need(given.level, "level")
        yield choices.why_not(pack, decision_id=given.decision, level_id=level, route_id=given.route, has=given.has)
    if given.child_age is not None:
        yield choices.why_not_age(pack, given.child_age, has_send=given.child_has_send)
    if given.postcode is not None and not postcode_inside(pack, given.postcode):
        yield f"The postcode {given.postcode} is outside {pack.info.council}."


def _refused(pack: Pack, given: Given) -> str | None:
    return " ".join(reason for reason in _refusals(pack, given) if reason) or None


def _form(pack: Pack, given: Given) -> str | None:
    form = choices.form_for_level(pack, _need(given.level, "level"))
    return form.id if form is not None else None


def _visible(pack: Pack, given: Given) -> set[str]:
    return visible_questions(pack.form(_need(given.form, "form")), given.answers)


def _decisions(pack: Pack, given: Given) -> tuple[str, ...]:
    allowed = choices.allowed_decisions(pack, _need(given.level, "level"), given.route)
    return tuple(decision.id for decision in allowed)


def _kept(pack: Pack, given: Given) -> tuple[str, ...]:
    return tuple(blank_stale(pack.form(_need(given.form, "form")), given.answers))


ANSWERS: dict[str, Callable[[Pack, Given], Any]] = {
    "due_on": _due,
    "decisions": _decisions,
    "follows": lambda pack, given: pack.decision(_need(given.decision, "decision")).follows,
    "form": _form,
    "review_on": lambda pack, given: review_on(pack, _need(given.level, "level"), local_date(_moment(given))),
    "locality": lambda pack, given: {
        tier: area.id for tier, area in locality_of_ward(pack, _need(given.ward, "ward")).items()
    },
    "kept": _kept,
}


def _say(value: Any) -> str:
    if isinstance(value, dt.date):
        return f"{value:%A} {as_text(value)}"
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value) or "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{tier} {area}" for tier, area in value.items()) or "no area"
    return "nothing" if value is None else str(value)


def disagreements(pack: Pack, story: Story) -> list[Disagreement]:
    """Each key of the example that does not come true, with what the pack says instead; empty when all do."""
    if not story.expect.model_fields_set:
        return [(("expect",), "The example expects nothing.", "Write what must come of it.")]
    try:
        return list(_compare(pack, story))
    except CannotRunError as error:
        return [(("given",), f"The example cannot be run: {error}.", "Add it.")]
    except KeyError as error:
        return [(("given",), f"The example cannot be run: {error.args[0]}.", "Use an id of this pack.")]


def _compare(pack: Pack, story: Story) -> Iterator[Disagreement]:
    given, expect = story.given, story.expect
    refused = _refused(pack, given)
    if "refused_because" in expect.model_fields_set:
        if (expect.refused_because or "") not in (refused or "") or (expect.refused_because is None) != (
            refused is None
        ):
            yield _differs("refused_because", expect.refused_because, refused)
    elif refused is not None:
        yield (
            ("expect",),
            f"What is given would be refused: {refused}",
            "Expect it with refused_because, or change given.",
        )
    for key in ANSWERS:
        if key in expect.model_fields_set:
            actual, expected = ANSWERS[key](pack, given), getattr(expect, key)
            if actual != expected:
                yield _differs(key, expected, actual)
    if expect.shown or expect.hidden:
        visible = _visible(pack, given)
        if not set(expect.shown) <= visible:
            yield _differs("shown", expect.shown, tuple(sorted(visible)))
        if set(expect.hidden) & visible:
            yield _differs("hidden", expect.hidden, (*sorted(set(expect.hidden) & visible), "which are shown"))


def _differs(key: str, expected: Any, actual: Any) -> Disagreement:
    reason = f"The example expects {_say(expected)}, but by this pack it is {_say(actual)}."
    return ("expect", key), reason, "Correct the example, or the value of the pack that it shows to be wrong."
