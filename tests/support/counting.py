"""What every request asks, whatever its page, is not counted among the page's queries."""

import re
from typing import Any

from django.test.utils import CaptureQueriesContext

OF_EVERY_REQUEST = re.compile(r'^\s*((RELEASE\s+)?SAVEPOINT\b|(INSERT INTO|SELECT .*? FROM) "audit_)', re.I | re.S)


def everything_asked(context: CaptureQueriesContext) -> list[dict[str, Any]]:
    """Everything asked between start and end, the audit trail too: for tests of the trail itself."""
    return list(context.connection.queries[context.initial_queries : context.final_queries])


def captured_queries(context: CaptureQueriesContext) -> list[dict[str, Any]]:
    """What was asked, less the savepoint (a request's transaction, in tests) and the audit trail."""
    return [query for query in everything_asked(context) if not OF_EVERY_REQUEST.match(query["sql"])]


CaptureQueriesContext.captured_queries = property(captured_queries)  # type: ignore[assignment,method-assign]
