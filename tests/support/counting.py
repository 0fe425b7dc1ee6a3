"""A test's own transaction is not one of a page's queries."""

import re
from typing import Any

from django.test.utils import CaptureQueriesContext

OF_THE_TEST = re.compile(r"^\s*(RELEASE\s+)?SAVEPOINT\b", re.IGNORECASE)


def captured_queries(context: CaptureQueriesContext) -> list[dict[str, Any]]:
    """What was asked between start and end. A request's transaction is a savepoint in tests only: left out."""
    logged = context.connection.queries[context.initial_queries : context.final_queries]
    return [query for query in logged if not OF_THE_TEST.match(query["sql"])]


CaptureQueriesContext.captured_queries = property(captured_queries)  # type: ignore[assignment,method-assign]
