"""Checks on how long records are kept."""

from collections.abc import Iterator

from alongside.ground.operating_models.checks.common import repeated
from alongside.ground.operating_models.checks.registry import Found, check
from alongside.ground.operating_models.schema import Pack
from alongside.ground.operating_models.words import Kept, KeptFrom


@check
def each_kind_of_record_has_one_rule(pack: Pack) -> Iterator[Found]:
    """One rule in use says how long a kind of record is kept."""
    in_use = [(number, rule) for number, rule in enumerate(pack.retention) if rule.retired_on is None]
    yield from repeated((("retention", number, "kind"), rule.kind.value) for number, rule in in_use)


@check
def rules_count_each_day_once(pack: Pack) -> Iterator[Found]:
    """A rule counts from a day once."""
    for number, rule in enumerate(pack.retention):
        yield from repeated(
            (("retention", number, "counts", place, "from"), one.from_.value) for place, one in enumerate(rule.counts)
        )


@check
def contacts_are_kept_from_when_they_were_closed(pack: Pack) -> Iterator[Found]:
    """A contact without a family's record has no youngest child: it is kept from the day it was closed."""
    for number, rule in enumerate(pack.retention):
        for place, one in enumerate(rule.counts):
            if rule.kind is Kept.CONTACT and one.from_ is KeptFrom.YOUNGEST_BORN:
                yield Found(
                    ("retention", number, "counts", place, "from"), "A contact has no youngest child to count from.",
                    "Use 'closed'.",
                )  # fmt: skip
