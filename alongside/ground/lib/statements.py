"""What a page's statements ask of PostgreSQL's planner, which reads every policy of every table a statement names.

Statements are kept (`kept_statements`), so that one that comes again need not be planned again. PostgreSQL keeps
a plan that holds for every value where it looks no dearer than one made for these values; for a statement with many
policies its guess of that is far off, and `planned_once` decides it.
"""

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Value
from django.db.models.expressions import RawSQL

OUR_WORDS = re.compile(r"[a-z_]*")


class Constant(Value):
    """A word of ours that stands in the statement itself: a plan for every value can use what is known of this one, a
    partial index or how few rows there are.
    """

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[()]]:
        """The word in quotes. Raises ValueError for anything but small letters and underscores."""
        word = str(self.value)
        if not OUR_WORDS.fullmatch(word):
            raise ValueError("A constant of a statement is one of our own words, never what somebody typed.")
        return f"'{word}'", ()


def constants(words: Iterable[str]) -> list[Constant]:
    """Several, for `state__in`."""
    return [Constant(word) for word in words]


def many(ids: Iterable[uuid.UUID]) -> RawSQL:
    """Ids for `__in`, as one value however many: thousands of values take longer to write out than to look up."""
    return RawSQL("SELECT unnest(%s::uuid[])", [list(ids)])  # the statement is ours, the ids are its value


PLANNER = {"plan_cache_mode": "auto", "random_page_cost": "1.1", "jit": "off"}
"""What every request tells the planner. Policies look one row up in another table again and again, which on today's
disks is no dearer than reading in order; and PostgreSQL, which takes the dearest way through a policy for granted,
would compile what then runs for a moment.
"""
PLANNER_OF_ONE = {**PLANNER, "plan_cache_mode": "force_generic_plan"}
"""The same for a request about one family: whose id it is changes nothing in how its rows are best found, so that
planning for each id anew, as PostgreSQL does the first five times, is for nothing.
"""
LOOKING_UP = {"plan_cache_mode": "force_generic_plan", "random_page_cost": "0.1"}


@contextmanager
def planned_once() -> Iterator[None]:
    """Statements in here keep one plan for every value, and look rows up rather than read a table from end to end.

    Inside a transaction; for statements that want few rows and come again and again.
    """
    tell(LOOKING_UP)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            tell({name: PLANNER[name] for name in LOOKING_UP})


def planner_for(address: Mapping[str, Any]) -> Mapping[str, str]:
    """What a request tells the planner, by the ids in its address."""
    return PLANNER_OF_ONE if "family_id" in address else PLANNER


def tell(settings: Mapping[str, str]) -> None:
    """Set these until the transaction ends, past Django's log: plumbing is not one of a page's queries."""
    connection.ensure_connection()
    calls = ", ".join(f"set_config('{name}', %s, true)" for name in settings)
    connection.connection.execute(f"SELECT {calls}", tuple(settings.values()))
