"""Checks on criteria: they count rows the feeds have, can be met, and lists and routes rest on what is there."""

from collections.abc import Iterator

from alongside.ground.operating_models.checks.front import placeholders, refer
from alongside.ground.operating_models.checks.registry import Found, Loc, check, unknown
from alongside.ground.operating_models.schema import Ask, Criteria, Criterion, Feed, Pack
from alongside.ground.operating_models.words import FeedColumnName

COUNCIL = "council_early_help"
SENTENCE_MAY_HOLD = {"name", "count"}


def _criteria(pack: Pack) -> Iterator[tuple[Loc, Criterion]]:
    for number, one in enumerate(pack.criteria.criteria if pack.criteria else ()):
        yield ("criteria", "criteria", number), one


def _feeds(pack: Pack) -> dict[str, Feed]:
    return {feed.id: feed for feed in pack.feeds}


@check
def criteria_count_rows_there_are(pack: Pack) -> Iterator[Found]:
    """A criterion counts kinds of event that feeds of the pack have."""
    feeds = _feeds(pack)
    for at, one in _criteria(pack):
        for place, rows in enumerate(one.rows):
            if rows.feed not in feeds:
                yield unknown((*at, "rows", place, "feed"), rows.feed, "feed", feeds)
                continue
            kinds = {kind.id for kind in feeds[rows.feed].kinds}
            for number, kind in enumerate(rows.kinds):
                if kind not in kinds:
                    yield unknown((*at, "rows", place, "kinds", number), kind, "kind", kinds)


@check
def criteria_can_be_met(pack: Pack) -> Iterator[Found]:
    """A criterion's ages and days rise, and the feeds it counts have the columns it looks at."""
    feeds = _feeds(pack)
    for at, one in _criteria(pack):
        if one.age_from is not None and one.age_to is not None and one.age_from > one.age_to:
            yield Found((*at, "age_to"), "Nobody is of this age.", "Make 'age_to' the larger.")
        if one.until is not None and one.until <= one.from_:
            yield Found((*at, "until"), "It ends before it begins.", "Make 'until' the later day.")
        needs = {FeedColumnName.EVENT_ON: one.within_days, FeedColumnName.QUANTITY: one.quantity_from}
        for place, rows in enumerate(one.rows):
            has = {column.to for column in feeds[rows.feed].layout.columns} if rows.feed in feeds else set(needs)
            for column, wanted in needs.items():
                if wanted is not None and column not in has:
                    yield Found(
                        (*at, "rows", place, "feed"), f"The feed has no column to {column}.",
                        "Count rows of another feed, or add the column.",
                    )  # fmt: skip


@check
def criteria_are_sentences(pack: Pack) -> Iterator[Found]:
    """A criterion's sentence leaves room for nothing but {name} and {count}."""
    for at, one in _criteria(pack):
        held = placeholders(one.says)
        if held is None or held - SENTENCE_MAY_HOLD:
            yield Found((*at, "says"), "The sentence has braces around something else.", "Use {name} and {count}.")


@check
def lists_are_made_of_criteria(pack: Pack) -> Iterator[Found]:
    """A list's groups name criteria of the pack, or say why no data can show them; not more groups are asked for."""
    for number, one in enumerate(pack.criteria.lists if pack.criteria else ()):
        at: Loc = ("criteria", "lists", number)
        known = {criterion.id for _, criterion in _criteria(pack)}
        named = [((*at, "unless"), one.unless)]
        named += [((*at, "groups", place, "criteria"), group.criteria) for place, group in enumerate(one.groups)]
        for where, criteria in named:
            yield from refer(where, criteria, known, "criterion")
        for place, group in enumerate(one.groups):
            if not group.criteria and not group.not_in_data:
                yield Found(
                    (*at, "groups", place, "criteria"), "Nothing shows this group.",
                    "Name its criteria, or say in 'not_in_data' why no feed shows it.",
                )  # fmt: skip
        if one.at_least > sum(bool(group.criteria) for group in one.groups):
            yield Found((*at, "at_least"), "No family can have so many of its groups.", "Use a smaller number.")
        if one.until is not None and one.until <= one.from_:
            yield Found((*at, "until"), "It ends before it begins.", "Make 'until' the later day.")


@check
def top_lists_rank_a_list(pack: Pack) -> Iterator[Found]:
    """A 'top N' is of a list the pack has."""
    known = {one.id for one in pack.criteria.lists} if pack.criteria else set()
    for number, one in enumerate(pack.criteria.top if pack.criteria else ()):
        if one.of not in known:
            yield unknown(("criteria", "top", number, "of"), one.of, "list", known)


@check
def accepted_families_have_a_way_in(pack: Pack) -> Iterator[Found]:
    """A family somebody accepts comes by a route the council may use, with the route's questions answered."""
    if pack.criteria is None:
        return
    at: Loc = ("criteria", "accepted")
    routes = {route.id: route for route in pack.routes}
    route = routes.get(pack.criteria.accepted.route)
    if route is None:
        yield unknown((*at, "route"), pack.criteria.accepted.route, "route", routes)
        return
    if COUNCIL not in route.who_may_use:
        yield Found((*at, "route"), "The council's early help may not use this route.", f"Add {COUNCIL} to it.")
    yield from _answers(pack.criteria, route.asks, at)


def _answers(criteria: Criteria, asks: tuple[Ask, ...], at: Loc) -> Iterator[Found]:
    questions = {ask.id: ask for ask in asks}
    answers = criteria.accepted.answers
    for name, ask in questions.items():
        if ask.required and name not in answers:
            yield Found((*at, "answers"), f"The route's question '{name}' is not answered.", f"Add '{name}'.")
        options = {option.id for option in ask.options}
        if options and name in answers and answers[name] not in options:
            yield unknown((*at, "answers", name), answers[name], "answer", options)
    for name in answers:
        if name not in questions:
            yield unknown((*at, "answers", name), name, "question of the route", questions)
