"""The one way data changes: actions."""

import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from alongside.ground.lib.hooks import Hook

Given = ParamSpec("Given")
Result = TypeVar("Result")

AROUND: Hook[[], AbstractContextManager[None]] = Hook()
"""What goes around every action, inside its transaction: the audit trail collects events here to write them at once."""


def action(change: Callable[Given, Result]) -> Callable[Given, Result]:
    """Mark a function as a change to data: keyword-only, told `by` whom, and all of it in one transaction.

    Pages, API, commands and imports call the same action, so a rule is written once. Raises TypeError at import
    when the function takes a positional argument or no `by`.
    """
    parameters = inspect.signature(change).parameters
    if "by" not in parameters:
        raise TypeError(f"{change.__qualname__} must take `by`: whoever makes the change")
    if any(p.kind is not inspect.Parameter.KEYWORD_ONLY for p in parameters.values()):
        raise TypeError(f"{change.__qualname__} must take keyword arguments only")

    @wraps(change)
    def in_one_transaction(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        with transaction.atomic(), ExitStack() as around:
            for one in AROUND():
                around.enter_context(one)
            return change(*args, **kwargs)

    in_one_transaction.is_action = True  # type: ignore[attr-defined]  # read by the consistency test
    return in_one_transaction
