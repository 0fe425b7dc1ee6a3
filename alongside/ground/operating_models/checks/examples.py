"""Checks on the worked examples: enough of them, and they come true."""

from collections.abc import Iterator

from alongside.ground.operating_models.checks.registry import Found, check
from alongside.ground.operating_models.engine.stories import disagreements
from alongside.ground.operating_models.schema import Pack

FEWEST = 12


@check
def there_are_enough_stories(pack: Pack) -> Iterator[Found]:
    """A pack has at least twelve worked examples: they are how its authors know it says what they meant."""
    if len(pack.examples) < FEWEST:
        yield Found(
            ("examples",), f"There are {len(pack.examples)} examples.", f"Write {FEWEST - len(pack.examples)} more."
        )


@check
def stories_come_true(pack: Pack) -> Iterator[Found]:
    """Every worked example comes true when it is run."""
    for number, story in enumerate(pack.examples):
        for key, reason, fix in disagreements(pack, story):
            yield Found(("examples", number, *key), reason, fix)
